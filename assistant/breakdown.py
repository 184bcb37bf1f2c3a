"""A place's figure in a breakdown of a wider one's: 在园幼儿12万人。分地区看，甲区7万人，乙区5万人.

The items of such a sentence name no subject: it stands with the whole's figure, in the sentence before or their own.
"""

from __future__ import annotations

import re
from dataclasses import replace

from core.place_identity import same_place
from core.quantity import parse_quantities
from core.schema import Place
from core.units import same_dimension
from retrieval.spoken import SpokenOf
from retrieval.statement import Statement

_ITEM = re.compile(r"[^、，,；;。\n]*")
_SENTENCE = re.compile(r"[^。！？\n]*[。！？]?")


def broken_down(whole: Statement, place: Place, spoken: SpokenOf) -> Statement | None:
    """The figure of a place in the breakdown right behind a wider place's figure; None where there is none.

    Args:
        whole: The figure of the wider place.
        place: Whose figure is asked.
        spoken: Finds places in texts.
    """
    own, text, after = parse_quantities(whole.text), whole.document.text, whole.sentence[1]
    following = _SENTENCE.match(text, after)
    end = following.end() if following else after
    named = spoken.mentions(text[whole.end : end], whole.document.place)
    here = next((one for one in named if same_place(one.place, place)), None)
    # A breakdown names more places than one.
    if not own or here is None or all(same_place(one.place, place) for one in named):
        return None
    start = whole.end + here.start
    item = _ITEM.match(text, start)
    result = parse_quantities(item[0]) if item else ()
    figures = [one for one in result if same_dimension(one.unit, own[0].unit)]
    # 甲区7万人: the figure follows the name at once, or the item is of something else.
    if len(figures) != 1 or figures[0].span[0] > len(here.text) + 1:
        return None
    sentence = (whole.sentence[0], end if start >= after else whole.sentence[1])
    return replace(whole, start=start, end=start + figures[0].span[1], place=place, sentence=sentence)
