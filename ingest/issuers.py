"""Who issued a document and for which place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.place import NATION, Gazetteer, PlaceMention, short_name
from core.place_identity import lies_in
from core.record import Known
from core.schema import Place
from ingest.dates import AFTER_SIGNATURE, SIGNED_WITHIN, TAIL_CHARS
from ingest.press import Press

HEAD_LINES, TAIL_LINES, LEAD_CHARS, MIN_MENTIONS = 16, 14, 600, 2
_ORG_ENDS = (
    "人民代表大会常务委员会|人民代表大会|人民政府办公厅|人民政府办公室|人民政府|委员会办公室|委员会|教育体育局|教育局|教体局|局|厅"
    "|办公厅|办公室|党委|党组|省委|市委|区委|县委|指挥部|领导小组|总署|总局|教育部|财政部|部|国务院|法院|检察院|研究院|研究所|联合会|协会|中心"
)
_ORG = rf"[一-鿿]{{1,24}}?(?:{_ORG_ENDS})"
_ORG_LINE = re.compile(rf"[一-鿿]{{1,28}}(?:{_ORG_ENDS})")
_JOINT_LINE = re.compile(rf"{_ORG}(?:[\s　、]+{_ORG})*")
_TITLE_ORG = re.compile(
    rf"^(?P<orgs>{_ORG}(?:[\s　、]+{_ORG})*)[\s　]*(?=关于|印发|转发|推动|推进|(?:19|20)\d\d|公告|通告|工作|[上下]半年)"
)
# 委 alone ends a name only right before 关于: 国家卫生健康委关于…
_SHORT_ORG = r"[一-鿿]{2,18}[委院署会办部局厅]"
_TITLE_COMMITTEE = re.compile(rf"^(?P<orgs>{_SHORT_ORG}(?:[\s　、]+{_SHORT_ORG})*)(?=关于|印发|转发)")
_ACTS = ("转发", "印发", "关于", "批转")
_CONGRESS = re.compile(
    r"(?P<place>[一-鿿]{2,14}?)?第[一二三四五六七八九十]+届(?P<all>全国)?人民代表大会(?P<standing>常务委员会)?"
)
_SHORT_CONGRESS = re.compile(r"(?:^|[日\s、])[省市区县]?[一二三四五六七八九十]+届人大常委会")
_ORDER = re.compile(r"(?P<org>[一-鿿]{2,24}?)(?:令|公告)\s*第?[\d〔]")
_STATE = re.compile(r"(?:^|[日\s])(?P<org>国务院|中共中央|中央军委)\s*(?:第\d+次常务会议)?(?:通过|发布|批准|公布)")
_COURTS = re.compile(r"最高人民(?:法院|检察院)")
_GOVERNMENT = re.compile(r"我(?:谨)?代表(?P<org>[一-鿿]{0,12}?(?:人民)?政府)")
_JOINTLY = re.compile(
    r"由(?P<orgs>[一-鿿]{4,30}?(?:与|和|、)[一-鿿]{4,30})(?:[（(][^）)]*[）)])?联合(?:研制|编制|发布|印发|制定|编写)"
)
_CLOSING = re.compile(
    r"[（(](?P<org>[一-鿿]{2,20}(?:局|厅|委员会|人民政府|办公室|部|学校|中学|小学|大学))(?:供稿)?[)）]\s*$"
)
_INFO = re.compile(r"(?:发布机构|发文机关|发文单位|制定机关)\s*[:：]\s*([^\s　|,，]{2,30})")
_SOURCE = re.compile(r"(?:信息来源|来源|作者)\s*[:：]\s*([^\s　|,，)）]{2,30})")
_NATIONAL_ORG = re.compile(
    r"^(?:中华人民共和国|国务院|全国|中共中央|中央|教育部|财政部|国家|最高人民|海关总署|税务总局|中国"
    r"|[一-鿿]{2,8}部$|[一-鿿]{2,6}总局$)"
)
_NATIONAL_BODY = re.compile(r"国务院|国家[一-鿿]{0,6}委员会|中华人民共和国|国家[一-鿿]{2,4}部门")
_LOCAL_BODY = re.compile(r"本[省市区县州]|我[省市区县州]|全[省市区县州]")
# Addressed to every province, a document speaks for the country, whatever it goes on to list.
_EVERYWHERE = re.compile(r"各省[、，]?\s?(?:各)?自治区[、，]?\s?(?:各)?直辖市|各省[（(]自?治?区、(?:直辖)?市[）)]")
_DATELINE = re.compile(r"新华社[一-鿿]{2,6}?\d{1,2}月\d{1,2}日(?:电|讯)")
_ORG_SIGNED = rf"[一-鿿]{{1,28}}?(?:{_ORG_ENDS}|[委院署会办组])"
_RUN_ON_SIGNED = re.compile(
    rf"(?:^|[\s　。])(?P<orgs>{_ORG_SIGNED}(?:[\s　]+{_ORG_SIGNED})*)[\s　]*(?:19|20)\d{{2}}年\d{{1,2}}月\d{{1,2}}日"
    rf"(?:{AFTER_SIGNATURE.pattern})$"
)
_SPACED = re.compile(r"(?<!\S)[一-鿿](?:\s+[一-鿿])+(?!\S)")
_STATUTE = re.compile(r"(?:条例|规定|办法|法|细则|解释|决定)$")


def split_orgs(written: str) -> str:
    """Joint issuers with 、 between them."""
    parts = re.split(r"[\s　、]+|(?<=[所心局部厅会院])(?:与|和)", written.strip())
    return "、".join(part for part in parts if part)


def _congress(line: str, title_place: Place | None) -> str:
    found = _CONGRESS.search(line)
    if found:
        where = NATION.name if found["all"] else re.sub(r"^.*[日\s]", "", found["place"] or "")
        where = re.sub(r"^(?:根据|由|经|于)", "", where)
        where = where or (title_place.name if title_place else "")
        return f"{where}人民代表大会{found['standing'] or ''}" if where else ""
    if _SHORT_CONGRESS.search(line) and title_place:
        return f"{title_place.name}人民代表大会常务委员会"
    return ""


def statute_issuer(lines: Sequence[str], title: str, title_place: Place | None) -> Known | None:
    """Who adopted a statute: the congress, the State Council, the ministry or the courts of its head lines."""
    items: list[tuple[str, str]] = []
    for line in lines[:HEAD_LINES]:
        if re.match(r"#*\s*第[一1]条|#*\s*第一章", line):
            break
        words = re.sub(r"《[^》]*》+", "", line)
        if len(line) > 300 or not re.search(r"通过|发布|公布|修订|修正|批准|令第?\s*\d", words) or line.endswith("。"):
            continue
        if _COURTS.search(words):
            items.append(("、".join(dict.fromkeys(_COURTS.findall(words + title))), line))
            continue
        congress = _congress(re.split("批准", words)[0] if "批准" in words and "通过" in words else words, title_place)
        if congress and "批准" not in words:
            items.append((congress, line))
            continue
        orders = [re.sub(r"^.*[日\s、]|^中华人民共和国", "", o["org"]) for o in _ORDER.finditer(words)]
        orders = [re.sub(r"^中华人民共和国", "", org) for org in orders if not org.endswith("常务委员会")]
        if orders:
            items.append(("、".join(orders), line))
            continue
        state = _STATE.search(words)
        if state and not ("批准" in words and items):
            items.append((state["org"], line))
    if not items:
        return None
    # 修正 by a later act does not change whose statute it is; 修订 adopts it anew.
    adopted = [pair for pair in items if not re.search("批准|修正|决定", pair[1])] or items[:1]
    return Known(value=adopted[-1][0], sureness="文中明写", where=adopted[-1][1][:120])


def _together(words: str) -> str:
    """Letter-spaced names without their spaces: 财 政 部 → 财政部."""
    return _SPACED.sub(lambda found: re.sub(r"\s", "", found[0]), words)


def _signed(lines: Sequence[str]) -> Known | None:
    """The signature near the end: one line or several, right above a date or as a line of its own."""
    tail = [_together(line.strip()) for line in lines[-TAIL_LINES:]]
    for i in range(len(tail) - 1, -1, -1):
        if len(tail[i]) <= 60 and _JOINT_LINE.fullmatch(tail[i]):
            first = i
            while first > 0 and len(tail[first - 1]) <= 40 and _ORG_LINE.fullmatch(tail[first - 1]):
                first -= 1
            orgs = split_orgs(" ".join(tail[first : i + 1]))
            return Known(value=orgs, sureness="文中明写", where=" ".join(tail[first : i + 1]))
    run_on = _RUN_ON_SIGNED.search(_together(tail[-1][-TAIL_CHARS:])) if tail else None
    if run_on:
        return Known(value=split_orgs(run_on["orgs"]), sureness="文中明写", where=run_on[0].strip())
    within = next((found for line in lines if (found := SIGNED_WITHIN.search(_together(line)))), None)
    if within is None:
        return None
    # A name that was broken over two lines is one: only what ends like an office ends a name.
    orgs = re.sub(r"(?<![局厅会府室部委署组心院办])[\s　]+", "", within["orgs"])
    return Known(value=split_orgs(orgs), sureness="文中明写", where=within[0].strip("。！ 　"))


def title_issuer(title: str) -> str:
    """The issuers that a title opens with, joined by 、; '' where it opens with none."""
    found = _TITLE_COMMITTEE.match(title) or _TITLE_ORG.match(title)
    if not found or found["orgs"].startswith(_ACTS):
        return ""
    # 省政府办公厅转发省教育厅关于…: who passes on is the issuer.
    return split_orgs(re.split("转发|批转", found["orgs"])[0])


def own_issuer(
    *, text: str, title: str, info: str, place: Place | None, title_place: Place | None, press: Press
) -> tuple[Known | None, str]:
    """Who issued a document, and whom the page took it from where that is somebody else (a repost), else ''.

    Args:
        text: Cleaned text.
        title: Its title.
        info: Page information, one text.
        place: The document's place, to say 省人民政府 in full.
        title_place: The place its title names.
        press: Who passes texts on and issues none.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    source = _SOURCE.search(info)
    passed_on = source[1].strip() if source and press.is_press(source[1].strip()) else ""
    found = statute_issuer(lines, title, title_place)
    if found is None and (org := title_issuer(title)):
        found = Known(value=org, sureness="文中明写", where=title)
    if found is None and (label := _INFO.search(info)):
        found = Known(value=label[1], sureness="文中明写", where=label[0])
    if found is None:
        found = _signed(lines)
    if found is None and (spoken := _GOVERNMENT.search(text[:LEAD_CHARS])):
        org = spoken["org"]
        if place and place.name not in org:
            org = place.name + "人民政府"
        found = Known(value=org.replace("市政府", "市人民政府"), sureness="推断", where=spoken[0])
    if found is None and (jointly := _JOINTLY.search("\n".join(lines[-TAIL_LINES:]))):
        found = Known(value=split_orgs(jointly["orgs"]), sureness="文中明写", where=jointly[0])
    if found is None and lines and (closing := _CLOSING.search(lines[-1])):
        found = Known(value=closing["org"], sureness="文中明写", where=closing[0])
    if found is None and source:
        return Known(value=source[1], sureness="推断", where=source[0]), ""
    return found, passed_on if found and passed_on not in found.value else ""


