from __future__ import annotations

from evals.reports import grade_report
from evals.reports_generator import TEMPLATES, ReportCase, make_cases, report_figures, sentences_with_years

REPORT = """一、2025年工作回顾
2025年，全省地区生产总值增长5.2%，城镇新增就业36.5万人，接待游客约3亿人次。交通运输、仓储和邮政业增长8.5%。
五年来，新增公园绿地120个。
二、2026年工作
2026年主要预期目标是：地区生产总值增长5%左右，一般公共预算收入增长3%。新建幼儿园40所。
"""


def test_years_are_followed_and_spans_make_none() -> None:
    record = {sentence[:5]: year for sentence, year in sentences_with_years(REPORT)}
    assert record["2025年"] == 2025
    assert record["五年来，新"] == 0
    assert record["2026年"] == 2026


def test_only_figures_that_stand_alone_with_one_year_become_questions() -> None:
    found = {(f.year, f.subject, f.number + f.unit) for f in report_figures("甲省", REPORT)}
    assert found == {
        (2025, "地区生产总值", "5.2%"),
        (2025, "城镇新增就业", "36.5万人"),
        (2026, "一般公共预算收入", "3%"),
    }


def test_the_same_seed_gives_the_same_questions_and_half_the_templates_are_held_out() -> None:
    assert make_cases([("甲省", REPORT)]) == make_cases([("甲省", REPORT)])
    assert sum(template.held for template in TEMPLATES) == 3


def test_grading_tells_right_from_another_place_and_another_period() -> None:
    figure = next(f for f in report_figures("甲省", REPORT) if f.subject == "地区生产总值")
    case = ReportCase(id="1", question="", template="直问", held=False, figure=figure)
    reports = {"甲省": REPORT, "乙省": "二"}

    def run(answer: str, document: str, quote: str) -> dict[str, object]:
        return {"status": "answered", "answer": answer, "citations": [{"document_id": document, "quote": quote}]}

    good = grade_report(case, run("甲省：增长5.2%[1]。", "甲省", "地区生产总值增长5.2%"), reports)
    assert (good.right, good.place_mixed, good.period_mixed) == (True, False, False)
    target = grade_report(case, run("甲省：增长3%[1]。", "甲省", "一般公共预算收入增长3%"), reports)
    assert (target.right, target.period_mixed) == (False, True)
    assert grade_report(case, run("乙省：增长5.2%。", "乙省", "二"), reports).place_mixed
    assert grade_report(case, {"status": "refused", "answer": "没有"}, reports).refused
