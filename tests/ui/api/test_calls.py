"""Every address of the API, called right and wrong, over HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from assistant.toolbox import Toolbox
from corpus.audit import Asked, read_deeds
from corpus.feedback import all_feedback
from tests.ui.api.serving import QUESTION, Office, events_of, refusal
from tests.ui.people import PASSWORD

API = "/api/v1"
# One call of each kind of address that takes JSON, as it is right.
CALLS: dict[str, dict[str, Any]] = {
    "/ask": {"question": QUESTION},
    "/search": {"question": "新增学位多少个"},
    "/figures": {"name": "新增学位"},
    "/read": {"question": "新增学位多少个", "texts": ["全年新增学位4200个。"]},
    "/check": {"text": "小学39所、初中12所，共50所。"},
    "/tables/query": {"question": "云岭县哪所学校学生最多？"},
    "/indicators/优质均衡": {},
    "/drafts": {"kind": "情况说明", "places": ["云岭县"], "years": [2024]},
    "/feedback": {"trace_id": "x", "verdict": "good"},
}


@pytest.fixture(scope="module")
def asker(office: Office) -> Iterator[httpx.Client]:
    with office.client(office.key("查询")) as client:
        yield client


@pytest.fixture(scope="module")
def editor(office: Office) -> Iterator[httpx.Client]:
    with office.client(office.key("编辑")) as client:
        yield client


def test_a_question_is_answered_with_its_sources(asker: httpx.Client, office: Office) -> None:
    record = asker.post(f"{API}/ask", json={"question": QUESTION}).json()
    assert record["status"] == "answered"
    assert "960" in record["answer"]
    assert record["citations"][0]["document_id"] == "云岭"
    assert "新增学位960个" in record["citations"][0]["quote"]
    (deed,) = [one for one in read_deeds(office.store, Asked()) if one.detail.get("id") == record["id"]]
    owner, _, key = deed.user.partition("/")
    assert owner.startswith("查询")
    assert key.startswith("钥")


def test_history_makes_a_follow_up_complete(asker: httpx.Client) -> None:
    body = {"question": "那小学有多少所？", "history": [QUESTION]}
    assert "39" in asker.post(f"{API}/ask", json=body).json()["answer"]


def test_home_says_what_our_county_is(asker: httpx.Client) -> None:
    body = {"question": "我县新增学位多少个？"}
    assert asker.post(f"{API}/ask", json=body).json()["status"] == "clarify"
    record = asker.post(f"{API}/ask", json={**body, "home": "湖南省丹枫市云岭县"}).json()
    assert "960" in record["answer"]
    assert "不认识" in refusal(asker.post(f"{API}/ask", json={**body, "home": "火星"}), 422)


@pytest.mark.parametrize("by_header", [False, True])
def test_an_answer_can_be_followed_step_by_step(asker: httpx.Client, by_header: bool) -> None:
    body = {"question": QUESTION, "stream": not by_header}
    headers = {"Accept": "text/event-stream"} if by_header else {}
    answer = asker.post(f"{API}/ask", json=body, headers=headers)
    assert answer.headers["content-type"].startswith("text/event-stream")
    events = events_of(answer.text)
    assert {name for name, _ in events[:-1]} <= {"step", "early"}
    assert json.loads(events[0][1])["title"] == "理解问题"
    assert events[-1][0] == "trace"
    assert "960" in json.loads(events[-1][1])["answer"]


def test_sentences_are_found_and_held_to_a_place_and_a_number(asker: httpx.Client) -> None:
    body = {"question": "新增学位多少个", "place": "云岭县", "year": 2024, "limit": 1}
    (hit,) = asker.post(f"{API}/search", json=body).json()["hits"]
    assert "960" in hit["citation"]["quote"]
    assert 0 < hit["probability"] <= 1
    assert "火星县" in refusal(asker.post(f"{API}/search", json={**body, "place": "火星县"}), 422)


def test_given_texts_are_read(asker: httpx.Client) -> None:
    (span,) = asker.post(f"{API}/read", json={**CALLS["/read"], "limit": 1}).json()["spans"]
    text = CALLS["/read"]["texts"][0]
    assert span["quote"] == text[span["start"] : span["end"]]
    assert "4200" in span["quote"]
    much = {"question": "新增学位多少个", "texts": ["学" * 150_000, "位" * 150_000]}
    assert "200000" in refusal(asker.post(f"{API}/read", json=much), 422)


def test_figures_are_looked_up(asker: httpx.Client) -> None:
    result = asker.post(f"{API}/figures", json={"name": "新增学位", "place": "云岭县"}).json()["figures"]
    assert result[0]["value"] == 960.0
    assert result[0]["sentence"].endswith("新增学位960个。")
    assert all("新增学位" in one["sentence"] for one in result)


def test_tables_are_asked_and_the_question_is_on_record(asker: httpx.Client, office: Office) -> None:
    record = asker.post(f"{API}/tables/query", json=CALLS["/tables/query"]).json()
    assert "云岭县密雨小学，在校生数6661人" in record["answer"]
    assert record["rows"]
    assert any(one.detail.get("id") == record["id"] for one in read_deeds(office.store, Asked(kind="asked")))
    assert asker.post(f"{API}/tables/query", json={"question": "校车每月检查几次"}).json()["status"] == "refused"


def test_indicators_are_listed_and_computed(asker: httpx.Client) -> None:
    result = asker.get(f"{API}/indicators").json()["indicators"]
    named = {one["name"]: one for one in result}
    assert named["优质均衡"]["needs"] == ["学校学段单位表"]
    done = asker.post(f"{API}/indicators/优质均衡", json={"limit": 3}).json()
    assert len(done["figures"]) == 3
    assert done["total"] > 100
    assert done["figures"][0]["formula"]
    assert "没有指标" in refusal(asker.post(f"{API}/indicators/没有的", json={}), 404)
    assert "火星" in refusal(asker.post(f"{API}/indicators/优质均衡", json={"place": "火星县"}), 422)
    assert "没有参数" in refusal(asker.post(f"{API}/indicators/优质均衡", json={"options": {"无": "1"}}), 422)


def test_a_text_is_checked(asker: httpx.Client) -> None:
    record = asker.post(f"{API}/check", json=CALLS["/check"]).json()
    assert record["counts"]["不通过"] == 1
    assert any(mend["new"].startswith("51") for one in record["findings"] for mend in one["mends"])


def test_a_draft_is_written_as_text_and_as_files(asker: httpx.Client, office: Office) -> None:
    assert "情况说明" in asker.get(f"{API}/drafts/kinds").json()["kinds"]
    record = asker.post(f"{API}/drafts", json=CALLS["/drafts"]).json()
    assert "960" in record["text"]
    assert record["sources"][0]["document_id"] == "云岭"
    markdown = asker.post(f"{API}/drafts", json={**CALLS["/drafts"], "format": "md"})
    assert markdown.text.startswith("# ")
    word = asker.post(f"{API}/drafts", json={**CALLS["/drafts"], "format": "docx"})
    assert word.content[:2] == b"PK"
    assert "filename*=UTF-8''" in word.headers["content-disposition"]
    taken = [one.subject for one in read_deeds(office.store, Asked(kind="export"))]
    assert taken[:2] == ["情况说明 云岭县 2024年.docx", "情况说明 云岭县 2024年.md"]
    assert "没有文种" in refusal(asker.post(f"{API}/drafts", json={"kind": "诗"}), 422)


def test_documents_are_listed_and_opened(asker: httpx.Client) -> None:
    record = asker.get(f"{API}/documents", params={"words": "总结", "year": 2024}).json()
    assert [one["id"] for one in record["documents"]] == ["云岭"]
    assert record["total"] == 1
    one = asker.get(f"{API}/documents/云岭", params={"start": 3, "length": 4}).json()
    assert (one["text"], one["start"]) == ("2024", 3)
    assert one["chars"] > 50
    ids = [one["id"] for one in asker.get(f"{API}/documents").json()["documents"]]
    assert len(ids) > 4
    for document_id in ids:
        assert asker.get(f"{API}/documents/{quote(document_id, safe='')}").json()["id"] == document_id
    assert "“督导室/没有”" in refusal(asker.get(f"{API}/documents/督导室%2F没有"), 404)
    assert "year 应是整数" in refusal(asker.get(f"{API}/documents", params={"year": "去年"}), 422)
    assert "keyword 没有这个参数" in refusal(asker.get(f"{API}/documents", params={"keyword": "x"}), 422)


def test_documents_are_added_answer_at_once_and_are_taken_out(editor: httpx.Client, office: Office) -> None:
    text = "石桥县教育局2024年工作总结\n2024年12月1日\n全县新增学位1730个。\n"
    files = [("files", ("石桥.txt", text.encode())), ("files", ("坏的.exe", b"MZ"))]
    results = {one["name"]: one for one in editor.post(f"{API}/documents", files=files).json()["results"]}
    assert results["石桥.txt"]["outcome"] == "已入库"
    assert "读不了" in results["坏的.exe"]["detail"]
    again = editor.post(f"{API}/documents", files=files[:1]).json()["results"]
    assert [one["outcome"] for one in again] == ["没有变化"]
    (added,) = editor.get(f"{API}/documents", params={"words": "石桥"}).json()["documents"]
    assert "1730" in editor.post(f"{API}/ask", json={"question": "石桥县新增学位多少个？"}).json()["answer"]
    assert {one.kind for one in read_deeds(office.store, Asked(words="石桥.txt"))} >= {"upload"}
    gone = editor.delete(f"{API}/documents/{added['id']}").json()["results"]
    assert [one["outcome"] for one in gone] == ["已移出"]
    refusal(editor.delete(f"{API}/documents/{added['id']}"), 404)
    assert "不是从网页或接口加入" in refusal(editor.delete(f"{API}/documents/云岭"), 409)


def test_what_a_person_writes_of_a_file_holds_and_wrong_words_are_refused(editor: httpx.Client) -> None:
    file = ("files", ("梨园.txt", "梨园小学有学生412人。\n".encode()))
    fields = {"title": "梨园小学简介", "date": "2023-05-20", "place": "湖南省丹枫市云岭县"}
    added = editor.post(f"{API}/documents", files=[file], data=fields)
    assert added.json()["results"][0]["outcome"] == "已入库"
    (one,) = editor.get(f"{API}/documents", params={"words": "梨园小学简介"}).json()["documents"]
    assert (one["date"], one["place"]) == ("2023-05-20", "湖南省丹枫市云岭县")
    assert "认不出来" in refusal(editor.post(f"{API}/documents", files=[file], data={"date": "改天"}), 422)
    assert "没有这个参数" in refusal(editor.post(f"{API}/documents", files=[file], data={"auther": "x"}), 422)
    two = [file, ("files", ("二.txt", b"x"))]
    assert "一次传几个" in refusal(editor.post(f"{API}/documents", files=two, data={"title": "题"}), 422)
    assert "files 缺少" in refusal(editor.post(f"{API}/documents", files=[("title", (None, "题"))]), 422)
    editor.delete(f"{API}/documents/{one['id']}")


def test_an_answer_is_judged_by_who_was_given_it(asker: httpx.Client, editor: httpx.Client, office: Office) -> None:
    trace_id = asker.post(f"{API}/ask", json={"question": QUESTION}).json()["id"]
    for verdict, reason in (("good", ""), ("bad", "年份不对")):
        body = {"trace_id": trace_id, "verdict": verdict, "reason": reason}
        assert asker.post(f"{API}/feedback", json=body).json() == {"trace_id": trace_id, "verdict": verdict}
    (kept,) = [one for one in all_feedback(office.store.session) if one.turn_id == trace_id]
    assert (kept.verdict, kept.reason, kept.asked) == ("bad", "年份不对", (QUESTION,))
    assert "没有编号" in refusal(editor.post(f"{API}/feedback", json={"trace_id": trace_id, "verdict": "good"}), 404)
    assert asker.post(f"{API}/feedback", json={"trace_id": trace_id, "verdict": ""}).status_code == 200
    assert not [one for one in all_feedback(office.store.session) if one.turn_id == trace_id]


def test_it_tells_whether_it_lives_and_is_ready_to_anybody(office: Office) -> None:
    with office.client() as nobody:
        assert nobody.get(f"{API}/healthz").json() == {"status": "ok"}
        assert nobody.get(f"{API}/readyz").json() == {"status": "ok"}


def test_its_meters_are_for_keepers_and_count(office: Office, asker: httpx.Client) -> None:
    asker.post(f"{API}/ask", json={"question": QUESTION})
    with office.client(office.key("管理")) as keeper:
        wording = keeper.get(f"{API}/metrics").text
        lines = dict(line.rsplit(" ", 1) for line in wording.splitlines() if not line.startswith("#"))
        assert float(lines['cewen_questions_total{status="answered"}']) >= 1
        assert float(lines['cewen_api_requests_total{method="POST",route="/api/v1/ask",status="200"}']) >= 1
        assert float(lines["cewen_documents"]) == keeper.get(f"{API}/documents").json()["total"]
        assert float(lines["cewen_api_in_flight"]) == 1
    assert "不能做这一步" in refusal(asker.get(f"{API}/metrics"), 403)
    with office.client(office.key("管理", ["公开"])) as part:
        assert "全部资料" in part.get(f"{API}/metrics").json()["next_step"]


def test_what_nobody_foresaw_is_told_in_general(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("secret inside")

    monkeypatch.setattr(Toolbox, "check", broken)
    with office.client(office.key("查询")) as client:
        answer = client.post(f"{API}/check", json=CALLS["/check"])
    assert "内部出错" in refusal(answer, 500)
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", CALLS)
def test_what_is_no_right_call_is_refused_in_words(asker: httpx.Client, path: str) -> None:
    right = CALLS[path]
    assert "没有这个参数" in refusal(asker.post(API + path, json={**right, "unknown": 1}), 422)
    assert "JSON" in refusal(asker.post(API + path, content="{", headers={"content-type": "application/json"}), 400)
    refusal(asker.post(API + path, json=[right]), 422)
    refusal(asker.post(API + path, content=json.dumps(right)), 415)
    assert refusal(asker.put(API + path, json=right), 405)
    for name, value in right.items():
        long = {**right, name: "长" * 200_001 if isinstance(value, str) else [["长"]]}
        refusal(asker.post(API + path, json=long), 422)


def test_too_much_is_not_read(asker: httpx.Client, editor: httpx.Client) -> None:
    much = json.dumps({"text": "长" * 900_000})
    headers = {"content-type": "application/json"}
    assert "4 MB" in refusal(asker.post(f"{API}/check", content=much.encode("utf-16") * 3, headers=headers), 413)

    def pieces() -> Iterator[bytes]:
        yield from (b" " * 1_000_000 for _ in range(6))

    refusal(asker.post(f"{API}/check", content=pieces(), headers=headers), 413)
    files = [("files", (f"{at}.txt", b"x")) for at in range(51)]
    assert "51 个" in refusal(editor.post(f"{API}/documents", files=files), 413)


def test_what_is_not_there_is_not_there(asker: httpx.Client) -> None:
    for path in (f"{API}/nothing", API, f"{API}/ask/", f"{API}/openapi.json/x"):
        refusal(asker.get(path), 404)
    assert asker.delete(f"{API}/ask").headers["allow"] == "POST"


def test_broken_characters_break_nothing(asker: httpx.Client) -> None:
    result = asker.post(
        f"{API}/ask", content=b'{"question": "\\u0000\\u0007"}', headers={"content-type": "application/json"}
    )
    refusal(result, 422)
    half = asker.post(f"{API}/ask", content=b'{"question": "\\ud800"}', headers={"content-type": "application/json"})
    refusal(half, 422)
    fine = asker.post(f"{API}/ask", json={"question": f"\x07{QUESTION}\x00"}).json()
    assert fine["question"] == QUESTION


def test_who_sends_no_key_or_a_wrong_one_hears_nothing(office: Office) -> None:
    with office.client() as nobody:
        answer = nobody.get(f"{API}/documents")
        assert "没有密钥" in refusal(answer, 401)
        assert answer.headers["www-authenticate"] == "Bearer"
    for headers in ({"Authorization": "Bearer cw_no"}, {"X-API-Key": "cw_no"}, {"Authorization": "Bearer"}):
        with office.client() as wrong:
            assert "密钥不对" in refusal(wrong.post(f"{API}/ask", json={"question": QUESTION}, headers=headers), 401)


def test_a_key_opens_by_either_header_and_no_more_than_its_role(office: Office, asker: httpx.Client) -> None:
    with office.client() as client:
        response = client.get(f"{API}/documents", headers={"X-API-Key": office.key("查询")})
        assert response.json()["total"] > 3
    assert "不能做这一步" in refusal(asker.post(f"{API}/documents", files=[("files", ("a.txt", b"a"))]), 403)
    assert "不能做这一步" in refusal(asker.delete(f"{API}/documents/云岭"), 403)


def test_the_page_with_its_log_in_may_call_too_and_no_other_site(office: Office) -> None:
    name = office.person("查询")
    with office.client() as page:
        origin = {"origin": office.base}
        page.post("/login", data={"name": name, "password": PASSWORD}, headers=origin)
        assert page.post(f"{API}/ask", json={"question": QUESTION}, headers=origin).json()["status"] == "answered"
        assert page.get(f"{API}/documents").json()["total"] > 3
        assert "没有从" not in refusal(page.post(f"{API}/ask", json={"question": QUESTION}), 403)
        evil = {"origin": "https://evil.example"}
        refusal(page.post(f"{API}/ask", json={"question": QUESTION}, headers=evil), 403)
        refusal(page.get(f"{API}/documents", headers=evil), 403)