def is_national(*, title: str, issuer: str, text: str) -> str:
    """Why a document speaks for the whole country ('' if nothing says so)."""
    if title.startswith("中华人民共和国"):
        return title
    everyone = _EVERYWHERE.search(text[:LEAD_CHARS])
    if everyone:
        return everyone[0]
    if issuer and all(_NATIONAL_ORG.match(org) for org in issuer.split("、")):
        return issuer
    bodies = _NATIONAL_BODY.search(text)
    if not issuer and _STATUTE.search(title) and bodies and not _LOCAL_BODY.search(text):
        return bodies[0]
    return ""


def _side_by_side(first: PlaceMention, second: PlaceMention, words: str) -> bool:
    """Whether a title is of two places (浙江重庆两地专家连线), not of one in another (河南省洛阳市)."""
    apart = not lies_in(first.place, second.place) and not lies_in(second.place, first.place)
    return apart and first.place != second.place and words[first.end : second.start] in ("", "、", "和", "与", "及")


def own_place(
    *, title: str, name: str, issuer: str, text: str, gazetteer: Gazetteer
) -> tuple[Place | None, Known | None]:
    """A document's place with how sure it is; no place and the fact 全国 for a national document."""
    for words, where in ((title, f"标题 {title}"), (name, f"文件名 {name}"), (issuer, f"发文机关 {issuer}")):
        if words.startswith("中华人民共和国"):
            break
        mentions = gazetteer.find(words)
        if len(mentions) > 1 and _side_by_side(mentions[0], mentions[1], words):
            continue
        if mentions:
            place = _meant(mentions[0], text, gazetteer)
            return place, Known(value=place.full_name, sureness="推断" if words is name else "文中明写", where=where)
    reason = is_national(title=title, issuer=issuer, text=text)
    if reason:
        return None, Known(value=NATION.name, sureness="推断", where=reason)
    lead = _DATELINE.sub("", text[:LEAD_CHARS])
    session = re.search(r"在([一-鿿]{2,14}?)第[一二三四五六七八九十]+届(?:人民代表大会)?", lead)
    mentions = gazetteer.find(session[1]) if session else []
    if mentions:
        place = _meant(mentions[0], text, gazetteer)
        return place, Known(value=place.full_name, sureness="推断", where=session[0] if session else "")
    return _spoken_of(lead, text, gazetteer)


