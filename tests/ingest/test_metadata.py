"""What a document says of itself, in whole and damaged forms, and how sure each fact is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.place import gazetteer
from core.settings import Settings
from ingest.dates import first_date, name_date, own_date, stated_dates
from ingest.doc_numbers import normal_number, own_number
from ingest.metadata import Metadata, read_metadata
from ingest.press import load_press
from ingest.references import abolished, appendices, forwards, stated_expiry

LEXICON = Settings().lexicon_dir


def read(text: str, name: str = "001", info: tuple[str, ...] = (), told: dict[str, Any] | None = None) -> Metadata:
    return read_metadata(
        text=text, info=info, name=name, given=told or {}, gazetteer=gazetteer(), press=load_press(LEXICON)
    )


NOTICE = """江西省教育厅 江西省财政厅关于印发《江西省校舍维修办法（试行）》的通知
赣教财〔2021〕7号
各设区市教育局：
现将办法印发给你们。《江西省校舍管理办法》（赣教财〔2010〕3号）同时废止。
附件：1.校舍维修台账
2.校舍维修年报
江西省教育厅
江西省财政厅
2021年3月5日
"""


def test_a_notice_tells_title_joint_issuers_number_date_place_and_status() -> None:
    known = read(NOTICE)
    assert known.title == "江西省教育厅 江西省财政厅关于印发《江西省校舍维修办法（试行）》的通知"
    assert known.issuer == "江西省教育厅、江西省财政厅"
    assert known.doc_number == "赣教财〔2021〕7号"
    assert known.date == dt.date(2021, 3, 5)
    assert known.place.full_name == "江西省"
    assert known.status == "试行"
    assert known.known["date"].sureness == "文中明写"


def test_a_notice_tells_what_it_issues_abolishes_and_appends() -> None:
    known = read(NOTICE)
    assert [(r.kind, r.title, r.doc_number) for r in known.relations] == [
        ("印发", "江西省校舍维修办法（试行）", ""),
        ("废止", "江西省校舍管理办法", "赣教财〔2010〕3号"),
    ]
    assert appendices(NOTICE) == ("校舍维修台账", "校舍维修年报")


def test_the_manifest_wins_and_says_so() -> None:
    known = read(NOTICE, told={"title": "校舍通知", "date": dt.date(2020, 1, 1), "place": "江西省南昌市"})
    assert (known.title, known.date, known.place.name) == ("校舍通知", dt.date(2020, 1, 1), "南昌市")
    assert {known.known[name].sureness for name in ("title", "date", "place")} == {"清单"}


def test_a_manifest_that_leaves_out_the_date_of_a_poor_text_is_not_overruled() -> None:
    assert read(NOTICE, told={"quality": ["原文未标日期"]}).date is None


STATUTE = """# 丰收市学校安全条例
2003年9月26日 衢州市第四届人民代表大会常务委员会第五次会议通过
2003年11月6日 浙江省第十届人民代表大会常务委员会第六次会议批准
2020年5月15日 浙江省第十三届人民代表大会常务委员会第二十一次会议批准的《衢州市人民代表大会常务委员会关于废止和修改〈某条例〉的决定》修正
## 第一章 总则
第一条 为保障学校安全，制定本条例。
第九条 本条例自2004年1月1日起施行。1990年2月1日施行的《衢州市学校保卫办法》同时废止。
"""


def test_a_statute_tells_who_adopted_it_and_when_it_was_adopted_revised_and_takes_effect() -> None:
    known = read(STATUTE.replace("丰收", "衢州"))
    assert known.title == "衢州市学校安全条例"
    assert known.issuer == "衢州市人民代表大会常务委员会"
    dates = {name: fact.value for name, fact in known.known.items() if name.endswith("日期")}
    assert dates == {
        "通过日期": "2003-09-26",
        "批准日期": "2003-11-06",
        "修订日期": "2020-05-15",
        "施行日期": "2004-01-01",
    }
    assert known.date == dt.date(2020, 5, 15)
    assert [r.title for r in known.relations if r.kind == "废止"] == ["衢州市学校保卫办法"]


def test_a_state_council_order_is_national_and_numbered() -> None:
    known = read(
        "甲条例\n2012年9月9日 中华人民共和国国务院令第624号公布\n2012年10月1日 施行\n第一条 为了，制定本条例。\n"
    )
    assert (known.issuer, known.doc_number) == ("国务院", "中华人民共和国国务院令第624号")
    assert known.place is None
    assert known.known["place"].value == "全国"


def test_what_every_province_is_told_is_national_whatever_it_lists() -> None:
    known = read("关于做好某工作的通知\n各省、自治区、直辖市教育厅（教委），新疆生产建设兵团教育局：\n请照办。\n")
    assert known.place is None
    assert known.known["place"].value == "全国"


def test_a_generic_title_is_completed_by_its_session() -> None:
    text = "政府工作报告\n——2026年1月26日在广东省第十四届人民代表大会第五次会议上\n广东省省长\n现在，我代表省人民政府，报告工作。\n"
    known = read(text)
    assert known.title == "2026年广东省政府工作报告"
    assert known.known["title"].sureness == "推断"
    assert known.issuer == "广东省人民政府"
    assert known.date == dt.date(2026, 1, 26)


def test_a_repost_names_the_press_that_passed_it_on() -> None:
    text = "政府工作报告\n——2026年1月26日在广东省第十四届人民代表大会第五次会议上\n现在，我代表省人民政府，报告工作。\n"
    known = read(text, info=("来源：某某日报",))
    assert (known.issuer, known.reposted_from) == ("广东省人民政府", "某某日报")


def test_a_title_that_lost_its_place_is_taken_from_the_file_name() -> None:
    known = read(" 区教育局推动某工作\n正文一句话。\n", name="007_涧西区教育局推动某工作")
    assert known.title == "涧西区教育局推动某工作"
    assert known.known["title"].where.startswith("文件名")


@pytest.mark.parametrize(
    "written",
    [
        "豫发〔2020〕13号",
        "豫发[2020]13号",
        "豫发（2020）13号",
        "豫发〔2020)13 号",
        "豫发【2020】13号",
        "豫发〔２０２０〕１３号",
        "豫发 〔2020〕 第13号",
        "豫发〔2020〕013号",
        "豫发 2020 13号",
    ],
)
def test_damaged_numbers_are_one_number(written: str) -> None:
    assert normal_number(written) == "豫发〔2020〕13号"
    assert own_number(f"关于某事的通知\n{written}\n各县：\n").value == "豫发〔2020〕13号"


@pytest.mark.parametrize(
    "text",
    [
        "关于某事的通知\n为落实《省委关于某事的意见》（豫发〔2020〕13号），现通知如下。\n",
        "关于某事的通知\n根据豫发〔2020〕13号文件要求，现通知如下。\n",
        "某事\n2020年13号线开通。\n",
    ],
)
def test_a_cited_number_is_not_the_documents_own(text: str) -> None:
    assert own_number(text) is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("二〇二四年七月九日", (2024, 7, 9)),
        ("二○二四年十二月三十一日", (2024, 12, 31)),
        ("2024 年 7 月 9 日", (2024, 7, 9)),
        ("２０２４年７月９日", (2024, 7, 9)),
        ("2024-07-09", (2024, 7, 9)),
    ],
)
def test_dates_in_every_dress(text: str, day: tuple[int, int, int]) -> None:
    assert first_date(text) == dt.date(*day)


def test_an_impossible_day_is_no_date() -> None:
    assert first_date("2024年2月30日") is None
    assert name_date("某条例(2022-06-30)") == dt.date(2022, 6, 30)


def test_the_page_date_goes_before_the_signature_and_a_text_without_any_has_none() -> None:
    result = stated_dates("某通知\n某局\n2024年7月9日\n", ("发布时间：2024-07-15",), "x")
    assert own_date(result)[0] == dt.date(2024, 7, 15)
    assert own_date(stated_dates("某通知\n正文。\n", (), "x")) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "不得以任何理由废止《某办法》。",
        "按照《中小企业标准》执行，本措施有效期满后自行废止。",
        "《某市关于废止部分文件的决定》已公布。",
    ],
)
def test_what_only_speaks_of_abolishing_abolishes_nothing(sentence: str) -> None:
    assert list(abolished(sentence)) == []


def test_several_documents_are_abolished_in_one_sentence() -> None:
    found = abolished(
        "本办法自公布之日起施行，《甲办法》（某发〔2001〕2号）、《乙规定》和《关于执行〈丙〉的通知》同时废止。"
    )
    assert [r.title for r in found] == ["甲办法", "乙规定", "关于执行〈丙〉的通知"]


def test_forwarding_is_told_from_issuing() -> None:
    assert [r.kind for r in forwards("某局关于转发《甲意见》的通知")] == ["转发"]
    assert [r.title for r in forwards("某厅关于印发甲县方案的通知")] == ["甲县方案"]
    assert list(forwards("某县工作总结")) == []


@pytest.mark.parametrize(
    ("text", "title", "day"),
    [
        ("本办法有效期至2025年12月31日。", "某办法", dt.date(2025, 12, 31)),
        ("本办法自2020年3月1日起施行，有效期五年。", "某办法", dt.date(2025, 3, 1)),
        ("正文。", "某市教育发展规划（2021—2025年）", dt.date(2025, 12, 31)),
    ],
)
def test_how_long_a_document_holds(text: str, title: str, day: dt.date) -> None:
    assert stated_expiry(text, title, stated_dates(text, (), ""))[0] == day


def test_a_years_report_does_not_expire() -> None:
    assert stated_expiry("正文。", "某市2021—2025年工作总结", ()) is None


def test_a_place_in_traditional_characters_is_the_same_place() -> None:
    known = read("廣州市教育局關於做好開學工作的通知\n各校：\n請照辦。\n")
    assert known.place.name == "广州市"
    assert known.title == "廣州市教育局關於做好開學工作的通知"


@pytest.mark.parametrize(
    ("end", "issuer"),
    [
        ("特此通知。 某市教育委员会 2020年2月7日", "某市教育委员会"),
        ("特此通知。 财  政  部 2020年2月7日", "财政部"),
        ("特此通知。 国家发展改革委 财政部 2020年2月7日", "国家发展改革委、财政部"),
        ("特此通知。 某市交通局 2020年2月7日 【 打印本页】 【 关闭窗口】", "某市交通局"),
        ("特此通知。 某市交通局 2020年2月7日 （联系人：某某；邮箱：a@b.cn）", "某市交通局"),
        ("特此通知。 交通运输部 2020年2月7日 抄送：公安部。", "交通运输部"),
    ],
)
def test_a_text_without_line_ends_still_tells_who_signed_and_when(end: str, issuer: str) -> None:
    known = read(f"关于做好某项工作的通知 各单位： {'为做好工作，现通知如下。' * 8} {end}")
    assert (known.issuer, known.date) == (issuer, dt.date(2020, 2, 7))


def test_another_rules_day_of_effect_is_not_this_documents() -> None:
    assert read("某某政策指引\n自2020年1月1日起实施一系列优惠政策。\n").date is None


HAN = "〇一二三四五六七八九"


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else HAN[tens] + "十") + (HAN[ones] if ones else "")


@given(st.dates(dt.date(1949, 1, 1), dt.date(2089, 12, 31)))
def test_every_day_is_read_back_from_every_dress(day: dt.date) -> None:
    year = "".join(HAN[int(c)] for c in str(day.year))
    for written in (
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{year}年{han(day.month)}月{han(day.day)}日",
        f"{day.year}/{day.month}/{day.day}",
    ):
        assert first_date(f"于{written}印发") == day


@given(
    st.from_regex(r"[豫教办发]{1,4}", fullmatch=True),
    st.integers(1980, 2030),
    st.integers(1, 9999),
    st.sampled_from("〔[【（("),
)
def test_a_number_in_standard_form_stays_as_it_is(word: str, year: int, number: int, bracket: str) -> None:
    close = dict(zip("〔[【（(", "〕]】）)", strict=True))[bracket]
    standard = normal_number(f"{word}{bracket}{year}{close}{number}号")
    assert standard == f"{word}〔{year}〕{number}号"
    assert normal_number(standard) == standard


def test_a_pages_own_meta_tags_help_where_the_text_is_silent() -> None:
    properties = {"published": "2024-03-05 10:00", "source": "某某日报", "created": "2019-01-01"}
    record = {"text": "某某县工作情况\n正文一句话。\n", "info": (), "name": "1", "given": {}}
    record |= {"gazetteer": gazetteer(), "press": load_press(LEXICON)}
    known = read_metadata(**record, properties=properties)
    assert known.date == dt.date(2024, 3, 5)
    assert known.known["date"].sureness == "文件属性"
    assert known.issuer == "某某日报"
    assert read_metadata(**record, properties={"created": "2019-01-01"}).date is None
