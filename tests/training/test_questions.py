"""Folders of questions and public sets, as they are read."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from core.errors import DataError
from training.evaluate import held_out_documents
from training.public import load_public
from training.questions import Folder, load_folder, load_folders, parted, said


def test_an_unanswerable_question_has_no_answer_and_keeps_its_trap(counties: Folder) -> None:
    question = counties.questions[2]
    assert not question.answerable
    assert question.answers == question.quotes == ()
    assert question.trap.startswith("全县共有小学")


def test_a_question_about_a_missing_document_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    line = {"id": "1", "doc": "x", "question": "？", "kind": "text", "answerable": False, "answers": []}
    (tmp_path / "questions.jsonl").write_text(json.dumps(line), encoding="utf-8")
    with pytest.raises(DataError, match="第1行"):
        load_folder(tmp_path)


def test_a_folder_without_questions_says_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"questions\.jsonl"):
        load_folders([tmp_path])


def test_parts_of_a_folder_share_no_document(counties: Folder) -> None:
    kept, left = parted(counties, {"counties/a"})
    assert {question.document for question in kept.questions} == {"b"}
    assert {question.document for question in left.questions} == {"a"}
    assert parted(counties, {"counties"})[0].questions == ()


def test_a_drawn_part_is_of_whole_documents_and_the_same_every_time(counties: Folder) -> None:
    drawn = held_out_documents(counties, 0.5)
    assert len(drawn) == 1
    assert drawn == held_out_documents(counties, 0.5)
    kept, left = parted(counties, drawn)
    assert not {question.document for question in kept.questions} & {question.document for question in left.questions}


def test_a_traditional_set_is_read_in_simplified_characters_with_its_offsets(tmp_path: Path) -> None:
    context = "在歐洲，梵語的學術研究，由德國學者陸特開創。"
    record = {
        "data": [
            {
                "title": "梵語",
                "paragraphs": [
                    {
                        "id": "1",
                        "context": context,
                        "qas": [
                            {
                                "id": "1-1",
                                "question": "誰開創了研究？",
                                "answers": [{"text": "德國學者陸特", "answer_start": context.index("德國")}],
                            }
                        ],
                    }
                ],
            }
        ]
    }
    (tmp_path / "drcd_dev.json").write_text(json.dumps(record), encoding="utf-8")
    (folder,) = load_public(tmp_path)
    (question,) = folder.questions
    assert folder.general
    assert folder.titles == {"1": "梵语"}
    assert (question.text, question.answers) == ("谁开创了研究？", ("德国学者陆特",))
    assert folder.texts["1"][question.at :].startswith("德国学者陆特")


def test_another_wording_is_asked_too(counties: Folder) -> None:
    random = Random(0)
    asked = {said(replace(counties.questions[0], wordings=("另一种问法",)), random) for _ in range(40)}
    assert asked == {counties.questions[0].text, "另一种问法"}
