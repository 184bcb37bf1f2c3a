"""What is known of a document and how surely: the manifest first, then its own words, then its file's properties."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.collection import PUBLIC, collection_name
from core.errors import DataError, SettingsError
from core.place import Gazetteer, PlaceMention, office_place
from core.place_identity import lies_in, same_place
from core.record import LISTED_PLACES, Known, Relation
from core.schema import Place
from ingest.dates import date_facts, first_date, own_date, stated_dates
from ingest.doc_numbers import normal_number, own_number
from ingest.issuers import own_issuer, own_place
from ingest.listed_places import listed_places
from ingest.press import Press
from ingest.references import appendices, stated_expiry, stated_relations
from ingest.titled_places import opening_place
from ingest.titles import own_title
from retrieval.segment import simplified

MANIFEST = "manifest.toml"
# Under this name a manifest tells what holds of every file of its folder and of the folders in it.
EVERY_FILE = ""
_STATUS = re.compile(r"(征求意见稿|送审稿|草案|试行|暂行)")
_VALIDITY = re.compile(r"(?:有效性|时效性|效力状态|文件状态)\s*[:：]\s*(有效|现行有效|失效|废止|已废止|已失效|已修改)")
_INFO_WORDS = {"现行有效": "有效", "失效": "废止", "已废止": "废止", "已失效": "废止"}


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """A document's title, issuer, place… as far as known; `aliases` are its own names for its place.

    `known` says of each fact how sure it is; `reposted_from` who passed the text on, where that is not the issuer;
    `expires` the last day a plan or rule speaks of. `quality` is what the manifest declares.
    """

    title: str
    issuer: str = ""
    doc_number: str = ""
    place: Place | None = None
    date: dt.date | None = None
    status: str = ""
    url: str = ""
    aliases: tuple[str, ...] = ()
    quality: tuple[str, ...] = ()
    known: Mapping[str, Known] = field(default_factory=dict)
    relations: tuple[Relation, ...] = ()
    reposted_from: str = ""
    expires: dt.date | None = None
    collection: str = PUBLIC


def load_manifest(folder: Path) -> dict[str, dict[str, Any]]:
    """What the office wrote of the documents of a folder: file name → fields; empty without a manifest.

    A table for each file name (`[documents."a.txt"]`) or a list of tables with `file` (`[[document]]`), whatever the
    list is called. A `collection` above them all is told under `EVERY_FILE`.

    Raises:
        SettingsError: If the manifest is not valid TOML, or of another shape.
    """
    path = folder / MANIFEST
    if not path.is_file():
        return {}
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path.name} 写法有误：{error}", next_step="请按 TOML 格式、UTF-8 编码修正后重试"
        ) from error
    record: dict[str, dict[str, Any]] = {}
    if isinstance(written.get("collection"), str):
        record[EVERY_FILE] = {"collection": written.pop("collection")}
    for listed in written.values():
        record |= _by_file(listed)
    if written and not record:
        raise SettingsError(
            f"{path.name} 的格式认不出来",
            next_step='最上面只写 collection；其余写在 [documents."文件名.txt"] 下面：title、place、date 等',
        )
    for fields in record.values():
        if "collection" in fields:
            fields["collection"] = _collection(path, fields["collection"])
    return record


def _collection(path: Path, name: object) -> str:
    try:
        return collection_name(name)
    except DataError as error:
        raise SettingsError(f"{path.name} 里的 collection 有误：{error.message}", next_step=error.next_step) from error


def _by_file(listed: object) -> dict[str, dict[str, Any]]:
    """File name → fields of one table of a manifest; empty where it is of another shape."""
    if isinstance(listed, list) and all(isinstance(one, dict) and "file" in one for one in listed):
        return {str(one["file"]): {key: value for key, value in one.items() if key != "file"} for one in listed}
    if isinstance(listed, dict) and all(isinstance(fields, dict) for fields in listed.values()):
        return {str(name): dict(fields) for name, fields in listed.items()}
    return {}


def manifest_places(root: Path, known: Gazetteer) -> list[tuple[str, Place]]:
    """The places that the manifests of a file or folder name, each with the collection it is told of.

    Every text is read with all of its collection known.

    A broken manifest names none here: the run reports it with its files.
    """
    folders = [root.parent] if root.is_file() else sorted({path.parent for path in root.rglob(MANIFEST)})
    places: list[tuple[str, Place | None]] = []
    for folder in folders:
        try:
            manifest = load_manifest(folder)
        except SettingsError:
            continue
        every = {"collection": PUBLIC} | manifest.get(EVERY_FILE, {})
        places += [
            (str(fields.get("collection", every["collection"])), known.parse(str(fields["place"])))
            for fields in manifest.values()
            if fields.get("place")
        ]
    return [(collection, place) for collection, place in places if place]


def read_metadata(
    *,
    text: str,
    info: Sequence[str],
    name: str,
    given: Mapping[str, Any],
    gazetteer: Gazetteer,
    press: Press,
    properties: Mapping[str, str] | None = None,
) -> Metadata:
    """Metadata of one document.

    Args:
        text: Cleaned text.
        info: Lines of page information that cleaning took off (发布时间, 来源…).
        name: The file's name without its ending, or the record's id.
        given: What the manifest or the record says; it wins.
        gazetteer: Places and aliases to go by.
        press: Who passes texts on and issues none.
        properties: What the file says of itself; often stale, used where nothing else is known.
    """
    properties = properties or {}
    page = "\n".join(info)
    if properties.get("source") and "来源" not in page:
        page += f"\n来源：{properties['source']}"
    known: dict[str, Known] = {
        key: Known(value=str(value), sureness="清单")
        for key, value in given.items()
        if key in ("title", "issuer", "doc_number", "place", "date", "status", "collection") and str(value)
    }
    known.setdefault("title", own_title(text, name, properties.get("title", "")))
    title = known["title"].value
    # A manifest that speaks of a document's quality leaves out place and date on purpose: there are many, or none.
    silent = "quality" in given
    place = gazetteer.parse(str(given["place"])) if given.get("place") else None
    titled = gazetteer.find(title)
    # Places are written in simplified characters in the gazetteer, whatever the document writes.
    plain = {"title": simplified(title), "name": simplified(name), "text": simplified(text)}
    guessed, fact = own_place(**plain, issuer="", gazetteer=gazetteer)
    issuer, reposted = own_issuer(
        text=text,
        title=title,
        info=page,
        place=place or guessed,
        title_place=titled[0].place if titled else None,
        press=press,
    )
    if issuer:
        known.setdefault("issuer", issuer)
    issued_by = known["issuer"].value if "issuer" in known else ""
    contradicted = _contradicted(place, titled)
    if place is None and not silent:
        if issued_by and (guessed is None or (fact and fact.sureness == "推断")):
            guessed, fact = own_place(**plain, issuer=simplified(issued_by), gazetteer=gazetteer)
        office = next((one for words in (plain["title"], issued_by) if (one := office_place(words, gazetteer))), None)
        if office and (guessed is None or lies_in(office, guessed)):
            # 某某县教育局: a place is named, whether the gazetteer has it or not.
            guessed, fact = office, Known(value=office.full_name, sureness="推断", where=issued_by or title)
        named = opening_place(plain["title"], plain["text"], gazetteer)
        if named and (guessed is None or guessed.level in ("province", "city") or same_place(guessed, named)):
            guessed, fact = named, Known(value=named.full_name, sureness="文中明写", where=f"标题 {title}")
        place = guessed
        if fact:
            known["place"] = fact
    if listed := listed_places(plain["text"], place, gazetteer):
        known[LISTED_PLACES] = Known(value="、".join(one.name for one in listed), sureness="文中明写")
    dates = stated_dates(text, info, name)
    date = given.get("date")
    if isinstance(date, str):
        date = first_date(date)
    elif date is None and not silent and (own := own_date(dates)):
        date, known["date"] = own
    elif date is None and not silent and (date := first_date(properties.get("published", ""))):
        # A page's own meta tag for its day of publishing; when a file was made says nothing of its text.
        known["date"] = Known(value=date.isoformat(), sureness="文件属性", where="published")
    elif date is None and isinstance(year := given.get("year"), int):
        # The year is all that the office tells: ordered by its last day, shown as the year (`Document.date_label`).
        date, known["date"] = dt.date(year, 12, 31), Known(value=f"{year}年", sureness="清单")
    known |= date_facts(dates)
    if properties.get("created") and date is None:
        known["文件属性日期"] = Known(value=properties["created"], sureness="文件属性", where="created")
    if number := own_number(text, page):
        known.setdefault("doc_number", number)
    if status := _status(title, page):
        known.setdefault("status", status)
    for n, appendix in enumerate(appendices(text), 1):
        known[f"附件{n}"] = Known(value=appendix, sureness="文中明写")
    expiry = stated_expiry(text, title, dates)
    if expiry:
        known["有效期至"] = expiry[1]
    return Metadata(
        title=title,
        issuer=issued_by,
        doc_number=_value(known, "doc_number", normal=True),
        place=place,
        date=date,
        status=_value(known, "status"),
        url=str(given.get("url", "")),
        aliases=tuple(given.get("aliases", ())),
        quality=(*given.get("quality", ()), *contradicted, *_shared(place, gazetteer)),
        known=known,
        relations=stated_relations(text, title, dates),
        reposted_from="" if silent or "issuer" in given else reposted,
        expires=expiry[0] if expiry else None,
        collection=str(given.get("collection", PUBLIC)),
    )


def _contradicted(place: Place | None, titled: Sequence[PlaceMention]) -> tuple[str, ...]:
    """A warning where the manifest's place is neither the title's nor around or inside it."""
    if place is None or not titled:
        return ()
    if any(same_place(m.place, place) or lies_in(m.place, place) or lies_in(place, m.place) for m in titled):
        return ()
    return (f"清单写的地区是“{place.full_name}”，标题写的是“{titled[0].place.full_name}”，请核对",)


def _shared(place: Place | None, gazetteer: Gazetteer) -> tuple[str, ...]:
    """A warning where nothing tells which of several places of one name a document is of."""
    options = gazetteer.bearers(place.name) if place is not None and not place.parents else ()
    if len(options) < 2:
        return ()
    return (f"叫“{options[0].name}”的有{len(options)}处，原文没有写明是哪一处；请在清单的 place 里写全称",)


def _value(known: Mapping[str, Known], name: str, *, normal: bool = False) -> str:
    value = known[name].value if name in known else ""
    return normal_number(value) if normal and value else value


def _status(title: str, page: str) -> Known | None:
    """有效 or 废止 as the page says, else 试行, 暂行 or 征求意见稿 as the title says."""
    labelled = _VALIDITY.search(page)
    if labelled:
        return Known(value=_INFO_WORDS.get(labelled[1], labelled[1]), sureness="文中明写", where=labelled[0])
    found = _STATUS.search(re.sub(r"《[^》]*》", "", title)) or _STATUS.search(title)
    return Known(value=found[1], sureness="文中明写", where=title) if found else None
