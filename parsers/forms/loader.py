"""Loads the forms from their TOML files; anything doubtful in them is a `FormError` at once."""

import tomllib
from functools import cache, partial
from importlib.resources import files

from parsers.errors import FormError
from parsers.forms.keys import Keys
from parsers.forms.model import (
    Axis,
    Chapter,
    Check,
    Column,
    Form,
    FormBlock,
    Layout,
    ListHeads,
    Row,
)
from parsers.forms.nested import rows_and_groups
from parsers.forms.validation import require_valid

LAYOUTS: dict[str, Layout] = {"rows": "rows", "one_row": "one_row", "list": "list"}
AXES: dict[str, Axis] = {"row": "row", "column": "column"}

Shared = dict[str, Form]


@cache
def forms() -> tuple[Form, ...]:
    """Return the forms shipped with the package, oldest first; loaded and validated once."""
    return load_forms(
        {
            entry.name: entry.read_text(encoding="utf-8")
            for entry in files("parsers.forms").iterdir()
            if entry.name.endswith(".toml")
        }
    )


def load_forms(texts: dict[str, str]) -> tuple[Form, ...]:
    """Return the forms of TOML texts by file name, ordered by first year.

    A form may take blocks or chapters of another by name, one step deep. Raises FormError naming
    file, key and remedy.
    """
    contents = {name: _toml(name, text) for name, text in texts.items()}
    shared: Shared = {}
    for name in sorted(contents, key=lambda name: (_names_another(texts[name]), name)):
        form = Keys(name, contents[name]).whole(partial(_form, shared=shared))
        if form.id in shared:
            raise FormError(f"{name}: id: {form.id} is taken by another file; choose another id")
        require_valid(form, name)
        shared[form.id] = form
    return tuple(sorted(shared.values(), key=lambda form: (form.first_year, form.id)))


def _names_another(text: str) -> bool:
    return any(key in text for key in ("same_as", "chapters_of", "heads_of"))


def _toml(name: str, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{name}: not TOML: {error}; correct the line named") from error


def _form(keys: Keys, shared: Shared) -> Form:
    return Form(
        id=keys.text("id"),
        name=keys.text("name"),
        en=keys.text("en"),
        notice=keys.text("notice"),
        first_year=keys.number("first_year"),
        last_year=keys.number("last_year"),
        alternatives=keys.texts("alternatives"),
        chapters=_chapters(keys, shared),
        blocks=keys.tables("block", partial(_block, shared=shared)),
    )


def _chapters(keys: Keys, shared: Shared) -> tuple[Chapter, ...]:
    if "chapters_of" in keys:
        return _other_form(keys, "chapters_of", keys.text("chapters_of"), shared).chapters
    return keys.tables("chapter", _chapter)


def _other_form(keys: Keys, key: str, form: str, shared: Shared) -> Form:
    if form not in shared:
        known = ", ".join(shared) or "none"
        raise keys.error(key, f"unknown form {form!r}; forms that may be named here: {known}")
    return shared[form]


def _chapter(keys: Keys) -> Chapter:
    return Chapter(
        keys.number("number"), keys.text("title"), keys.text("en"), keys.texts("aliases")
    )


def _block(keys: Keys, shared: Shared) -> FormBlock:
    if "same_as" in keys:
        return _same_block(keys, keys.text("same_as"), shared)
    sets = _sets(keys)
    layout = keys.choice("layout", LAYOUTS)
    rows, groups = rows_and_groups(keys) if layout == "list" else (keys.tables("rows", _row), ())
    return FormBlock(
        table=keys.text("table"),
        chapter=keys.number("chapter"),
        layout=layout,
        rows=rows,
        columns=keys.tables("columns", _list_column if layout == "list" else _column),
        checks=keys.tables("checks", partial(_check, sets=sets)),
        caption=keys.text("caption", ""),
        caption_en=keys.text("caption_en", ""),
        corner=keys.text("corner", ""),
        groups=groups,
        heads=_heads(keys, shared) if layout == "list" else None,
        ordered=keys.flag("ordered"),
    )


def _heads(keys: Keys, shared: Shared) -> ListHeads | None:
    if "heads_of" in keys:
        form = _other_form(keys, "heads_of", keys.text("heads_of"), shared)
        return next((block.heads for block in form.blocks if block.heads is not None), None)
    heads = Keys(f"{keys.where}.heads", keys.table("heads"))
    return heads.whole(_list_heads)


def _list_heads(keys: Keys) -> ListHeads:
    return ListHeads(
        name=keys.texts("name", required=True),
        unit=keys.texts("unit", required=True),
        number=keys.texts("number"),
        remark=keys.texts("remark"),
        whole=keys.texts("whole"),
        aside=keys.texts("aside"),
    )


def _same_block(keys: Keys, name: str, shared: Shared) -> FormBlock:
    form_id, _, table = name.partition(".")
    form = _other_form(keys, "same_as", form_id, shared)
    blocks = [block for block in form.blocks if block.table == table]
    if len(blocks) != 1:
        raise keys.error("same_as", f"{form_id} has {len(blocks)} blocks {table!r}; name one")
    return blocks[0]


def _row(keys: Keys) -> Row:
    return Row(
        keys.text("code"),
        keys.texts("path", required=True),
        keys.text("en"),
        keys.texts("aliases"),
        keys.text("alternative", ""),
        optional=keys.flag("optional"),
    )


def _column(keys: Keys) -> Column:
    return Column(
        keys.text("code"),
        keys.texts("path", required=True),
        keys.text("en"),
        keys.text("unit"),
        keys.texts("aliases"),
        keys.flag("signed"),
        keys.flag("decimal"),
        keys.flag("unit_stated"),
    )


def _list_column(keys: Keys) -> Column:
    return Column(
        keys.text("code"),
        keys.texts("path", required=True),
        keys.text("en"),
        unit="",
        aliases=keys.texts("aliases"),
        optional=keys.flag("optional"),
    )


def _sets(keys: Keys) -> dict[str, tuple[str, ...]]:
    names = Keys(f"{keys.where}.sets", keys.table("sets"))
    return {name: names.texts(name) for name in names.names()}


def _check(keys: Keys, sets: dict[str, tuple[str, ...]]) -> Check:
    return Check(
        rule=keys.text("rule"),
        kind=keys.text("kind"),
        each=keys.choice("each", AXES),
        terms=_members(keys, "terms", sets),
        equals=_members(keys, "equals", sets),
        counts=_members(keys, "counts", sets),
        at=_members(keys, "at", sets),
        proves=keys.texts("proves"),
    )


def _members(keys: Keys, key: str, sets: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Take a list of codes in which "@name" stands for the codes of a set."""
    members: list[str] = []
    for name in keys.texts(key):
        if name.startswith("@") and name[1:] not in sets:
            raise keys.error(key, f"unknown set {name!r}; define sets.{name[1:]} in the block")
        members += sets[name[1:]] if name.startswith("@") else (name,)
    return tuple(members)
