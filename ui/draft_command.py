"""`cewen draft`: a draft from the command line, as the 起草 tab writes it."""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.build import build_assistant
from assistant.drafting.drafter import Drafter
from assistant.model.making import make_model
from core.command_parser import CommandParser, out_file, program
from core.drafted import DraftOrder
from core.errors import CewenError
from core.settings import settings_with_data
from corpus.audit import record
from tools.reports.draft_document import write_draft_file
from ui.years import day_given, years_given

SOURCES = ("附录", "注释", "不列")


def main() -> int:
    """Write one draft; an error prints what happened and the next step on stderr and returns 2."""
    parser = CommandParser(prog=program("ui.draft_command"), description="起草一份材料：只用资料里的原句，注明出处。")
    parser.add_argument("--kind", required=True, help="文种，如 工作简报、情况说明、对比材料")
    parser.add_argument("--place", action="append", default=[], help="地区，可多次")
    parser.add_argument("--year", default="", help="年份：2023，或 2022-2024")
    parser.add_argument("--topic", default="", help="主题，如 教师队伍")
    parser.add_argument("--document", action="append", default=[], help="只用这份资料（编号见 cewen list），可多次")
    parser.add_argument("--indicator", action="append", default=[], help="要测算的指标，可多次")
    parser.add_argument("--to", default="", help="主送机关")
    parser.add_argument("--signed", default="", help="落款单位")
    parser.add_argument("--day", default="", help="成文日期，如 2024-01-08")
    parser.add_argument("--smooth", action="store_true", help="设了语言模型时，让它润色措辞；数字和出处重新核验")
    parser.add_argument("--sources", choices=SOURCES, default=SOURCES[0], help="怎样列来源")
    parser.add_argument("--out", required=True, type=out_file, help="写到哪个 docx、md 或 pdf")
    parser.add_argument("--data", type=Path, help="资料库和索引所在的文件夹；不写按设置")
    args = parser.parse_args()
    try:
        settings = settings_with_data(args.data)
        assistant = build_assistant(settings)
        order = DraftOrder(
            kind=args.kind,
            topic=args.topic,
            places=tuple(args.place),
            years=years_given(args.year),
            documents=tuple(args.document),
            indicators=tuple(args.indicator),
            addressee=args.to,
            signed=args.signed,
            day=day_given(args.day),
            smooth=args.smooth,
        )
        drafted = Drafter(assistant, settings.lexicon_dir, make_model(settings)).draft(order)
        write_draft_file(drafted, args.out, args.sources)
        told_order = " ".join((order.kind, *order.places, *(f"{year}年" for year in order.years), order.topic)).strip()
        record(assistant.store, "draft", user="命令行", subject=f"{told_order} → {args.out.name}")
    except CewenError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    items = [f"已写出 {args.out}：{len(drafted.sources)}处来源", *drafted.notes]
    items += [f"没有找到：{one.asked}" for one in drafted.missing]
    sys.stdout.write("\n".join(items) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
