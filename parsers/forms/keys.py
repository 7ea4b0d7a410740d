"""Reads a TOML table key by key: a missing, mistyped or left-over key is a `FormError`."""

from collections.abc import Callable
from typing import Any, TypeVar

from parsers.errors import FormError

T = TypeVar("T")


class Keys:
    """The keys of one TOML table, taken one by one; `where` is the path named in errors."""

    def __init__(self, where: str, content: object) -> None:
        if not isinstance(content, dict):
            raise FormError(f"{where}: must be a table of keys, is {content!r}")
        self.where = where
        self._content: dict[str, object] = dict(content)

    def __contains__(self, key: str) -> bool:
        return key in self._content

    def names(self) -> tuple[str, ...]:
        """Return the keys not taken yet."""
        return tuple(self._content)

    def error(self, key: str, problem: str) -> FormError:
        """Return the error for a key; the caller raises it."""
        return FormError(f"{self.where}.{key}: {problem}")

    def text(self, key: str, default: str | None = None) -> str:
        """Take a string."""
        return self._take(key, str, default)

    def number(self, key: str) -> int:
        """Take a whole number."""
        return self._take(key, int, None)

    def flag(self, key: str) -> bool:
        """Take a yes or no; absent means no."""
        return self._take(key, bool, False)

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Take a list of strings; absent means empty unless *required*."""
        values: list[object] = self._take(key, list, None if required else [])
        if not all(isinstance(value, str) and value for value in values):
            raise self.error(key, f"must be a list of texts, is {values!r}")
        return tuple(str(value) for value in values)

    def choice(self, key: str, choices: dict[str, T]) -> T:
        """Take one of the named choices."""
        value = self.text(key)
        if value not in choices:
            raise self.error(key, f"unknown {value!r}; choose one of {', '.join(choices)}")
        return choices[value]

    def tables(self, key: str, read: Callable[["Keys"], T]) -> tuple[T, ...]:
        """Take a list of tables, each read whole by *read*; absent means empty."""
        entries: list[object] = self._take(key, list, [])
        return tuple(
            Keys(f"{self.where}.{key}[{number}]", entry).whole(read)
            for number, entry in enumerate(entries, 1)
        )

    def table(self, key: str) -> dict[str, object]:
        """Take a table with free keys; absent means empty."""
        return self._take(key, dict, {})

    def whole(self, read: Callable[["Keys"], T]) -> T:
        """Return what *read* makes of the keys; keys it leaves over are an error."""
        value = read(self)
        if self._content:
            left = ", ".join(self._content)
            raise FormError(f"{self.where}: unknown key {left}; remove it or correct its spelling")
        return value

    def _take(self, key: str, kind: type[T], default: Any) -> T:  # Any: None means "required"
        value = self._content.pop(key, default)
        if value is None:
            raise self.error(key, "missing; add it")
        if type(value) is not kind:
            raise self.error(key, f"must be {kind.__name__}, is {value!r}")
        return value
