"""A key that may open one collection hears nothing of the others, by whatever address it asks."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from tests.assistant.test_collections import INSIDE
from tests.ui.api.serving import Office, refusal
from tests.ui.test_matrix import ASKED, ASKED_BY_NAME, HIDDEN_ID, HIDDEN_PLACE, secrets_in, unescaped

API = "/api/v1"


def heard(client: httpx.Client) -> str:
    """Everything that a key is told by every address that tells of documents, without what it named itself."""
    items = []

    def hears(asked: object, answer: httpx.Response) -> None:
        assert answer.status_code < 500, answer.text
        text = unescaped(answer.text)
        for secret in secrets_in(unescaped(str(asked))):
            text = text.replace(secret, "")
        items.append(text)

    def asks(path: str, body: dict[str, object]) -> None:
        hears(body, client.post(path, json=body))

    for question in (*ASKED, *ASKED_BY_NAME):
        asks(f"{API}/ask", {"question": question})
        asks(f"{API}/ask", {"question": question, "stream": True})
        asks(f"{API}/search", {"question": question, "limit": 50})
        asks(f"{API}/tables/query", {"question": question})
        asks("/v1/chat/completions", {"model": "cewen", "messages": [{"role": "user", "content": question}]})
    for words in ("新增学位", "小学", "覆盖率", ""):
        asks(f"{API}/figures", {"name": words, "limit": 200})
    for place in ("砚北县", HIDDEN_PLACE, "云岭县", ""):
        asks(f"{API}/search", {"question": "新增学位多少个", "place": place})
        asks(f"{API}/figures", {"name": "", "place": place})
        asks(f"{API}/indicators/优质均衡", {"place": place})
        asks(f"{API}/drafts", {"kind": "情况说明", "places": [place] if place else [], "years": [2024]})
        asks(f"{API}/drafts", {"kind": "情况说明", "places": ["云岭县"], "indicators": ["小学校际差异系数"]})
    asks(f"{API}/drafts", {"kind": "情况说明", "documents": [HIDDEN_ID, "砚北", "督导室/名册"]})
    hears("", client.get(f"{API}/documents", params={"limit": 200}))
    for document_id in (HIDDEN_ID, "砚北", "废止", "督导室/名册", "名册", "云岭", "办法"):
        hears(document_id, client.get(f"{API}/documents/{quote(document_id, safe='')}"))
    return "\n".join(items)


@pytest.mark.parametrize("by", ["the key", "its owner"])
def test_a_key_hears_nothing_of_what_it_or_its_owner_may_not_open(office: Office, by: str) -> None:
    owner = office.person("查询", None if by == "the key" else ["公开"])
    token = office.key("查询", ["公开"] if by == "the key" else None, owner)
    with office.client(token) as client:
        assert secrets_in(heard(client)) == set()
        assert {one["collection"] for one in client.get(f"{API}/documents").json()["documents"]} == {"公开"}


def test_the_same_calls_tell_those_who_may_know(office: Office) -> None:
    with office.client(office.key("查询", ["公开", INSIDE])) as client:
        assert len(secrets_in(heard(client))) > 8


def test_nothing_is_put_into_or_taken_out_of_a_collection_that_is_hidden(office: Office) -> None:
    owner = office.person("编辑")
    with office.client(office.key("编辑", ["公开"], owner)) as client:
        file = [("files", ("新.txt", "云岭县新办幼儿园2所。".encode()))]
        answer = client.post(f"{API}/documents", files=file, data={"collection": INSIDE})
        assert "不能放进" in refusal(answer, 422)
    with office.client(office.key("编辑", None, owner)) as whole:
        file = [("files", ("藏.txt", "云岭县暗访记录：隐患3处。".encode()))]
        put = whole.post(f"{API}/documents", files=file, data={"collection": INSIDE}).json()
        assert put["results"][0]["outcome"] == "已入库"
        (hidden,) = [one for one in whole.get(f"{API}/documents").json()["documents"] if one["source"] == "藏.txt"]
        with office.client(office.key("编辑", ["公开"], owner)) as client:
            refusal(client.delete(f"{API}/documents/{hidden['id']}"), 404)
        assert whole.delete(f"{API}/documents/{hidden['id']}").json()["results"][0]["outcome"] == "已移出"
