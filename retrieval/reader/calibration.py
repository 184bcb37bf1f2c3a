"""From the reader's score to a probability that the stretch answers: one logistic curve, fitted by `training`."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

from core.errors import ModelError

CURVE = Path(__file__).with_name("calibration.json")


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """P(answers) = 1 / (1 + exp(-(slope · score + offset))); `threshold` is the least probability that answers."""

    slope: float
    offset: float
    threshold: float

    def probability(self, score: float) -> float:
        """The probability of a score."""
        return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, self.slope * score + self.offset))))


def load_calibration(path: Path = CURVE) -> Calibration:
    """The curve that the repository carries.

    Raises:
        ModelError: If the file is missing or broken.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Calibration(
            slope=float(told["slope"]), offset=float(told["offset"]), threshold=float(told["threshold"])
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"阅读模型的校准文件缺失或损坏：{path.name}", next_step="请重新安装本程序（git checkout retrieval/reader）"
        ) from error
