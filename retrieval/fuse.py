"""Several rankings into one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from retrieval.retrievers import Hit

# Scores scaled to 0–1 over each list. The rule: of 0.7, 0.6, 0.5, 0.4 and 0.3 for words, the best nDCG@10 on STARD's
# train split (0.470, 0.483, 0.493, 0.496, 0.490) that keeps every target on the NCP pool (gold answer inside the top
# three passages: 0.812, 0.804, 0.790, 0.767, 0.744; wanted 0.80).
WEIGHTS: Mapping[str, float] = {"lexical": 0.6, "dense": 0.4}


def fuse(rankings: Mapping[str, Sequence[Hit]], weights: Mapping[str, float] = WEIGHTS) -> list[Hit]:
    """Weighted sum of scores, each list scaled so that its best hit is 1 and its worst 0.

    Args:
        rankings: Retriever's name → its hits, best first.
        weights: Retriever's name → its share.

    Returns:
        All passages found, best first; ties in order of id.
    """
    total: dict[str, float] = {}
    for name, hits in rankings.items():
        if not hits:
            continue
        high, low = hits[0].score, hits[-1].score
        spread = high - low
        for hit in hits:
            scaled = (hit.score - low) / spread if spread > 0 else 1.0
            total[hit.passage_id] = total.get(hit.passage_id, 0.0) + weights.get(name, 1.0) * scaled
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(passage_id=passage_id, score=score) for passage_id, score in ranked]


def fuse_by_rank(rankings: Mapping[str, Sequence[Hit]], k: int = 60) -> list[Hit]:
    """Reciprocal rank fusion (Cormack et al. 2009): every list adds 1 / (k + place); the yardstick for `fuse`."""
    total: dict[str, float] = {}
    for hits in rankings.values():
        for place, hit in enumerate(hits, 1):
            total[hit.passage_id] = total.get(hit.passage_id, 0.0) + 1.0 / (k + place)
    ranked = sorted(total.items(), key=lambda item: (-item[1], item[0]))
    return [Hit(passage_id=passage_id, score=score) for passage_id, score in ranked]
