"""Text of pixels, by rapidocr with the models inside its package: never a look at the network.

Every model is named by its path, which is the way past rapidocr's own search and download; its
threads and its log are held down.
"""

from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import cv2
import numpy as np
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_det import TextDetector
from rapidocr.ch_ppocr_rec import TextRecInput, TextRecognizer
from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

from parsers.readers.scan_pages import Pixels

Box = tuple[int, int, int, int]  # x0, y0, x1, y1 in pixels, the end not included

# Lines of text are looked for in bands of a page, a bit smaller than they are read: memory grows
# with the band, 350 MB for one of this many pixels.
_BAND = 4_000_000
_HIGHEST = 2400
_OVERLAP = 160
_SHRINK = 0.68
# Crops this narrow and wider are read in batches of one width; rapidocr's own 320 is for prose.
_NARROWEST = [3, 48, 96]
_BATCH = 6


class Read(NamedTuple):
    """A line as recognised, and how sure the engine is of its least sure character."""

    text: str
    confidence: float


@cache
def _settings() -> Any:  # omegaconf's tree
    models = files("rapidocr") / "models"
    threads = "EngineConfig.onnxruntime"
    settings = RapidOCR(
        params={
            "Global.log_level": "critical",
            f"{threads}.intra_op_num_threads": 1,
            f"{threads}.inter_op_num_threads": 1,
            "Det.model_path": str(models / "PP-OCRv6_det_small.onnx"),
            "Rec.model_path": str(models / "PP-OCRv6_rec_small.onnx"),
            "Rec.rec_img_shape": _NARROWEST,
            "Rec.rec_batch_num": _BATCH,
        }
    ).cfg
    settings.Det.engine_cfg = settings.Rec.engine_cfg = settings.EngineConfig.onnxruntime
    settings.Rec.font_path = None
    return settings


@cache
def _detector() -> TextDetector:
    return TextDetector(_settings().Det)


@cache
def _recogniser() -> TextRecognizer:
    return TextRecognizer(_settings().Rec)


def text_lines(pixels: Pixels) -> list[Box]:
    """Return the boxes of the lines of text on a page, from top to bottom."""
    found: list[Box] = []
    height, width = pixels.shape
    high = min(_HIGHEST, max(2 * _OVERLAP, _BAND // width))
    for start in range(0, max(1, height - _OVERLAP), high - _OVERLAP):
        band = pixels[start : start + high]
        first = start + (_OVERLAP // 2 if start else 0)
        last = height if start + high >= height else start + high - _OVERLAP // 2
        for x0, y0, x1, y1 in _boxes(band):
            if first <= start + (y0 + y1) // 2 < last:
                found.append((x0, y0 + start, x1, y1 + start))
    return found


def _boxes(band: Pixels) -> list[Box]:
    small = cv2.resize(band, None, fx=_SHRINK, fy=_SHRINK, interpolation=cv2.INTER_AREA)
    boxes = _run(_detector(), _coloured(small)).boxes
    height, width = band.shape
    return [
        (
            max(0, int(corners[:, 0].min() / _SHRINK)),
            max(0, int(corners[:, 1].min() / _SHRINK)),
            min(width, int(np.ceil(corners[:, 0].max() / _SHRINK))),
            min(height, int(np.ceil(corners[:, 1].max() / _SHRINK))),
        )
        for corners in ([] if boxes is None else boxes)
    ]


def recognise(crops: list[Pixels]) -> list[Read]:
    """Return the text of each crop, which holds one level line."""
    if not crops:
        return []
    wanted = TextRecInput(img=[*map(_coloured, crops)], return_word_box=True)
    found = _run(_recogniser(), wanted)
    return [
        Read(text.strip(), min(words.confs, default=0.0) if text.strip() else 0.0)
        for text, words in zip(found.txts, found.word_results, strict=True)
    ]


def _run(engine: Callable[[Any], Any], given: object) -> Any:
    """Return what the engine finds; it fails only for lack of memory, in words of its own."""
    try:
        return engine(given)
    except ONNXRuntimeError as error:
        raise MemoryError from error


def _coloured(pixels: Pixels) -> Pixels:
    return np.repeat(pixels[:, :, None], 3, axis=2)
