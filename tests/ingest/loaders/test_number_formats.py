from __future__ import annotations

import datetime as dt

import pytest

from ingest.loaders.number_formats import show, too_long


@pytest.mark.parametrize(
    ("value", "form", "told"),
    [
        (0.5402, "0.00%", "54.02%"),
        (0.540234, "0%", "54%"),
        (98.0, "0.0", "98.0"),
        (15620, "#,##0", "15,620"),
        (0.1 + 0.2, "General", "0.3"),
        (12.0, "General", "12"),
        (True, "", "是"),
        (None, "", ""),
        (8.25, "0.0", "8.3"),
        (2.675, "0.00", "2.68"),
        (0.5, "#.00", "0.50"),
        (5, "0.##", "5"),
        (7, "0000", "0007"),
    ],
)
def test_a_number_is_what_its_sheet_shows(value: object, form: str, told: str) -> None:
    assert show(value, form) == told


@pytest.mark.parametrize(
    ("value", "form", "told"),
    [
        (87_650_000, "0!.0,", "8765.0"),
        (87_650_000, '0"."0,', "8765.0"),
        (87_650_000, "0\\.0,", "8765.0"),
        (87_650_000, '0!.0,"万元"', "8765.0万元"),
        (43_210_000, "#,##0,", "43,210"),
        (43_210_000, "0.00,,", "43.21"),
        (43_210_000, '#,##0.0,,"百万"', "43.2百万"),
        (43_210_000, "0!.0000,", "4.3210"),
        (66_000, '[>=10000]0!.0,"万";0"元"', "6.6万"),
        (660, '[>=10000]0!.0,"万";0"元"', "660元"),
    ],
)
def test_a_format_that_scales_tells_the_scaled_number(value: object, form: str, told: str) -> None:
    assert show(value, form) == told


@pytest.mark.parametrize(
    ("value", "form", "told"),
    [
        (-12, "0;[Red]0", "-12"),
        (-1234.5, "#,##0.00_);(#,##0.00)", "-1,234.50"),
        (-3, "0.00;[Red]-0.00", "-3.00"),
        (-3, "0;▲0", "▲3"),
        (-0.3, "0%", "-30%"),
        (0, '_ * #,##0_ ;_ * \\-#,##0_ ;_ * "-"??_ ;_ @_ ', "-"),
        (1234.5, "[$¥-804]#,##0.00", "1,234.50"),
        (1, '"是";;"否"', "是"),
        (0, '"是";;"否"', "否"),
        (12, 'G/通用格式"人"', "12人"),
        ("三", '"第"@"组"', "第三组"),
        (0.5, "# ?/?", "0.5"),
    ],
)
def test_signs_words_and_sections_of_a_format_are_told(value: object, form: str, told: str) -> None:
    assert show(value, form) == told


@pytest.mark.parametrize(("value", "form"), [(12, ";;;"), ("旧稿", ";;;"), (0, "0;-0;;@")])
def test_what_a_format_hides_is_not_told(value: object, form: str) -> None:
    assert show(value, form) == ""


@pytest.mark.parametrize(
    ("value", "told"),
    [(440305199001011234, "440305199001011000"), (2144030500, "2144030500"), (123456789012345, "123456789012345")],
)
def test_a_long_code_has_all_its_digits_and_noughts_where_the_sheet_keeps_none(value: int, told: str) -> None:
    assert show(float(value), "General") == show(value, "0.00E+00") == told
    assert too_long(value) == (value > 10**15)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ('yyyy"年"m"月"d"日"', "2022年3月5日"),
        ('yyyy"年"m"月";@', "2022年3月"),
        ("mm-dd-yy", "2022-03-05"),
        ('m"月"d"日"', "3月5日"),
        ("yyyy/m/d", "2022-03-05"),
        ("yyyy", "2022"),
        ("yyyy-mm", "2022-03"),
        ("[$-F800]dddd, mmmm dd, yyyy", "2022-03-05"),
        ('[DBNum1][$-804]yyyy"年"m"月"d"日"', "2022年3月5日"),
        ('yyyy"学年"', "2022学年"),
        ("General", "2022-03-05"),
    ],
)
def test_a_date_is_told_as_its_format_shows_it_and_never_in_an_order_to_be_misread(form: str, told: str) -> None:
    assert show(dt.datetime(2022, 3, 5), form) == told


def test_times_and_lengths_of_time_are_told() -> None:
    assert show(dt.datetime(2022, 3, 5, 8, 30), 'yyyy"年"m"月"d"日" h:mm') == "2022年3月5日 8:30"
    assert show(dt.time(8, 30), "h:mm") == "08:30"
    assert show(dt.timedelta(hours=26, minutes=5), "[h]:mm") == "26:05"


def test_a_number_of_any_size_is_written_out_in_time() -> None:
    assert len(show(1e308, "#,##0.0")) == 309 + 102 + 2
    assert show(float("nan"), "0.0") == ""
