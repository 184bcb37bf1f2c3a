"""How much each sign of a good clause counts; fitted by `python -m evals fit`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Weights:
    """How much each sign counts. Levels say what a word is worth where it stands, from the clause outwards."""

    clause: float = 1.0
    neighbour: float = 0.75
    sentence: float = 0.75
    before: float = 0.45
    heading: float = 0.6
    headings: float = 0.6
    title: float = 0.35
    words: float = 1.0
    meaning: float = 0.3
    passage: float = 0.3
    kind: float = 0.55
    noun: float = 0.18
    density: float = 0.09
    own_date: float = 0.4
    definition: float = 0.35
    required: float = 0.14
    duty: float = 0.4
    announcement: float = 0.15
    leads_to: float = 0.35
    condition: float = 0.2
    year: float = 0.15
    wrong_year: float = 0.6
    heading_clause: float = 0.27
    title_clause: float = 1.0
    repeal: float = 0.5
    contrast: float = 0.33
    other_school: float = 0.6
    far_sharp: float = 0.39
    unmet_number: float = 0.28
    cosine_low: float = 0.85
    cosine_span: float = 0.1
