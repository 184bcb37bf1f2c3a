"""The command that measures drafts."""

from __future__ import annotations

import argparse
import dataclasses
import json

from assistant.build import build_assistant
from assistant.toolbox import Toolbox
from core.errors import DataError
from core.settings import settings_with_data
from corpus.draft_templates import load_template, template_folder, template_kinds
from evals.command import argument, command, say
from evals.drafts import DraftJudge, by_kind, grade_orders, orders_over
from evals.measured import keep
from evals.report import commit, markdown
from tools.stored_figures import stored_figures


@command(
    "drafts",
    "按资料库里的地区和主题起草各种文稿：引文对不对得上，有没有无出处的数、外地外年的句子。有时返回 1",
    argument("--places", type=int, default=3, help="用资料最多的几个地区"),
    own=lambda: [[]],
)
def drafts(args: argparse.Namespace) -> int:
    """Drafts of every kind over the corpus; 1 where one holds what no draft may."""
    settings = settings_with_data(args.data)
    assistant = build_assistant(settings)
    toolbox = Toolbox(assistant, settings, lambda: stored_figures(settings))
    folder = template_folder(settings.lexicon_dir)
    templates = {kind: load_template(folder, kind) for kind in template_kinds(folder)}
    judge = DraftJudge(assistant.search.library.document, assistant.planner.places.gazetteer, toolbox.place)
    orders = orders_over(assistant, list(templates.values()), args.places)
    if not orders:
        raise DataError("没有能起草的地方：资料都没有标明地区", next_step="请在 manifest.toml 里写 place，再导入一次")
    grades = grade_orders(orders, toolbox.draft, judge, templates.__getitem__)
    rows = by_kind(grades)
    args.reports.mkdir(parents=True, exist_ok=True)
    report = args.reports / "drafts.md"
    report.write_text(markdown("起草评测", rows, {"commit": commit(), "orders": len(orders)}), encoding="utf-8")
    details = {"commit": commit(), "table": rows, "drafts": [dataclasses.asdict(grade) for grade in grades]}
    report.with_suffix(".json").write_text(json.dumps(details, ensure_ascii=False, indent=1), encoding="utf-8")
    say(report.read_text(encoding="utf-8"))
    for grade in grades:
        for what, found in (
            ("没有出处的数", grade.unsourced),
            ("不是所定地区", grade.elsewhere),
            ("不是所定年份", grade.another_time),
        ):
            for words in found:
                say(f"{grade.kind}（{grade.order}）{what}：{words[:120]}")
    whole = rows[-1]
    n = f"{whole['orders']} drafts, {whole['sentences']} sentences"
    lines = [
        (f"{n}: quotes that stand verbatim in their document", f"{whole['verbatim']} %"),
        (
            f"{n}: figures without a source / of another place / of another year",
            f"{whole['unsourced']} / {whole['elsewhere']} / {whole['another_time']}",
        ),
        (
            f"{n}: told twice / orders that nothing was found for / median seconds",
            f"{whole['repeated']} / {whole['refused']} / {whole['seconds_median']}",
        ),
    ]
    keep(args.reports, "drafts", f"drafts --places {args.places}", lines)
    return int(any(grade.faults for grade in grades))
