"""How a model's answers are held: right sentences that pass, wrong ones that reach the user, time to fall back."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.build import build_assistant
from assistant.engine import Assistant, Question
from assistant.model.making import make_model
from assistant.model.writer import ModelWriter
from core.quantity import parse_quantities
from core.schema import Trace
from core.settings import Settings
from evals.model_behaviour import Handed
from evals.model_server import LINE, ModelServer
from tools.stored_figures import stored_figures

LIMIT_S, SLACK_S = 4.0, 2.0
_MARK = re.compile(r"\[F?\d+\]")


@dataclass(frozen=True, kw_only=True)
class ModelCase:
    """One question put to one behaviour, and what came of it.

    `wrong` were handed in wrong, `leaked` of them reached the answer; `faithful` sentences that hold the gold answer
    were handed in, `passed` of them shown. `late`: the answer took longer than the limit allows.
    """

    question: str
    kind: str
    wrong: int
    leaked: tuple[str, ...]
    faithful: int
    passed: int
    used: bool
    late: bool
    seconds: float
    kept: tuple[str, ...]


def run_model_cases(
    settings: Settings, cases: Sequence[Mapping[str, Any]], kinds: Sequence[str]
) -> Iterator[tuple[ModelCase, Trace]]:
    """Every question put to every behaviour, over real HTTP.

    Args:
        settings: The data folder.
        cases: Questions with `turns` and `must_contain`.
        kinds: Behaviours; see `evals.model_behaviour`.
    """
    server = ModelServer()
    try:
        assistant = build_assistant(settings)
        rows = stored_figures(settings)
        for case in cases:
            for kind in kinds:
                own = settings.model_copy(
                    update={"llm_base_url": server.url, "llm_model": kind, "llm_timeout_s": LIMIT_S}
                )
                assistant.writer = ModelWriter(make_model(own), own, lambda: rows)
                yield _run(assistant, server, case, kind)
    finally:
        server.stop()


def _run(assistant: Assistant, server: ModelServer, case: Mapping[str, Any], kind: str) -> tuple[ModelCase, Trace]:
    *earlier, asked = case["turns"]
    server.handed.clear()
    begun = time.perf_counter()
    trace = assistant.invoke(Question(text=asked, history=tuple(earlier)))
    taken = time.perf_counter() - begun
    handed = list(server.handed)
    final = [one for one in dict.fromkeys(handed) if not one.wrong]
    gold = [one for one in final if not one.wrong and _holds(one, case)]
    usage = trace.usage
    return ModelCase(
        question=asked,
        kind=kind,
        wrong=sum(one.wrong for one in handed),
        leaked=tuple(one.text for one in handed if one.wrong and _stands(one, trace)),
        faithful=len(gold),
        passed=sum(_plain(one.text) in _plain(trace.answer) for one in gold),
        used=usage is not None and usage.used,
        late=usage is not None and usage.seconds > LIMIT_S + SLACK_S,
        seconds=round(taken, 2),
        kept=usage.dropped if usage is not None else (),
    ), trace


def _holds(one: Handed, case: Mapping[str, Any]) -> bool:
    """Whether a faithful sentence tells what the gold answer tells: one of each group of words."""
    text = _plain(one.text)
    return bool(case.get("must_contain")) and all(
        any(_plain(word) in text for word in group.split("|")) for group in case["must_contain"]
    )


def _stands(one: Handed, trace: Trace) -> bool:
    """Whether what was made wrong in a sentence stands in the answer.

    A wrong citation is one that the answer's own do not hold; other wrong words are the sentence itself.
    """
    if one.text == one.faithful:
        if _plain(one.text) not in _plain(trace.answer):
            return False
        numbers = [quantity.text for quantity in parse_quantities(one.text)]
        return not any(all(number in c.quote for number in numbers) for c in trace.citations)
    return _plain(one.text) in _plain(trace.answer)


def _plain(text: str) -> str:
    return re.sub(r"[\s，,。；;：:、.]", "", _MARK.sub("", text))


def table(cases: Sequence[ModelCase]) -> list[dict[str, Any]]:
    """One row a behaviour: how many were wrong, reached the user, were right and passed, and how often it was late."""
    by_kind: dict[str, list[ModelCase]] = defaultdict(list)
    for case in cases:
        by_kind[case.kind].append(case)
    return [
        {
            "kind": kind,
            "answers": len(found),
            "wrong": sum(one.wrong > 0 for one in found),
            "leaked": sum(bool(one.leaked) for one in found),
            "right": sum(one.faithful for one in found),
            "passed": sum(one.passed for one in found),
            "late": sum(one.late for one in found),
            "of_the_line": kind in LINE,
            "slowest_s": max(one.seconds for one in found),
        }
        for kind, found in by_kind.items()
    ]


def as_line(case: ModelCase, trace: Trace) -> dict[str, Any]:
    """Everything of one answer, for a file."""
    outcome = trace.usage.outcome if trace.usage is not None else ""
    record = {"status": trace.status, "answer": trace.answer, "notes": trace.notes, "outcome": outcome}
    return asdict(case) | record
