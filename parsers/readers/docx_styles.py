"""What the styles of a Word file make of text: headings, raised or struck text, lists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from parsers.readers.docx_ink import ink, is_unseen
from parsers.readers.flaws import RAISED, STRUCK, UNSEEN
from parsers.readers.xml_names import attribute, children, local, value

_NO_LIST, _LEVELS = "0", 9
# Styles may form a ring.
_MOST_ANCESTORS = 20
_LOOKS = frozenset(("vertAlign", "position", "strike", "dstrike", "vanish", "sz"))
_ON, _OFF = ("1", "true"), frozenset(("baseline", "0", "false", "off"))
# The size of type that is a speck, in half points.
_SPECK = 3
_NOTES = frozenset(("footnoteReference", "endnoteReference"))
_RAISED_STYLES = frozenset(("FootnoteReference", "EndnoteReference"))  # Word's own ids of them

HIDDEN = "隐藏"

Look = Mapping[str, str]  # values of the properties that change how text is shown


class _Own(NamedTuple):
    """What a style says itself, and the style it is based on."""

    level: int
    look: Look
    number: str
    parent: str


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a Word file by their ids; "" is the style of paragraphs that name none."""

    levels: Mapping[str, int] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    numbered: frozenset[str] = frozenset()
    of_all: Look = field(default_factory=dict)
    tables: Mapping[str, Look] = field(default_factory=dict)

    @classmethod
    def of(cls, root: etree._Element) -> "Styles":
        """Return the styles of a `w:styles`, each with what it has from those it is based on."""
        styles = {attribute(style, "styleId"): _own(style) for style in children(root, "style")}
        for style in children(root, "style"):
            if attribute(style, "default") in _ON and attribute(style, "type") == "paragraph":
                styles[""] = styles[attribute(style, "styleId")]
        levels: dict[str, int] = {}
        looks: dict[str, Look] = {}
        numbered: set[str] = set()
        for name in styles:
            line = list(_line(name, styles))
            levels[name] = next((each.level for each in line if each.level), 0) if name else 0
            looks[name] = {k: v for each in reversed(line) for k, v in each.look.items()}
            if next((each.number for each in line if each.number), _NO_LIST) != _NO_LIST:
                numbered.add(name)
        of_all = {
            name: said
            for defaults in children(root, "docDefaults")
            for run in children(defaults, "rPrDefault")
            for name, said in _own_look(run).items()
        }
        tables = {
            name: looks[name]
            for style in children(root, "style")
            if attribute(style, "type") == "table" and not _is_shaded(style)
            if looks[name := attribute(style, "styleId")]
        }
        return cls(levels, looks, frozenset(numbered), of_all, tables)

    def level(self, paragraph: etree._Element) -> int:
        """Return a paragraph's heading level, from 1; 0 is running text."""
        return _outline(paragraph) or self.levels.get(_named(paragraph, "pPr", "pStyle"), 0)

    def is_numbered(self, paragraph: etree._Element) -> bool:
        """Say whether Word prints a number of its own before a paragraph."""
        own = _list_number(paragraph)
        return own != _NO_LIST if own else _named(paragraph, "pPr", "pStyle") in self.numbered

    def look(self, paragraph: etree._Element) -> Look:
        """Return how a paragraph's style, and that of its table, show its text."""
        own = self.looks.get(_named(paragraph, "pPr", "pStyle"), {})
        table = next(paragraph.iterancestors("{*}tbl"), None) if self.tables else None
        of_table = {} if table is None else self.tables.get(_named(table, "tblPr", "tblStyle"), {})
        return {**self.of_all, **of_table, **own}

    def flaw(self, run: etree._Element, around: Look) -> str:
        """Return HIDDEN, STRUCK, RAISED, UNSEEN or "" for a run; *around* is its paragraph's look.

        A run that refers to a note and has text is a mark of the author's own.
        """
        name = _named(run, "rPr", "rStyle")
        look = {**around, **self.looks.get(name, {}), **_own_look(run)}
        flaw = _flaw(look) if look else ""
        if not flaw and look.get("color") and is_unseen(look["color"], run):
            return UNSEEN
        is_note = name in _RAISED_STYLES or any(local(each) in _NOTES for each in run)
        return flaw or (RAISED if is_note else "")


def _line(name: str, styles: Mapping[str, _Own]) -> Iterator[_Own]:
    """Yield a style and those it is based on, nearest first."""
    for _ in range(_MOST_ANCESTORS):
        if name not in styles:
            return
        yield styles[name]
        name = styles[name].parent or "no style"


def _own(style: etree._Element) -> _Own:
    level = _outline(style) or int(value(style, "name").lower() == "title")
    return _Own(level, _own_look(style), _list_number(style), value(style, "basedOn"))


def _outline(element: etree._Element) -> int:
    for properties in children(element, "pPr"):
        level = value(properties, "outlineLvl")
        if level.isascii() and level.isdigit() and int(level[:3]) < _LEVELS:
            return int(level[:3]) + 1
    return 0


def _own_look(element: etree._Element) -> Look:
    look: dict[str, str] = {}
    for properties in children(element, "rPr"):
        said = ((local(each), attribute(each, "val")) for each in properties)
        look |= {name: how for name, how in said if name in _LOOKS}
        colour = ink(properties)
        if colour is not None:
            look["color"] = colour
    return look


def _is_shaded(style: etree._Element) -> bool:
    """Say whether a style gives its tables a ground, on which its text may be white."""
    return next(style.iter("{*}shd"), None) is not None


def _list_number(element: etree._Element) -> str:
    """Return the list a style or paragraph names itself, "0" for none, "" where it says nothing."""
    for properties in children(element, "pPr"):
        for numbering in children(properties, "numPr"):
            return value(numbering, "numId")
    return ""


def _named(element: etree._Element, properties: str, name: str) -> str:
    return next((value(each, name) for each in children(element, properties)), "")


def _flaw(look: Look) -> str:
    is_on = {name for name, said in look.items() if said not in _OFF}
    if "vanish" in is_on:
        return HIDDEN
    if not is_on.isdisjoint(("strike", "dstrike")):
        return STRUCK
    if not is_on.isdisjoint(("vertAlign", "position")):
        return RAISED
    size = look.get("sz", "")
    return UNSEEN if size.isascii() and size.isdigit() and int(size[:6]) <= _SPECK else ""
