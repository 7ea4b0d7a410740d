"""Which form a document uses: decided by the labels its tables carry, never by its year."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from parsers.forms import Form, forms
from parsers.forms.labels import bare_line, label_key, line_key
from parsers.forms.lists import list_lookup
from parsers.forms.lookup import lookup
from parsers.model import Grid, Reading

# So many lines make a list; a page with so many labels that only another form has is of two forms.
ENOUGH_LINES = 4
_SMALL = 30  # cells; larger tables are seldom without a word of a form, and looking takes time


def words_of(grid: Grid) -> frozenset[str]:
    """Return the folded texts of a grid's cells, numbers left out."""
    texts = {cell.text for cell in grid.cells}
    keys = {label_key(text) for text in texts if not text.isdecimal()}
    return frozenset(keys | set(map(bare_line, keys)))


def choose_form(words: Sequence[frozenset[str]]) -> Form:
    """Return the form whose labels the tables carry.

    Lists and chapters hardly share a label: the kind with more labels is taken. Of the lists, the
    one with the most lines; of the forms by chapters, the one with the most labels that no other
    prints. Where no such label decides (chapters 三 and 四 are the same in two forms), the rows
    that only some alternatives have do, and last the newer form.
    """
    found = frozenset().union(*words)
    best = max(_lists(), key=lambda form: _list_score(form, found))
    n_lines = len(_rows_found(best, found))
    if n_lines >= ENOUGH_LINES and n_lines > len(found & _chapter_labels()):
        return best
    return max(_others(), key=lambda form: _score(form, found))


def second_forms(words: Sequence[frozenset[str]], chosen: Form) -> tuple[Form, ...]:
    """Return the forms besides the chosen one whose own labels the tables carry as well.

    A label belongs to a form alone if neither the chosen one has it nor another list that is
    found; a few shared words are no second form.
    """
    found = frozenset().union(*words) - labels(chosen)
    others = [form for form in forms() if form is not chosen]
    many = [form for form in others if len(found & labels(form)) >= ENOUGH_LINES]
    best = sorted(many, key=lambda form: -len(found & labels(form)))
    second: list[Form] = []
    for form in best:  # lists share words: each counts what the ones before do not explain
        if len(found & labels(form)) >= ENOUGH_LINES:
            second.append(form)
            found -= labels(form)
    return tuple(second)


def is_line_of_a_list(label: str) -> bool:
    """Say whether a text is the label of a line of any list."""
    return any(line_key(label) in labels(form) for form in _lists())


def tells_nothing(grid: Grid) -> bool:
    """Say whether a table is a small one without any word of a form, as of 索引号 and 日期."""
    return len(grid.cells) <= _SMALL and words_of(grid).isdisjoint(_any_word())


def without_idle_doubts(reading: Reading) -> Reading:
    """Return a reading without what is said of hidden tables that carry no word of a form.

    Pages hide menus, logins and lists of years in such tables.
    """
    if not any(each.rule == "grid.hidden" for each in reading.findings):
        return reading
    grids = [block for block in reading.blocks if isinstance(block, Grid)]
    telling = {grid.source for grid in grids if not words_of(grid).isdisjoint(_any_word())}
    kept = (
        each for each in reading.findings if each.rule != "grid.hidden" or each.where in telling
    )
    return replace(reading, findings=tuple(kept))


@cache
def _any_word() -> frozenset[str]:
    heads = (lookup(form).header_words for form in _others())
    return frozenset().union(*map(labels, forms()), *heads)


@cache
def labels(form: Form) -> frozenset[str]:
    """Return the labels that tell something about a form."""
    if form.is_list:
        return frozenset(list_lookup(form).entries)
    return lookup(form).labels


@cache
def _lists() -> tuple[Form, ...]:
    return tuple(form for form in forms() if form.is_list)


@cache
def _others() -> tuple[Form, ...]:
    return tuple(form for form in forms() if not form.is_list)


def _rows_found(form: Form, found: frozenset[str]) -> frozenset[str]:
    entries = list_lookup(form).entries
    return frozenset(each.row.code for key in found & entries.keys() for each in entries[key][:1])


def _list_score(form: Form, found: frozenset[str]) -> tuple[int, int, int]:
    return len(_rows_found(form, found)), len(found & _distinct(form)), -len(labels(form))


def _score(form: Form, found: frozenset[str]) -> tuple[int, int, int]:
    missed = lookup(form).own - found
    return len(found & _distinct(form)), -len(missed & _varying()), form.first_year


@cache
def _distinct(form: Form) -> frozenset[str]:
    """Return the labels that no other form of its kind, lists or chapters, has."""
    kind = _lists() if form.is_list else _others()
    return labels(form).difference(*(labels(other) for other in kind if other is not form))


@cache
def _chapter_labels() -> frozenset[str]:
    return frozenset().union(*map(labels, _others()))


@cache
def _varying() -> frozenset[str]:
    """Return the labels that all forms can print and not all print by themselves."""
    known = [lookup(form) for form in _others()]
    common = known[0].labels.intersection(*(each.labels for each in known))
    return common - known[0].own.intersection(*(each.own for each in known))
