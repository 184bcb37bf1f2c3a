"""Follow-ups made complete: 那初中呢 changes a slot of the question before, 整改了多少 goes on about what it asked."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.asked_places import OWN_PLACE
from assistant.of_one import BETWEEN, as_of_one, without_each
from assistant.parts import ASKING
from core.period import find_periods
from core.place import KINDS_OF_WHOLE, Gazetteer
from core.place_identity import lies_in
from retrieval.query import QueryReader
from retrieval.schools import SchoolMention

_LEAD = re.compile(r"^(?:那么|那|还有|再问|另外|换成|改成|如果是|要是|这(?:里面|当中|其中))[，,]?\s*")
# The place as a whole and none of its schools.
OF_THE_WHOLE = re.compile(rf"(?:那么?)?(?P<whole>全[{KINDS_OF_WHOLE}])")
_TAIL = re.compile(r"(?:的)?(?:话)?(?:又)?(?:呢|怎么样|如何)?[？?。！!\s]*$")
_AND_MORE = re.compile(r"呢[，,。？?]\s*(?=\S)")
# 初中呢（不上晚自习）
_ASIDE = re.compile(r"呢([（(][^（）()]*[)）])[？?。！!\s]*$")
_ELLIPTIC_END = re.compile(r"呢[？?。！!\s]*$")
_POINTS_BACK = re.compile(
    r"其中|这(?:些|个|事|项|里)|那(?:些|个|里)|它|该|同一?年|前一年|后一年|头一年|(?<![比较与和跟同])(?:上|下)一?年"
)
# 比上年多多少 asks for a change of this year's figure, not for that of the year before.
_AGAINST = r"(?<![比较与和跟同])"
_YEAR_BEFORE, _YEAR_AFTER = re.compile(rf"前一年|{_AGAINST}上一?年(?!级)|头一年"), re.compile(r"后一年|下一?年(?!级)")
MAX_REPLY, MIN_REST = 8, 2
# A question with so many content nouns of its own needs no more of the one before than its place and time.
OWN_NOUNS = 2
# Share of a clause's characters from which on a follow-up that has them says the clause anew.
SAID_ANEW = 0.5


def complete(
    question: str, earlier: str, gazetteer: Gazetteer, classes: Sequence[Sequence[str]], words: QueryReader
) -> str:
    """A question in complete form, given the complete form of the one before.

    Args:
        question: As typed.
        earlier: The question before, complete.
        gazetteer: Places to recognise.
        classes: Words that stand for each other (slots.toml).
        words: Tells content words.
    """
    asked = _ASIDE.sub(r"\1呢", question.strip())
    first, _, rest = _AND_MORE.sub("呢\0", asked).partition("\0")
    if rest:
        # 二中呢，还有多少导师: the first changes a slot, the rest goes on about what that made.
        changed = complete(first, earlier, gazetteer, classes, words)
        return f"{changed.rstrip('？?。 ')}，{rest}"
    bare = _TAIL.sub("", _LEAD.sub("", asked))
    if (_ELLIPTIC_END.search(asked) and not ASKING.search(bare)) or _is_reply(asked):
        return _changed(bare, _shifted(bare, earlier), gazetteer, classes, words)
    places = gazetteer.find(bare)
    own = sum(term.noun for term in words.read(bare, tuple(place.text for place in places)).terms)
    # 我区 is a place of its own, named or not.
    lead = "" if places or OWN_PLACE.search(bare) else "".join(mention.text for mention in gazetteer.find(earlier)[:1])
    time = _time_of(asked, earlier)
    leans = bool(_POINTS_BACK.search(asked) or _LEAD.match(asked))
    if places and own and not leans and (find_periods(asked) or not _same_thing(bare, earlier, gazetteer, words)):
        # With its own place, and a time or another thing of its own, it leans on nothing, the year before included.
        return bare
    if leans or own < OWN_NOUNS:
        # What is taken off the follow-up's own words is put before them again.
        time = time or _own_time(asked)
        if places:
            return _changed_place(earlier, gazetteer, bare, places[0].text, time, words)
        result = _told(earlier, time)
        topic = result if "其中" in asked else _last_topic(result, bare)
        kept = lead if lead and lead not in topic else ""
        when = time if time and time not in topic else ""
        return f"{when}{kept}{topic}，{_strip_years(bare)}" if topic else f"{when}{kept}{_strip_years(bare)}"
    return f"{time}{lead}{bare}"


def _same_thing(question: str, earlier: str, gazetteer: Gazetteer, words: QueryReader) -> bool:
    """Whether two questions share a thing they ask about, their places apart."""
    nouns = [
        {
            form
            for term in words.read(text, tuple(place.text for place in gazetteer.find(text))).terms
            if term.noun
            for form in term.forms
        }
        for text in (question, earlier)
    ]
    return bool(nouns[0] & nouns[1])


def _is_reply(text: str) -> bool:
    """Whether a text is a bare word in reply (运动场馆, 示例县)."""
    return len(text) <= MAX_REPLY and not ASKING.search(text)


def _own_time(question: str) -> str:
    """The time that a follow-up names itself, as it may stand before other words; '' for none."""
    named = find_periods(question)
    return named[0].text + ("年" if named[0].text.isdigit() else "") if named else ""


def _time_of(question: str, earlier: str) -> str:
    """The time a follow-up inherits or shifts: '' where it names its own."""
    if find_periods(question):
        return ""
    named = [mention for mention in find_periods(earlier) if len(mention.years) == 1]
    if not named:
        return ""
    year = next(iter(named[-1].years))
    if _YEAR_BEFORE.search(question):
        return f"{year - 1}年"
    if _YEAR_AFTER.search(question):
        return f"{year + 1}年"
    return f"{year}年"


def _shifted(asked: str, earlier: str) -> str:
    """The earlier question a year on or back, where the follow-up says 前一年 or 后一年."""
    moved = _time_of(asked, earlier)
    named = [mention for mention in find_periods(earlier) if len(mention.years) == 1]
    if not moved or not named or not (_YEAR_BEFORE.search(asked) or _YEAR_AFTER.search(asked)):
        return earlier
    last = named[-1]
    after = last.end + (earlier[last.end : last.end + 1] == "年")
    return earlier[: last.start] + moved + earlier[after:]


def _told(earlier: str, time: str) -> str:
    """The earlier question as a statement, in another time where the follow-up has one."""
    text = re.sub(r"[呢啊呀吧嘛？?。！!\s]+$", "", ASKING.sub("", earlier)).strip("，,、 ")
    return f"{time}{_strip_years(text)}" if time else text


def _last_topic(text: str, asked: str) -> str:
    """What a follow-up goes on about: the last clause of what was asked before that it does not say anew itself."""
    clauses = [one for one in text.split("，") if one]
    own = set(asked)
    kept = [one for one in clauses if len(own & set(one)) < SAID_ANEW * len(set(one))]
    return (kept or clauses[:1])[-1] if clauses else ""


def _strip_years(text: str) -> str:
    for mention in reversed(find_periods(text)):
        after = mention.end + (text[mention.end : mention.end + 1] == "年")
        text = text[: mention.start] + text[after:]
    return re.sub(r"^同一?年的?|同一?年的?", "", text)


def _changed_place(earlier: str, gazetteer: Gazetteer, bare: str, place: str, time: str, words: QueryReader) -> str:
    """A follow-up that names its own place and points back for the rest, but for schools of the place before."""
    topic = _last_topic(_strip_years(_told(earlier, "")), bare.replace(place, "", 1))
    schools = _schools_in(words, gazetteer, topic)
    if schools and not _schools_in(words, gazetteer, bare):
        topic = topic[: schools[0].start] + without_each(topic[_end_of_row(schools, topic) :])
    for mention in gazetteer.find(topic):
        topic = topic.replace(mention.text, "", 1)
    rest = _strip_years(bare.replace(place, "", 1)).strip("的")
    return f"{time}{place}{rest}" if len(rest) > MAX_REPLY else f"{time}{place}{topic}，{rest}"


def _changed(
    asked: str, earlier: str, gazetteer: Gazetteer, classes: Sequence[Sequence[str]], words: QueryReader
) -> str:
    """The question before with those slots changed that the follow-up names."""
    asked = re.sub(r"^(?:前|上|头|后|下)一?年的?", "", asked)
    text, rest = earlier, asked
    school, old = (_school_in(words, gazetteer, one) for one in (rest, text))
    if old and not school and (whole := OF_THE_WHOLE.match(rest)):
        # 一中和二中哪个学生多, 全县呢: of none of them.
        behind = _schools_in(words, gazetteer, text)[-1].end
        text = f"{text[: old.start]}{whole['whole']}{as_of_one(text[behind:])}"
        rest = rest[whole.end() :]
    if school and old and rest.strip("的") == rest[: school.end].strip("的"):
        # A school with its place takes the place of the other school with its own, and of all that are named with it.
        near = [m for m in gazetteer.find(text) if old.start <= m.end <= old.end]
        named = bool(gazetteer.find(rest))
        start = min([m.start if named else m.end for m in near] + ([old.start] if named or not near else []))
        end = _end_of_row(_schools_in(words, gazetteer, text), text)
        remainder = text[end:] if end == old.end else as_of_one(text[end:])
        return text[:start] + rest.strip("的") + remainder
    new_places, old_places = gazetteer.find(rest), gazetteer.find(text)
    if new_places:
        if old_places:
            first, last = old_places[0], old_places[-1]
            if any(lies_in(one, new_places[0].place) for one in first.options):
                # 鼓楼区有多少所小学, 徐州市的: which of several was meant.
                return f"{text[: first.start]}{new_places[0].text}{text[first.start :]}"
            joined = text[first.end : last.start] if last is not first else ""
            end = last.end if re.fullmatch(r"[、和与跟，,\s]*", joined) else first.end
            text = text[: first.start] + new_places[0].text + text[end:]
        else:
            text = new_places[0].text + text
        rest = rest.replace(new_places[0].text, "", 1)
    new_periods, old_periods = find_periods(rest), find_periods(text)
    if new_periods:
        added = new_periods[0].text + ("年" if new_periods[0].text.isdigit() else "")
        if old_periods:
            said = old_periods[0]
            after = said.end + (text[said.end : said.end + 1] == "年")
            text = text[: said.start] + added + text[after:]
        else:
            text = added + text
        rest = rest.replace(new_periods[0].text, "", 1).removeprefix("年")
    new_school, old_school = (_school_in(words, gazetteer, one) for one in (rest, text))
    if new_school and old_school:
        text = text[: old_school.start] + new_school.text + text[old_school.end :]
        rest = rest.replace(new_school.text, "", 1)
    for members in classes:
        new = next((word for word in members if word in rest), "")
        old_word = next((word for word in members if word in text), "") if new else ""
        if new and old_word:
            text = text.replace(old_word, new, 1)
            rest = rest.replace(new, "", 1)
    rest = re.sub(r"^(?:其中|的)+", "", rest).strip("的，, 　")
    if len(rest) < MIN_REST:
        return text
    result, _, clause = text.rstrip("？?。 ").rpartition("，")
    # What the follow-up before put in, the next one changes: 其中女教师多少, 男教师呢.
    return f"{result if result and len(clause) <= MAX_REPLY else text.rstrip('？?。 ')}，其中{rest}"


def _schools_in(words: QueryReader, gazetteer: Gazetteer, text: str) -> list[SchoolMention]:
    """The schools that a text names; 其中小学 and 多少所学校 name none."""
    return words.schools.find_with_towns(text, [(one.start, one.end) for one in gazetteer.find(text)])


def _end_of_row(schools: Sequence[SchoolMention], text: str) -> int:
    """Where a text has named its first school and those right after it: 一中和二中."""
    end = schools[0].end
    for one in schools[1:]:
        if not BETWEEN.fullmatch(text[end : one.start]):
            break
        end = one.end
    return end


def _school_in(words: QueryReader, gazetteer: Gazetteer, text: str) -> SchoolMention | None:
    """The first school that a text names."""
    return next(iter(_schools_in(words, gazetteer, text)), None)
