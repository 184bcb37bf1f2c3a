"""Who issued a document and for which place."""

from __future__ import annotations

import re
from collections import Counter

from core.place import KINDS_OF_WHOLE, NATION, Gazetteer, PlaceMention, short_name
from core.place_identity import lies_in
from core.record import Known
from core.schema import Place
from ingest.lines import COUNT, HAN, OFFICE_ENDS, ORDER, ORG, QUOTED, SIGNER, Label, Labelled, joint, label_lines
from ingest.press import Press

LEAD_CHARS, MIN_MENTIONS = 600, 2
# What ends like an office in one character ends a name only right before 关于: 国家卫生健康委关于…
_OPENING = re.compile(
    rf"^(?:{joint(SIGNER)}(?=关于|印发|转发)"
    rf"|{joint(ORG)}(?=[\s　]*(?:关于|印发|转发|推动|推进|(?:19|20)\d\d|公告|通告|工作|[上下]半年)))"
)
_FORWARDS = ("转发", "印发", "关于", "批转")
# Who adopts statutes: a congress (江西省第十三届…, 省九届人大常委会), by 教育部令第3号, 国务院发布, the highest courts.
_CONGRESS = re.compile(
    rf"(?P<place>{HAN}{{0,14}}?)第?{COUNT}+届(?P<all>全国)?人(?:民代表)?大(?:会)?(?P<standing>常(?:务)?委(?:员)?会)?"
)
_STATE = re.compile(r"(?:^|[日\s])(?P<org>国务院|中共中央|中央军委)\s*(?:第\d+次常务会议)?(?:通过|发布|批准|公布)")
_COURTS = re.compile(r"最高人民(?:法院|检察院)")
_GOVERNMENT = re.compile(r"我(?:谨)?代表(?P<org>[一-鿿]{0,12}?(?:人民)?政府)")
_BEFORE_NAME = re.compile(r"^(?:.*[日\s、])?(?:根据|由|经|于)?(?:中华人民共和国)?")
_NATIONAL_ORG = re.compile(
    r"^(?:中华人民共和国|国务院|全国|中共中央|中央|教育部|财政部|国家|最高人民|海关总署|税务总局|中国"
    r"|[一-鿿]{2,8}部$|[一-鿿]{2,6}总局$)"
)
_NATIONAL_BODY = re.compile(r"国务院|国家[一-鿿]{0,6}委员会|中华人民共和国|国家[一-鿿]{2,4}部门")
_LOCAL_BODY = re.compile(f"[本我全][{KINDS_OF_WHOLE}]")
# Addressed to every province, a document speaks for the country, whatever it goes on to list.
_EVERYWHERE = re.compile(r"各省[、，]?\s?(?:各)?自治区[、，]?\s?(?:各)?直辖市|各省[（(]自?治?区、(?:直辖)?市[）)]")
_DATELINE = re.compile(r"新华社[一-鿿]{2,6}?\d{1,2}月\d{1,2}日(?:电|讯)")
_STATUTES = ("条例", "规定", "办法", "法", "细则", "解释", "决定")


def split_orgs(written: str) -> str:
    """Joint issuers with 、 between them."""
    parts = re.split(r"[\s　、]+|(?<=[所心局部厅会院])(?:与|和)", written.strip())
    return "、".join(part for part in parts if part)


def _stated(label: Label | None) -> Known | None:
    """The offices a label names. A name broken over two lines is one: only what ends like an office ends a name."""
    orgs = re.sub(rf"(?<![{OFFICE_ENDS}])[\s　]+", "", label["orgs"]) if label else ""
    return Known(value=split_orgs(orgs), sureness="文中明写", where=label.words) if label else None


def _adopter(line: str, title: str, title_place: Place | None) -> str:
    """Whom an act in a statute's head names as the one who adopted it; '' for nobody."""
    words = QUOTED.sub("", line)
    if _COURTS.search(words):
        return "、".join(dict.fromkeys(_COURTS.findall(words + title)))
    congress = _CONGRESS.search(words) if "批准" not in words else None
    if congress:
        where = NATION.name if congress["all"] else _BEFORE_NAME.sub("", congress["place"])
        where = where if len(where) > 1 else title_place.name if title_place else ""
        if where:
            return f"{where}人民代表大会{'常务委员会' if congress['standing'] else ''}"
    orders = [_BEFORE_NAME.sub("", order["org"]) for order in re.finditer(ORDER, words)]
    if orders := [org for org in orders if not org.endswith("常务委员会")]:
        return "、".join(orders)
    state = _STATE.search(words)
    return state["org"] if state else ""


