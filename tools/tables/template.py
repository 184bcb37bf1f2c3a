"""An xlsx template of a table: headers with units, drop-downs, limits and notes, all from the declared schema."""

from __future__ import annotations

from pathlib import Path

from tools.tables import TABLES

# More than a county has schools, classes of marks or pupils: a rule over a range costs nothing.
ROWS = 100_000


def write_template(kind: str, path: Path) -> Path:
    """Write the template of one kind of table.

    The first sheet is filled in and can be uploaded as it is; 填表说明 says what each column means.

    Args:
        kind: One of `TABLES`.
        path: Where to write the .xlsx.

    Raises:
        KeyError: If there is no such kind.
    """
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    schema = TABLES[kind]
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = schema.title
    notes = book.create_sheet("填表说明")
    notes.append(["列名", "单位", "是否必填", "可填的值", "说明", "影响的指标", "对应的统计列名或别名"])
    needed = PatternFill("solid", fgColor="FFF2CC")
    for number, (name, note) in enumerate(schema.notes.items(), 1):
        cell = sheet.cell(row=1, column=number, value=f"{name}({note.unit})" if note.unit else name)
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if note.required:
            cell.fill = needed
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, min(28, 2 * len(name) + 2))
        cells = f"{letter}2:{letter}{ROWS}"
        choices = ("是", "否") if note.kind == "flag" else note.choices
        text = "、".join(choices)
        words = "；".join(
            word
            for word in ("必填" if note.required else "", f"单位：{note.unit}" if note.unit else "", note.note)
            if word
        )
        if words or text:
            cell.comment = Comment("\n".join(word for word in (words, f"可填：{text}" if text else "") if word), "策问")
        if choices:
            check = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
            check.error = f"只能填：{text}"
        elif note.is_number:
            whole = note.kind == "whole"
            check = DataValidation(
                type="whole" if whole else "decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True
            )
            check.error = "填不小于0的整数" if whole else "填不小于0的数"
        else:
            check = None
            # The whole column: codes of ten digits stay text in whatever row.
            sheet.column_dimensions[letter].number_format = "@"
        if check is not None:
            check.showErrorMessage = True
            sheet.add_data_validation(check)
            check.add(cells)
        notes.append(
            [
                name,
                note.unit,
                "是" if note.required else "否",
                text,
                note.note,
                "、".join(note.affects),
                "、".join(note.also),
            ]
        )
    sheet.freeze_panes = "A2"
    for sentence in (
        "缺失的不要填0；没有确切数字的空着，系统会列出来，不会替你猜。",
        "填好后直接上传，第一行列名不要改；列的顺序可以变。",
    ):
        notes.append([sentence])
    for letter, width in zip("ABCDEFG", (30, 8, 10, 40, 40, 24, 40), strict=True):
        notes.column_dimensions[letter].width = width
    book.save(path)
    return path