def _meant(mention: PlaceMention, text: str, gazetteer: Gazetteer) -> Place:
    """The place of a mention: of several that bear its name the only one in whose city or province the text also names.

    Without any it has no parents, and the document is warned of.
    """
    if not mention.options:
        return mention.place
    written = {one.place for one in gazetteer.find(text[: 20 * LEAD_CHARS]) if one.place in mention.options}
    if len(written) == 1:
        # 城关区 in a title, 拉萨市城关区 in the text: written out once, that is the one.
        return written.pop()
    around = {one.place for one in gazetteer.find(text[: 20 * LEAD_CHARS]) if one.place.level in ("province", "city")}
    inside = [option for option in mention.options if any(lies_in(option, one) for one in around)]
    nearest = [option for option in inside if all(name in {one.name for one in around} for name in option.parents[-1:])]
    meant = nearest or inside
    return meant[0] if len(meant) == 1 else mention.place


def _spoken_of(lead: str, text: str, gazetteer: Gazetteer) -> tuple[Place | None, Known | None]:
    """The first place of the opening lines, if the text speaks of no other place as much."""
    mentions = gazetteer.find(lead)
    if not mentions:
        return None, None
    # A text of this place says 本市 or names its offices; the news of a place does neither.
    office = re.escape(mentions[0].text) + r"[一-鿿]{1,8}?(?:局|委员会|办公室|中心)"
    if not _LOCAL_BODY.search(text) and not re.search(office, text):
        return None, None
    place = _meant(mentions[0], text, gazetteer)
    counts: dict[str, int] = {}
    for mention in gazetteer.find(text[: 20 * LEAD_CHARS]):
        key = short_name(mention.place.name)
        counts[key] = counts.get(key, 0) + 1
    own = counts.get(short_name(place.name), 0)
    if own < MIN_MENTIONS or own * 2 < sum(counts.values()):
        return None, None
    return place, Known(value=place.full_name, sureness="推断", where=mentions[0].text)
