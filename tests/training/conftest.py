"""A tiny reader of random weights, and a small folder of training material about two made-up counties."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.settings import ROOT
from training.documents import CutDocument, WordLists, cut_folder, load_word_lists
from training.negatives import Pool
from training.questions import Folder, load_folder

TEXT = """{place}2024年教育工作总结
一、基本情况
全县共有小学{schools}所，在校学生{pupils}人。专任教师{teachers}人，其中骨干教师30人。
二、主要工作
（一）办好学前教育。全年新建公办幼儿园{kindergartens}所，新增学位1200个。普惠性幼儿园覆盖率达到91.5%。
（二）建强教师队伍。招聘教师68人，交流轮岗教师115人。教师每学期听课不少于15节。
（三）做好资助工作。发放资助金320万元，受助学生2600人次，没有一名学生因贫失学。
三、下一步打算
2025年计划改造校舍3所，添置图书2万册，为每所小学配齐科学教师。
"""
COUNTIES = {
    "a": TEXT.format(place="青禾县", schools=43, pupils="25417", teachers="1873", kindergartens=6),
    "b": TEXT.format(place="白石县", schools=51, pupils="30126", teachers="2045", kindergartens=9),
}
QUESTIONS: list[dict[str, Any]] = [
    {
        "id": "1",
        "doc": "a",
        "question": "青禾县2024年小学在校学生多少人？",
        "kind": "numeric",
        "answerable": True,
        "answers": ["25417人"],
        "quote": "全县共有小学43所，在校学生25417人。",
        "trap": "受助学生2600人次",
    },
    {
        "id": "2",
        "doc": "b",
        "question": "白石县新建了几所公办幼儿园？",
        "kind": "numeric",
        "answerable": True,
        "answers": ["9所"],
        "quote": "全年新建公办幼儿园9所，新增学位1200个。",
    },
    {
        "id": "3",
        "doc": "a",
        "question": "青禾县有多少所初中？",
        "kind": "numeric",
        "answerable": False,
        "answers": [],
        "trap": "全县共有小学43所，在校学生25417人。",
        "why": "只说小学",
    },
    {
        "id": "4",
        "doc": "b",
        "question": "白石县招聘和轮岗教师各多少人？",
        "kind": "list",
        "answerable": True,
        "answers": ["68人", "115人"],
        "quote": "招聘教师68人，交流轮岗教师115人。",
    },
]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with one folder of questions."""
    folder = tmp_path_factory.mktemp("train") / "counties"
    (folder / "docs").mkdir(parents=True)
    for name, text in COUNTIES.items():
        (folder / "docs" / f"{name}.txt").write_text(text, encoding="utf-8")
    lines = (json.dumps(question, ensure_ascii=False) for question in QUESTIONS)
    (folder / "questions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return folder.parent


@pytest.fixture(scope="session")
def lists() -> WordLists:
    """The project's own word lists."""
    return load_word_lists(ROOT / "corpus" / "lexicon")


@pytest.fixture(scope="session")
def counties(data: Path) -> Folder:
    """The folder's questions."""
    return load_folder(data / "counties")


@pytest.fixture(scope="session")
def documents(counties: Folder, lists: WordLists) -> dict[str, CutDocument]:
    """Its documents, cut into short passages."""
    return cut_folder(counties, lists, 100)


@pytest.fixture(scope="session")
def pool(documents: dict[str, CutDocument]) -> Pool:
    """Its passages to search."""
    return Pool(documents)


@pytest.fixture(scope="session")
def tokenizer() -> Any:
    """A tokenizer with a piece for each character of the texts."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    words = "".join(COUNTIES.values()) + "".join(question["question"] for question in QUESTIONS)
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", ",", *sorted(set(words) - set(" \n,"))]
    made = Tokenizer(models.Unigram([(piece, -1.0) for piece in pieces], unk_id=3))
    made.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC()])
    made.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return made


@pytest.fixture(scope="session")
def bert(tokenizer: Any) -> Any:
    """A BERT model of two small layers and random weights."""
    import torch
    from transformers import BertConfig, BertModel

    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        type_vocab_size=1,
    )
    made: Any = BertModel(config, add_pooling_layer=False)
    return made.eval()
