"""From the reader's score to a probability that the stretch answers: one logistic curve, fitted by `training`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from core.errors import ModelError

CURVE = Path(__file__).with_name("calibration.json")
WIDEST, USUAL = 6.0, 3.0  # of the reader's score


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """P(answers) = 1 / (1 + exp(-(slope · score + lead · min(lead told, WIDEST) + offset))).

    `threshold` is the least probability that answers, `firm` the least that needs no look at the source. `lead` weighs
    by how much a stretch leads the next that tells something else: of two that are as good as each other one is wrong.
    """

    slope: float
    offset: float
    threshold: float
    firm: float
    lead: float = 0.0

    def probability(self, score: float, lead: float = USUAL) -> float:
        """The probability of a score.

        Args:
            score: The reader's, with what the slots take and give.
            lead: By how much it leads the next; `USUAL` where that is not known.
        """
        result = self.slope * score + self.lead * max(0.0, min(lead, WIDEST)) + self.offset
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, result))))


def load_calibration(path: Path = CURVE) -> Calibration:
    """The curve that the repository carries.

    Raises:
        ModelError: If the file is missing or broken.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(
            slope=float(record["slope"]),
            offset=float(record["offset"]),
            threshold=float(record["threshold"]),
            firm=float(record["firm"]),
            lead=float(record.get("lead", 0.0)),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"阅读模型的校准文件缺失或损坏：{path.name}", next_step="请重新安装本程序（git checkout retrieval/reader）"
        ) from error
