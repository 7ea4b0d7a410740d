"""Rows of a list as TOML names them: each `under` another, groups without a value among them."""

from dataclasses import replace

from parsers.forms.keys import Keys
from parsers.forms.model import Row

Nested = tuple[str, bool, Row]  # the code it stands under, whether it is a group, the row


def rows_and_groups(keys: Keys) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """Take `rows` and return the rows with a value and the groups, with their whole label paths.

    Raises FormError where a row stands under a code that is not above it.
    """
    paths: dict[str, tuple[str, ...]] = {"": ()}
    rows: list[Row] = []
    groups: list[Row] = []
    for under, is_group, row in keys.tables("rows", _nested):
        if under not in paths:
            raise keys.error("rows", f"{row.code} stands under {under!r}, which is not above it")
        paths[row.code] = path = (*paths[under], *row.path)
        (groups if is_group else rows).append(replace(row, path=path))
    return tuple(rows), tuple(groups)


def _nested(keys: Keys) -> Nested:
    is_group = keys.flag("group")
    row = Row(
        keys.text("code"),
        keys.texts("path", required=True),
        keys.text("en"),
        keys.texts("aliases"),
        unit="" if is_group else keys.text("unit"),
        decimal=keys.flag("decimal"),
        optional=keys.flag("optional"),
        bound=keys.flag("bound"),
        unless=keys.texts("unless"),
    )
    return keys.text("under", ""), is_group, row
