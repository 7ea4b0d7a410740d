"""Layers of a PDF that are switched off (optional content): what stands in them is not shown."""

from collections.abc import Iterator

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import LIT

LAYER = LIT("OC")  # of marked content and of forms
_OFF = LIT("OFF")


def layers_off(document: PDFDocument) -> frozenset[int]:
    """Return the object numbers of the layers that are off when the document is opened."""
    properties = _dict(document.catalog.get("OCProperties"))
    setting = _dict(properties.get("D"))
    off = frozenset(_numbers(setting.get("OFF")))
    if resolve1(setting.get("BaseState")) is _OFF:
        off |= frozenset(_numbers(properties.get("OCGs"))) - frozenset(_numbers(setting.get("ON")))
    return off


def is_off(layer: object, off: frozenset[int]) -> bool:
    """Say whether a layer is off; one made of others is if all of them are."""
    if not off:
        return False
    if isinstance(layer, PDFObjRef) and layer.objid in off:
        return True
    members = _dict(layer).get("OCGs")
    found = list(_numbers(members if isinstance(resolve1(members), list) else [members]))
    return bool(found) and off.issuperset(found)


def _dict(value: object) -> dict[str, object]:
    found = resolve1(value)
    return found if isinstance(found, dict) else {}


def _numbers(references: object) -> Iterator[int]:
    found = resolve1(references)
    for each in found if isinstance(found, list) else ():
        if isinstance(each, PDFObjRef):
            yield each.objid
