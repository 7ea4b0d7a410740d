"""Which form a document uses: decided by the labels its tables carry, never by its year."""

from collections.abc import Sequence
from functools import cache

from parsers.forms import Form, forms
from parsers.forms.labels import label_key
from parsers.forms.lookup import FormLookup, lookup
from parsers.model import Grid


def words_of(grid: Grid) -> frozenset[str]:
    """Return the folded texts of a grid's cells, numbers left out."""
    texts = {cell.text for cell in grid.cells}
    return frozenset(label_key(text) for text in texts if not text.isdecimal())


def choose_form(words: Sequence[frozenset[str]]) -> FormLookup:
    """Return the form with the most labels that no other form prints.

    Where no such label decides (chapters 三 and 四 are the same in two forms), the rows that only
    some alternatives have do, and last the newer form.
    """
    found = frozenset().union(*words)
    return max(map(lookup, forms()), key=lambda form: _score(form, found))


def _score(form: FormLookup, found: frozenset[str]) -> tuple[int, int, int]:
    distinct = found & _distinct(form.form)
    missed = form.own - found
    return len(distinct), -len(missed & _varying()), form.form.first_year


@cache
def _distinct(form: Form) -> frozenset[str]:
    others = [lookup(other).labels for other in forms() if other is not form]
    return lookup(form).labels.difference(*others)


@cache
def _varying() -> frozenset[str]:
    """Return the labels that all forms can print and not all print by themselves."""
    known = [lookup(form) for form in forms()]
    common = known[0].labels.intersection(*(each.labels for each in known))
    return common - known[0].own.intersection(*(each.own for each in known))
