"""Header rows and label columns of a printed table, from the label paths of a form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A header or label cell with its spans."""

    text: str
    height: int = 1
    width: int = 1


def head(paths: Sequence[Path]) -> tuple[tuple[Label, ...], ...]:
    """Return header rows for columns with label paths: equal neighbours share a cell.

    >>> rows = head([("a", "x"), ("a", "y"), ("b",)])
    >>> [[(cell.text, cell.height, cell.width) for cell in row] for row in rows]
    [[('a', 1, 2), ('b', 2, 1)], [('x', 1, 1), ('y', 1, 1)]]
    """
    depth = max(map(len, paths))
    return tuple(
        tuple(Label(text, height, width) for _, text, height, width in _level(paths, level, depth))
        for level in range(depth)
    )


def side(paths: Sequence[Path]) -> tuple[tuple[Label, ...], ...]:
    """Return the label cells of each row for rows with label paths (the header, turned)."""
    depth = max(map(len, paths))
    found: list[list[Label]] = [[] for _ in paths]
    for level in range(depth):
        for at, text, width, height in _level(paths, level, depth):
            found[at].append(Label(text, height, width))
    return tuple(map(tuple, found))


def _level(paths: Sequence[Path], level: int, depth: int) -> Iterator[tuple[int, str, int, int]]:
    """Yield (first, text, levels down, how many beside) of each label at a level."""
    at = 0
    while at < len(paths):
        path = paths[at]
        beside = 1
        if len(path) > level + 1:
            group = path[: level + 1]
            while at + beside < len(paths) and _in_group(paths[at + beside], group):
                beside += 1
        if len(path) > level:
            yield at, path[level], depth - level if len(path) == level + 1 else 1, beside
        at += beside


def _in_group(path: Path, group: Path) -> bool:
    return len(path) > len(group) and path[: len(group)] == group
