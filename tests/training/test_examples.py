"""Examples: where answers stand, what a reader has to refuse, and how both are laid out as pieces."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np

from retrieval.encoder import Padded
from retrieval.reader.loading import make_reader
from retrieval.reader.reading import LONGEST, Page
from training.adapter import adapter_arrays, starting_arrays, trainable_network
from training.batches import batches_of, collate
from training.card import write_weights
from training.documents import Cut, CutDocument
from training.encoding import NOWHERE, encode
from training.examples import Example, Mix, answer_spans, epoch_of, find_words, positives_of
from training.negatives import Pool, contrast_examples, lessons_of, tells_apart
from training.questions import Folder, Question


def text_of(example: Example) -> str:
    start, end = example.span
    return example.page.text[start:end]


def test_passages_are_the_products_and_say_where_they_stand(documents: dict[str, CutDocument]) -> None:
    document = documents["a"]
    assert document.title == "青禾县2024年教育工作总结"
    page = next(document.page(cut) for cut in document.passages if "招聘教师" in document.text[cut.start : cut.end])
    assert page.head.startswith("青禾县2024年教育工作总结｜")
    assert "二、主要工作" in page.head


def test_a_positive_holds_its_answer(counties: Folder, documents: dict[str, CutDocument]) -> None:
    ((_, example),) = positives_of(counties.questions[0], documents["a"], 100)
    assert text_of(example) == "25417人"


def test_several_answers_of_one_quote_are_one_stretch(counties: Folder, documents: dict[str, CutDocument]) -> None:
    ((_, example),) = positives_of(counties.questions[3], documents["b"], 100)
    assert text_of(example) == "68人，交流轮岗教师115人"


def test_a_quote_over_two_passages_gets_a_window_of_its_own() -> None:
    text = "甲校有教师十人。乙校有教师九人。丙校有教师八人。丁校有教师七人。"
    halves = (Cut(start=0, end=16, headings=()), Cut(start=16, end=32, headings=()))
    document = CutDocument(id="x", folder="f", title="四校", text=text, passages=halves)
    question = Question(
        id="1",
        folder="f",
        document="x",
        text="乙丙两校教师？",
        kind="list",
        answers=("九人", "八人"),
        quotes=("乙校有教师九人。丙校有教师八人。",),
    )
    ((cut, example),) = positives_of(question, document, 24)
    assert document.text[cut.start : cut.end] == "甲校有教师十人。乙校有教师九人。丙校有教师八人。"
    assert text_of(example) == "九人。丙校有教师八人"


def test_quotes_are_found_whatever_white_space_cleaning_took() -> None:
    assert find_words("共有 12 所", "有12所") == (1, 7)
    assert find_words("共有12所", "13所") is None


def test_a_repeated_answer_is_the_one_inside_its_quote() -> None:
    question = Question(
        id="1", folder="f", document="x", text="乙校？", kind="numeric", answers=("5人",), quotes=("乙校5人。",)
    )
    assert answer_spans(question, "甲校5人。乙校5人。") == [((5, 10), (7, 9))]


def test_no_negative_of_its_own_document_answers_and_a_trap_comes_first(counties: Folder, pool: Pool) -> None:
    lessons = lessons_of(counties, pool, 100)
    assert len(lessons) == 4
    for lesson in lessons:
        title = pool.documents[lesson.question.document].title
        own = [example.page.text for example in lesson.negatives if example.page.head.startswith(title)]
        assert own
        assert not any(quote in text for text in own for quote in lesson.question.quotes)
        assert all(example.span is None for example in lesson.negatives)
    assert "小学43所" in lessons[2].negatives[0].page.text


def test_other_places_documents_are_among_the_negatives(counties: Folder, pool: Pool) -> None:
    (first, *_) = lessons_of(counties, pool, 100)
    assert any(example.page.head.startswith("白石县") for example in first.negatives)


def test_contrasts_differ_in_the_place_alone(documents: dict[str, CutDocument], pool: Pool) -> None:
    question = Question(
        id="1",
        folder="counties",
        document="a",
        text="青禾县招聘了多少教师？",
        kind="numeric",
        answers=("68人",),
        quotes=("招聘教师68人",),
    )
    ((cut, positive),) = positives_of(question, documents["a"], 100)
    twin, swapped = contrast_examples(question, cut, pool, 1)
    assert twin.page.head == swapped.page.head == positive.page.head.replace("青禾县", "白石县")
    assert twin.page.text == positive.page.text.replace("6所", "9所")
    assert swapped.page.text == positive.page.text
    assert twin.span is swapped.span is None


def test_a_passage_that_names_its_place_is_not_put_under_another_title(
    documents: dict[str, CutDocument], pool: Pool
) -> None:
    question = Question(
        id="1",
        folder="counties",
        document="a",
        text="青禾县有几所小学？",
        kind="numeric",
        answers=("43所",),
        quotes=("青禾县2024年教育工作总结",),
    )
    first = documents["a"].passages[0]
    assert all(
        example.page.text != documents["a"].page(first).text for example in contrast_examples(question, first, pool, 1)
    )


def test_years_and_places_tell_titles_apart_and_common_words_do_not() -> None:
    assert "23" in tells_apart("2023年有几所学校", "某县2023年总结", "某县2024年总结")
    assert tells_apart("有几所学校", "某县2023年总结", "某县2024年总结") == set()


def test_an_epoch_takes_what_the_mix_says(counties: Folder, pool: Pool) -> None:
    lessons = lessons_of(counties, pool, 100)
    taken = epoch_of(lessons, {"counties": Mix(repeats=2, negatives=3)}, Random(0))
    assert sum(example.span is None for example in taken) == 4 * 2 * 3
    assert sum(example.span is not None for example in taken) == 3 * 2


def test_every_example_is_said_anew_and_keeps_its_page(counties: Folder, pool: Pool) -> None:
    lessons = lessons_of(counties, pool, 100)[:1]
    heard: list[str] = []

    def say(question: Question) -> str:
        heard.append(question.text)
        return f"{len(heard)}：{question.text}"

    plain = epoch_of(lessons, {}, Random(0))
    said = epoch_of(lessons, {}, Random(0), say)
    assert len(heard) == len(said) == 12
    assert len({example.question for example in said}) == 12
    assert [(one.page, one.span) for one in said] == [(one.page, one.span) for one in plain]


def test_positives_hold_their_answer_in_pieces(counties: Folder, pool: Pool, tokenizer: Any) -> None:
    examples = [example for lesson in lessons_of(counties, pool, 100) for example in lesson.positives]
    encoded = encode(tokenizer, examples)
    assert len(encoded) == len(examples) == 3
    for example, one in zip(examples, encoded, strict=True):
        pieces = [tokenizer.id_to_token(piece) for piece in one.ids[one.start : one.end + 1]]
        assert "".join(pieces) == text_of(example).replace("，", ",")
        assert {one.start, one.end} <= set(one.pieces)


def test_an_answer_behind_the_longest_page_is_left_out(tokenizer: Any) -> None:
    text = "教师" * LONGEST + "30人"
    page = Page(head="", text=text)
    late = Example(question="教师？", page=page, span=(len(text) - 3, len(text)))
    early = Example(question="教师？", page=page, span=(0, 2))
    assert [one.start != NOWHERE for one in encode(tokenizer, [late, early])] == [True]
    assert len(encode(tokenizer, [early])[0].ids) == LONGEST


def test_pages_are_laid_out_as_the_reader_lays_them_out(
    counties: Folder, pool: Pool, tokenizer: Any, bert: Any, tmp_path: Any
) -> None:
    network = trainable_network(bert, starting_arrays(bert, rank=4, seed=1), dropout=0.0).eval()
    reader = make_reader(bert, tokenizer, write_weights(tmp_path, adapter_arrays(network)))
    lesson = lessons_of(counties, pool, 100)[0]
    for example in (*lesson.positives, *lesson.negatives[:2]):
        (one,) = encode(tokenizer, [example])
        (reading,) = reader.read([example.question], [example.page])
        batch = collate([one])
        logits = reader._network(Padded(ids=batch.ids, types=batch.types, lengths=batch.read.sum(1)))
        assert np.isclose(logits.has.item(), reading.has, atol=1e-5)
        own = (logits.start[0, list(one.pieces)] - logits.start[0, NOWHERE]).detach().numpy()
        np.testing.assert_allclose(own, reading.start_logits, atol=1e-5)


def test_batches_hold_every_example_once_and_keep_to_their_size(counties: Folder, pool: Pool, tokenizer: Any) -> None:
    lessons = lessons_of(counties, pool, 100)
    encoded = encode(tokenizer, [example for lesson in lessons for example in lesson.negatives])
    batches = batches_of(encoded, 400, Random(0))
    assert sorted(map(id, encoded)) == sorted(id(one) for batch in batches for one in batch)
    assert all(len(batch) * max(len(one.ids) for one in batch) <= 400 for batch in batches)
