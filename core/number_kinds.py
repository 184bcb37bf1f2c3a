"""Numbers that are no quantities: dates, years, ordinals, codes, list marks, telephone numbers, counts inside names.

Every pattern is a form of Chinese official writing (GB/T 15835, GB/T 9704), not a word of some document.
All patterns run on text folded by `fold`, which keeps every code point in its place.
"""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["quantity", "date", "year", "ordinal", "code", "list_mark", "phone", "name"]

WIDE_DIGITS = dict(zip(map(ord, "０１２３４５６７８９"), "0123456789", strict=True))
_WIDE = {**WIDE_DIGITS, **dict(zip(map(ord, "％．：︰∶（）／＋"), "%.:::()/+", strict=True))}
_FOLD = {**_WIDE, 0xA0: " ", 0x3000: " ", ord("［"): "[", ord("］"): "]", **{ord(c): "-" for c in "—–―−－~～〜‐‑"}}
_FOLD.update({0xFF21 + i: chr(65 + i) for i in range(26)})
_FOLD.update({0xFF41 + i: chr(97 + i) for i in range(26)})


_WIDE_THOUSANDS = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


def fold(text: str) -> str:
    """The text with full-width digits (with their commas), letters, colons, dashes and hard spaces made plain.

    Length and places stay the same.
    """
    return _WIDE_THOUSANDS.sub(",", text).translate(_FOLD)


_YEAR = r"(?:19|20)\d{2}"
_TO = r"\s*(?:-{1,2}|至|到)\s*"
# A four-digit number before one of these is an amount (2000人), not a year.
_AMOUNT_MARK = r"(?![\d.,]|\s?[%‰万亿千百余多个人名位所元分家项字件户种台册套次条吨亩米平公小课GMTKk]|\s?-\d)"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d)?"
_MONTH = r"(?:1[0-2]|0?[1-9])\s*月"
_DAY = r"(?:[12]\d|3[01]|0?[1-9])\s*(?:日|号)"
_DAYS = rf"(?:[12]\d|3[01]|0?[1-9])(?:{_TO}(?:[12]\d|3[01]|0?[1-9]))?\s*(?:日|号)"
_DAY_ONLY = _DAYS.replace("(?:日|号)", "日")
_MONTH_DAY = rf"{_MONTH}(?:\s*{_DAYS}|份|底|初|末|[上中下]旬)?"
_DATE = rf"(?:{_YEAR}\s*年\s*)?{_MONTH_DAY}"