def _statute_issuer(page: Labelled, title: str, title_place: Place | None) -> Known | None:
    """Who adopted a statute: the congress, the State Council, the ministry or the courts of its head lines."""
    items = [(org, act.line) for act in page.of("act") if (org := _adopter(act.line, title, title_place))]
    # 修正 by a later act does not change whose statute it is; 修订 adopts it anew.
    adopted = [pair for pair in items if not any(word in pair[1] for word in ("批准", "修正", "决定"))] or items[:1]
    return Known(value=adopted[-1][0], sureness="文中明写", where=adopted[-1][1][:120]) if adopted else None


def _signed(page: Labelled) -> Known | None:
    """The signature near the end: one line or several, right above a date or as a line of its own."""
    lines = {label.at: label for label in page.of("signature")}
    if lines:
        first = last = max(lines)
        while first - 1 in lines:
            first -= 1
        words = " ".join(page.lines[first : last + 1])
        return Known(value=split_orgs(words), sureness="文中明写", where=words)
    return _stated(page.first("signed"))


def title_issuer(title: str) -> str:
    """The issuers that a title opens with, joined by 、; '' where it opens with none."""
    found = _OPENING.match(title)
    if not found or found[0].startswith(_FORWARDS):
        return ""
    # 省政府办公厅转发省教育厅关于…: who passes on is the issuer.
    return split_orgs(found[0].split("转发")[0].split("批转")[0])


def _spoken(text: str, place: Place | None) -> Known | None:
    spoken = _GOVERNMENT.search(text[:LEAD_CHARS])
    if spoken is None:
        return None
    org = place.name + "人民政府" if place and place.name not in spoken["org"] else spoken["org"]
    return Known(value=org.replace("市政府", "市人民政府"), sureness="推断", where=spoken[0])


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
    page, of_page = label_lines(text), label_lines(info)
    source, titled = of_page.first("source"), title_issuer(title)
    found = (
        _statute_issuer(page, title, title_place)
        or (Known(value=titled, sureness="文中明写", where=title) if titled else None)
        or _stated(of_page.first("office"))
        or _signed(page)
        or _spoken(text, place)
        or _stated(page.first("jointly", "closing"))
    )
    if source is None:
        return found, ""
    if found is None:
        return Known(value=source["orgs"], sureness="推断", where=source.words), ""
    return found, source["orgs"] if press.is_press(source["orgs"]) and source["orgs"] not in found.value else ""


def is_national(*, title: str, issuer: str, text: str) -> str:
    """Why a document speaks for the whole country ('' if nothing says so)."""
    if title.startswith("中华人民共和国"):
        return title
    if everyone := _EVERYWHERE.search(text[:LEAD_CHARS]):
        return everyone[0]
    if issuer and all(_NATIONAL_ORG.match(org) for org in issuer.split("、")):
        return issuer
    bodies = _NATIONAL_BODY.search(text)
    if not issuer and title.endswith(_STATUTES) and bodies and not _LOCAL_BODY.search(text):
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
    if reason := is_national(title=title, issuer=issuer, text=text):
        return None, Known(value=NATION.name, sureness="推断", where=reason)
    lead = _DATELINE.sub("", text[:LEAD_CHARS])
    for session in label_lines(text).of("session"):
        if mentions := gazetteer.find(session["place"]):
            place = _meant(mentions[0], text, gazetteer)
            return place, Known(value=place.full_name, sureness="推断", where=session.words)
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
    counts = Counter(short_name(mention.place.name) for mention in gazetteer.find(text[: 20 * LEAD_CHARS]))
    own = counts[short_name(place.name)]
    if own < MIN_MENTIONS or own * 2 < sum(counts.values()):
        return None, None
    return place, Known(value=place.full_name, sureness="推断", where=mentions[0].text)
