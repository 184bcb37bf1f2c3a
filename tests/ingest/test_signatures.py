"""Who signed and when, in texts that lost their line ends or pass on what others wrote."""

from __future__ import annotations

import datetime as dt

from core.place import gazetteer
from ingest.issuers import title_issuer
from ingest.metadata import Metadata, read_metadata
from ingest.press import Press


def read(text: str) -> Metadata:
    return read_metadata(text=text, info=(), name="001", given={}, gazetteer=gazetteer(), press=Press())


def test_a_signature_inside_a_text_that_lost_its_line_ends_is_found_before_what_the_notice_passes_on() -> None:
    known = read(
        "关于印发某措施的通知 各县： 现将措施印发给你们，请认真执行。 某某省财政厅 某某省教育厅\u00a0 \u00a0 2020年2月5日 \u00a0 "
        "关于某事的措施 一、适用范围 在2020年2月1日至5月31日期间生产的，由省政府指定机构收储。 扫一扫在手机打开当前页"
    )
    assert known.date == dt.date(2020, 2, 5)
    assert known.issuer == "某某省财政厅、某某省教育厅"
    broken = read(
        "第一号令 各单位： 接此令后落实到位。 某某市某某疫情 防控工作领导小组 2020年2月8日 扫一扫在手机打开当前页"
    )
    assert broken.issuer == "某某市某某疫情防控工作领导小组"


def test_a_date_in_a_sentence_is_no_signature() -> None:
    known = read("某县工作情况 去年任务完成。 某某县教育局于2020年2月5日印发通知，要求各校落实。")
    assert known.date is None


def test_who_passes_on_issued_it_and_not_whom_it_passes_on() -> None:
    assert title_issuer("某某省人民政府办公厅转发省教育厅、财政厅关于做好某事通知的通知") == "某某省人民政府办公厅"
    assert title_issuer("某某省教育厅 某某省财政厅关于印发某办法的通知") == "某某省教育厅、某某省财政厅"