DIGIT_KINDS = re.compile(
    rf"(?P<phone>1[3-9]\d{{9}}{_AMOUNT_MARK}|0\d{{2,3}}-\d{{7,8}}(?!\d)|400-?\d{{3}}-?\d{{4}}(?!\d))"
    rf"|(?P<date>{_YEAR}[-/.](?:1[0-2]|0?[1-9])[-/.](?:[12]\d|3[01]|0?[1-9])(?!\d)(?:\s+{_CLOCK})?"
    rf"|{_YEAR}\s*年\s*{_MONTH_DAY}(?:{_TO}(?:{_DATE}|{_DAY}))?(?:\s*{_CLOCK})?"
    rf"|(?:1[0-2]|0?[1-9]){_TO}{_MONTH}(?:份|底)?"
    rf"|{_MONTH_DAY}(?:{_TO}(?:{_DATE}|{_DAY}))?(?:\s*{_CLOCK})?"
    rf"|{_DAY_ONLY}(?:{_TO}{_DATE})?(?![内均后常])"
    rf"|\d{{1,2}}时(?:\d{{1,2}}分)?(?!间)|{_CLOCK}(?:-{_CLOCK})?(?![\d.:]))"
    rf"|(?P<year>{_YEAR}\s*(?:年|学年)?{_TO}(?:{_YEAR}|\d{{2}}(?=学?年))"
    rf"(?:\s*(?:学年度?|年度?)|(?! ?[%‰万亿千百余多个人名位所元]|[\d.,分家项字件户种台册套次条吨亩米平公小课]))"
    rf"|{_YEAR}\s*(?:年代|年版|年度|年末|年底|年初|年|学年度?|财年|届|版|级)|[1-9]0年代)"
    rf"|(?P<code>\d{{1,3}}团(?=中学|学校|小学|场|镇|[、，,])|\d{{1,3}}师(?![生资傅范德训者])"
    rf"|\d{{1,3}}(?:中学|高中(?=[、，,)])|中(?=[、，,)]))|\d\.0(?:版|时代|升级|工程|行动|示范|(?!\s?[\d%万亿千百余多个人名位所元分家项件户种台册套次条吨亩米平公小课倍岁年天]))"
    rf"|\d+\+(?:\d+|[A-Z])(?![\d%]|\s*个)|\d+号(?!召)(?:-\d+)?|\d{{2}}后|\d+(?:-\d+)+(?:号)|20世纪|[12]\d世纪)"
    rf"|(?P<ordinal>\d{{1,2}}年级)"
)
BARE_YEAR = re.compile(rf"{_YEAR}{_AMOUNT_MARK}")
LETTERED = re.compile(r"\d+[A-Za-z]+(?![A-Za-z/])")
HOTLINE = re.compile(r"\d{3,12}(?=[”’\"]?(?:热线|电话|服务热线|投诉|举报|平台))")
PHONE_BEFORE = re.compile(r"(?:电话|热线|传真|手机|咨询|拨打|QQ|微信)[^0-9。\n]{0,6}[\d\-、 ]*$")
CODE_BEFORE = re.compile(
    r"(?:[A-Za-z]-?|[A-Za-z][.\d]*\.|[〔\[【]|附件|附表|附图|专栏|表|图|编号|ICP备|[网安]备|证|版本|备案号|邮编|邮政编码|许可证号?|代码)\s?$"
)
# After a letter a number is part of a code (A4, PM2.5, G20, ICP备…).
RATIO_BEFORE = re.compile(r"(?:比|比例|按|约|为|达|到|低于|高于)[^，。；0-9]{0,6}$")
LIST_MARK = re.compile(
    r"(?:(?<![\s\S])|(?<=[\n。；;：:？！]))[ \t]*(?P<mark>\(\d{1,2}\)|\d{1,2}(?:[、)]|\.(?!\d)|\s*\.\s)|"
    r"\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、)"
    r"|(?P<inline>(?:(?<![\s\S])|(?<=[\n。；;：:，,、\s]))[一二三四五六七八九十]{1,2}(?:是|要|则|来(?=[，,]))|\([一二三四五六七八九十]{1,2}\)|\(\d{1,2}\)(?=[一-鿿]))"
)
# A text that lost its brackets starts a line with a bare number: "1推动……", "2)坚持……".
BARE_MARK = re.compile(r"(?:^|(?<=\n))[ \t]*(?P<mark>\d{1,2})(?=[一-鿿“《(])")
BARE_LINE = re.compile(r"(?:^|(?<=\n))[ \t]*\d+[ \t]*(?=\n|$)")

FORMAL_DIGITS = "壹贰叁肆伍陆柒捌玖拾佰仟"  # as on receipts; alone they are words and names (陆续, 收拾, 伍老师)
CN_DIGITS = "零〇一二两三四五六七八九十百千万亿廿卅卌" + FORMAL_DIGITS
CN_KINDS = re.compile(
    r"(?P<year>[一二][九〇零][〇零一二三四五六七八九]{2}\s*年)"
    r"|(?P<name>十[一二三四五六]五(?=[”\"'」]|规划|时期|期间|以来|末|开局|，)|[一二三四五六七八九十]+五规划"
    r"|(?:十八|十九|二十)(?:大(?!代|量)|届)|一带一路|一对[一多]|多对多|一[^\W一]{1,2}一[^\W一]|一[^一，。\s](?:双[^，。\s]|两翼|[两多]带)"
    r"|三[农甲]|两会|一[把盘张条站][手棋网龙式]|五[一四险])"
    r"|(?P<ordinal>[一二三四五六七八九]年级|[一二三]等奖|(?<!、[县市区校乡村省镇州])[一二]级|[一二三四五六]级(?=甲等|指标|医院|标题|响应|教师|运动员)|[一二三]等功)"
    r"|(?P<date>(?:十[一二]?|[一二三四五六七八九])月(?:份|底|初|末|[上中下]旬|[一二三四五六七八九十]{1,3}日)?(?!饼))"
)
CN_ORDINAL = re.compile(rf"第[{CN_DIGITS}]+")
