"""Templates of drafts: which sections a kind of draft has and what belongs in each; files that an office may edit."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import SettingsError
from core.word_lists import read_word_list

FOLDER = "draft_templates"
MAX_MOST = 200
_TWICE = re.compile(r"(工作|情况|问题)\1")


class TemplateSection(BaseModel):
    """One section of a template.

    `takes` are roles of statements: 数字, 做法, 问题, 打算, 规定; 对比 is a table of the figures that all sides tell.
    `most` bounds its statements. `subheadings`: one for each heading of the sources; `each`: one for each place or
    year; `listed`: a numbered table.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    heading: str = Field(min_length=1, max_length=60)
    takes: tuple[str, ...] = Field(min_length=1)
    most: int = Field(default=10, ge=1, le=MAX_MOST)
    subheadings: bool = False
    each: bool = False
    listed: bool = False


class Template(BaseModel):
    """One kind of draft; `{地区}` `{年份}` `{主题}` in its words give way to those of the order.

    `compares`: wants several places or years; `addressed`: goes to somebody.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str = Field(min_length=1, max_length=20)
    title: str = Field(min_length=1)
    opening: str = ""
    closing: str = ""
    compares: bool = False
    addressed: bool = False
    sections: tuple[TemplateSection, ...] = Field(alias="section", min_length=1)

    def worded(self, words: str, *, place: str, year: str, topic: str) -> str:
        """Words of the template for one order."""
        text = words.replace("{地区}", place).replace("{年份}", year).replace("{主题}", topic)
        # A topic may end with the word that the template goes on with: 安全工作 + 工作简报.
        return _TWICE.sub(r"\1", text)


def template_folder(lexicon_dir: Path) -> Path:
    """Where the templates lie: beside the word lists."""
    return lexicon_dir.parent / FOLDER


def template_kinds(folder: Path) -> list[str]:
    """Kinds there are templates for, by the names of their files."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load_template(folder: Path, kind: str) -> Template:
    """The template of a kind. A broken file stops its own kind alone.

    Raises:
        SettingsError: If there is none, or its file is broken.
    """
    kinds = template_kinds(folder)
    if kind not in kinds:
        raise SettingsError(f"没有“{kind}”的起草模板", next_step=f"可选：{'、'.join(kinds) or '（模板文件夹是空的）'}")
    data: dict[str, Any] = read_word_list(folder / f"{kind}.toml")
    try:
        return Template.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise SettingsError(
            f"起草模板 {kind}.toml 写得不对：{where or '全文'}（{_REASONS.get(first['type'], first['msg'])}）",
            next_step="请对照其他模板改好这一处，再起草",
        ) from error


_REASONS = {
    "missing": "缺这一项",
    "extra_forbidden": "没有这个项目",
    "too_short": "至少写一项",
    "string_too_short": "不能是空的",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "int_parsing": "应是整数",
    "int_type": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "string_type": "应是文字",
    "tuple_type": "应是用方括号括起的几项",
}
