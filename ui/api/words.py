"""The kinds of text that the API takes, each within its bounds, and the base of its wire shapes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

MAX_QUESTION, MAX_NAME, MAX_ID, MAX_LONG = 2000, 100, 300, 200_000


def cleaned(text: str) -> str:
    """A text without the control characters that no file and no database takes."""
    return "".join(one for one in text if one in "\n\t" or ord(one) >= 32).strip()


def _said(text: str) -> str:
    result = cleaned(text)
    if not result:
        raise ValueError("empty")
    return result


Asked = Annotated[str, StringConstraints(min_length=1, max_length=MAX_QUESTION), AfterValidator(_said)]
Name = Annotated[str, StringConstraints(max_length=MAX_NAME), AfterValidator(cleaned)]
Id = Annotated[str, StringConstraints(min_length=1, max_length=MAX_ID)]
Long = Annotated[str, StringConstraints(min_length=1, max_length=MAX_LONG)]
Year = Annotated[int, Field(ge=1949, le=2100)]
Limit = Annotated[int, Field(ge=1, le=50)]


class Given(BaseModel):
    """What a caller sends: nothing that is not known, each of its own kind."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Wished(BaseModel):
    """What a caller writes behind an address: nothing that is not known."""

    model_config = ConfigDict(extra="forbid")


class WireModel(BaseModel):
    """What a caller gets, read from the product's own values."""

    model_config = ConfigDict(from_attributes=True)
