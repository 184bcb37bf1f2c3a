"""Text of pictures by rapidocr, with the models of its wheel: nothing is ever downloaded."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import LoadError
from ingest.loaders.building import one_line
from ingest.loaders.layout import lines_of_runs
from ingest.loaders.page_parts import Page, PageLine
from ingest.loaders.recognised_marks import has_narrow_marks, narrow, widen
from ingest.loaders.ruled import MAX_SEGMENTS, Segment, ruled_tables, rules_of_box

if TYPE_CHECKING:
    from PIL.Image import Image

SCANNED = "扫描件，文字由识别得到，请核对原件"
_MODELS = {
    "Det": "PP-OCRv6_det_small.onnx",
    "Rec": "PP-OCRv6_rec_small.onnx",
}
READABLE, CLEAR = 0.75, 0.9  # certainty above which a page may lie the right way, and surely does
ASLANT_DEGREES = 10  # more than its page: a line of a watermark
PALER = 0.5  # of the way from ink to paper, from which on strokes are a watermark's
_LONG_EMS = 6


@lru_cache(maxsize=1)
def _engine() -> Any:
    """The recogniser, made once.

    Raises:
        LoadError: If rapidocr is not installed or its wheel lacks the models: they are not fetched.
    """
    try:
        import rapidocr
    except ImportError as error:
        raise LoadError("没有安装文字识别组件", next_step="请运行 pip install rapidocr onnxruntime") from error
    folder = Path(rapidocr.__file__).parent / "models"
    missing = [name for name in _MODELS.values() if not (folder / name).is_file()]
    if missing:
        raise LoadError(f"文字识别模型缺失：{'、'.join(missing)}", next_step="请重新安装 rapidocr，模型在安装包内")
    params = {f"{part}.model_path": str(folder / name) for part, name in _MODELS.items()}
    own = {"use_cls": False, "log_level": "error", "max_side_len": 2600, "return_word_box": True}
    return rapidocr.RapidOCR(params=params | {f"Global.{name}": value for name, value in own.items()})


def recognise(image: Image) -> Page:
    """The lines of one picture with the confidence of each.

    Lines are found where they lie and turned level by the slant that most of them share.
    """
    import numpy as np

    picture, found = _upright(np.asarray(image.convert("RGB"))[:, :, ::-1])
    height, width = picture.shape[:2]
    if found is None or found.boxes is None or not found.txts:
        return Page(width=width, height=height, lines=())
    mark = _aslant(found)
    if mark:
        found = _found(_without_pale(picture))
        if not found.txts:
            return Page(width=width, height=height, lines=(), watermark=mark)
    slant = _slant(found.boxes)
    runs = []
    printed = narrow if has_narrow_marks(_middles(found)) else widen
    for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True):
        result = printed(one_line(text))
        if not result or _leans(box, slant):
            continue
        corners = [_turned(float(x), float(y), -slant) for x, y in box]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        top, bottom = (ys[0] + ys[1]) / 2, (ys[2] + ys[3]) / 2
        runs.append(
            PageLine(
                text=result,
                left=min(xs),
                right=max(xs),
                top=top,
                bottom=bottom,
                size=bottom - top,
                confidence=float(score),
            )
        )
    runs = _sized(runs)
    tables, outside = ruled_tables(_segments(picture, slant), runs, near=width / 250)
    return Page(
        width=width,
        height=height,
        lines=tuple(lines_of_runs(outside)),
        tables=tuple(tables),
        recognised=True,
        watermark=mark,
    )


def _leans(box: Any, slant: float) -> bool:
    """Whether a line of some length runs another way than its page, whose slant is in radians."""
    across, down = math.dist(box[0], box[1]), math.dist(box[0], box[3])
    turn = math.degrees(math.atan2(float(box[1][1] - box[0][1]), float(box[1][0] - box[0][0])) - slant)
    return across > 3 * down and ASLANT_DEGREES < abs(turn) % 180 < 180 - ASLANT_DEGREES


def _aslant(found: Any) -> str:
    """The words of lines that run aslant over a page, as a watermark does; '' where there is none."""
    slant = _slant(found.boxes)
    return "".join(text for box, text in zip(found.boxes, found.txts, strict=True) if _leans(box, slant))


def _without_pale(picture: Any) -> Any:
    """A picture with its paper white and all that is paler than its text: a watermark hides no line then."""
    import numpy as np

    gray = picture.min(axis=2)
    ink, paper = (float(value) for value in np.percentile(gray, (0.5, 50)))
    cleaned = picture.copy()
    cleaned[gray > ink + PALER * (paper - ink)] = 255
    return cleaned


def recognise_line(image: Image) -> str:
    """The text of a picture of one level line, as recognition gives it; '' where it gives none."""
    import numpy as np

    found = _engine()(np.asarray(image.convert("RGB"))[:, :, ::-1], use_det=False)
    return "".join(found.txts or ())


def _found(picture: Any) -> Any:
    """What the engine finds on a page; it keeps what the last call asked of it."""
    return _engine()(picture, use_det=True)


def _middles(found: Any) -> list[list[tuple[str, float]]]:
    """Of each line its characters with where their middle stands across the page."""
    return [
        [(char, (float(box[0][0]) + float(box[1][0])) / 2) for char, _, box in line if box is not None]
        for line in found.word_results or ()
    ]


def _upright(picture: Any) -> tuple[Any, Any]:
    """A picture the way it is read best, with what was recognised: turned only where it cannot be read as it is.

    The engine's own classifier decides line by line and turns lines of quotations upside down; a page lies one way.
    """
    import numpy as np

    best = (picture, _found(picture))
    if not best[1].txts:
        return best
    # The engine reads a line that stands on end as well as a level one, but not where it belongs.
    standing = _stands(best[1])
    if not standing and _certainty(best[1]) >= READABLE:
        return best
    for quarters in (1, 3) if standing else (2, 1, 3):
        turned = np.ascontiguousarray(np.rot90(picture, quarters))
        found = _found(turned)
        level = found.txts and not _stands(found)
        if level and (standing or _certainty(found) > _certainty(best[1])):
            best, standing = (turned, found), False
        if level and _certainty(found) >= CLEAR:
            break
    return best


def _stands(found: Any) -> bool:
    """Whether most of what was found are lines that stand on end."""
    tall = wide = 0.0
    for box in found.boxes:
        across, down = math.dist(box[0], box[1]), math.dist(box[0], box[3])
        tall += down if down > across else 0.0
        wide += across if across >= down else 0.0
    return tall > wide


def _certainty(found: Any) -> float:
    """Confidence weighted by characters; 0.0 where nothing was found."""
    if found is None or not found.txts:
        return 0.0
    chars = sum(map(len, found.txts))
    return float(sum(score * len(text) for text, score in zip(found.txts, found.scores, strict=True)) / max(1, chars))


def _segments(picture: Any, slant: float) -> list[Segment]:
    """Long dark strokes of a picture, level and upright, turned as the lines of text are."""
    import cv2

    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    height, width = gray.shape
    turn = cv2.getRotationMatrix2D((0, 0), math.degrees(slant), 1.0)
    level = cv2.warpAffine(gray, turn, (width, height), borderValue=255)
    dark = cv2.adaptiveThreshold(level, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 15)
    found: list[Segment] = []
    for across, size in ((True, (max(width // 25, 20), 1)), (False, (1, max(height // 50, 20)))):
        # A rule of a scan breaks and thickens: close its gaps first, then keep what is long in one direction.
        closed = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (3, 3)))
        kept = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        count, _, boxes, _ = cv2.connectedComponentsWithStats(kept)
        for x, y, w, h, _ in boxes[1 : min(count, MAX_SEGMENTS)]:
            if (w if across else h) > 6 * (h if across else w):
                box = (float(x), float(y), float(x + w), float(y + h))
                found += rules_of_box(*box, thin=float(h if across else w))
    return found


def _ems(text: str) -> float:
    return sum(1.0 if ord(char) > 0x2E7F else 0.55 for char in text)


def _sized(runs: list[PageLine]) -> list[PageLine]:
    """Lines with the size of their characters.

    A long line tells it by its width, which scatters less than the height of its box; the usual ratio of the two
    tells it for short ones.
    """
    long = [run for run in runs if _ems(run.text) >= _LONG_EMS]
    ratio = statistics.median((r.right - r.left) / _ems(r.text) / r.size for r in long if r.size > 0) if long else 1.0
    return [
        replace(run, size=(run.right - run.left) / _ems(run.text) if _ems(run.text) >= _LONG_EMS else run.size * ratio)
        for run in runs
    ]


def _slant(boxes: Any) -> float:
    """Angle by which the page is turned, in radians: the median over boxes at least eight times as wide as high."""
    angles = []
    for box in boxes:
        (x0, y0), (x1, y1), _, (x3, y3) = (tuple(map(float, corner)) for corner in box)
        if math.hypot(x1 - x0, y1 - y0) > 8 * math.hypot(x3 - x0, y3 - y0):
            angles.append(math.atan2(y1 - y0, x1 - x0))
    return statistics.median(angles) if angles else 0.0


def _turned(x: float, y: float, angle: float) -> tuple[float, float]:
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
