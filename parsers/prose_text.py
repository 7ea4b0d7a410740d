"""Running text as wordings are compared with it: folded, every character knowing where it stood."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Marks of quotation and direction say nothing to a wording.
_UNSEEN = re.compile(
    r"[“”„‟‘’‚‛「」『』\"'\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]"
)
_TITLED = re.compile(r"《[^《》]{0,200}》")
_NUMERIC = frozenset("0123456789.,")
_ENDS = frozenset("。!?")
# Text of these alone, as nearly all is, keeps its length when it is folded: one character each.
_PLAIN = re.compile(r"[!#-&(-~一-鿿。、！＃-＆（-～]*")
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
HIDDEN = "□"  # stands for what no wording may match: titles of documents, ringed numbers
LONGEST_SENTENCE = 600


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without white space, in NFKC; `places[n]` is where character n stood in `printed`.

    One space is kept between two characters of numbers: they may be one number cut in two, or two.
    """

    printed: str
    text: str
    places: Sequence[int]

    def printed_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the printed text that a span of the folded one stands for."""
        return self.places[start], self.places[end - 1] + 1


def fold_text(printed: str) -> Folded:
    r"""Return a text folded; the contents of 《》 are hidden, as their numbers count nothing.

    >>> fold_text("收到　申请 １２\n件").text
    '收到申请12件'
    >>> fold_text("共 31 19 件，见《第3号文件》").text
    '共31 19件,见□□□□□□□'
    """
    if _PLAIN.fullmatch(printed):
        return Folded(printed, printed.translate(_HALF_WIDTH), range(len(printed)))
    characters: list[str] = []
    places: list[int] = []
    is_apart = False
    for place, character in enumerate(_hidden(printed)):
        if character.isspace():
            is_apart = True
            continue
        if _UNSEEN.match(character):
            continue
        for part in _normal(character):
            if is_apart and part in _NUMERIC and characters and characters[-1] in _NUMERIC:
                characters.append(" ")
                places.append(place - 1)
            is_apart = False
            characters.append(part)
            places.append(place)
    return Folded(printed, "".join(characters), tuple(places))


def sentences(folded: Folded) -> Iterator[tuple[int, int]]:
    """Yield the spans of the folded sentences."""
    start = 0
    for place, character in enumerate(folded.text):
        if character in _ENDS:
            yield start, place + 1
            start = place + 1
    if start < len(folded.text):
        yield start, len(folded.text)


def sentence_around(
    folded: Folded, sentence: tuple[int, int], number: tuple[int, int]
) -> tuple[str, int, int]:
    """Return the printed sentence and the span of a number in it; one without end is cut."""
    begin, end = folded.printed_span(*sentence)
    first, last = folded.printed_span(*number)
    if end - begin > LONGEST_SENTENCE:
        begin = max(begin, first - LONGEST_SENTENCE // 2)
        end = min(end, max(last, begin + LONGEST_SENTENCE))
    return folded.printed[begin:end], first - begin, last - begin


def _hidden(printed: str) -> str:
    return _TITLED.sub(lambda match: HIDDEN * len(match[0]), printed)


def _normal(character: str) -> str:
    """Return a character's NFKC form; ringed and raised numbers are marks, not amounts."""
    if character < "\u0080":
        return character
    if unicodedata.category(character) == "No":
        return HIDDEN
    # ideographs have no other form, but the few of the compatibility block
    return character if "一" <= character <= "鿿" else unicodedata.normalize("NFKC", character)
