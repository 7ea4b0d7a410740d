"""What an answer is: a page that may hold a report, or why it is none.

The signatures are data (`signatures.toml`); here is only how they are read and tried.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHELL = 30  # characters of visible text; less is an empty shell, unless something is framed in it
FRAMES = ("<frame", "<iframe", "<embed", "<object", ".pdf", ".doc", "<record>")
BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\xff\xd8\xff",
    b"\x89PNG",
    b"GIF8",
    b"Rar!",
)


@dataclass(frozen=True, slots=True)
class Signature:
    """How one kind of non-report answers; an empty field asks nothing."""

    reason: str
    status: frozenset[int]
    below: int
    any: tuple[str, ...]
    url: tuple[str, ...]

    def fits(self, status: int, url: str, text: str, shown: int) -> bool:
        """Whether an answer meets every field."""
        return (
            (not self.status or status in self.status)
            and (not self.below or shown < self.below)
            and (not self.any or any(words in text for words in self.any))
            and (not self.url or any(part in url for part in self.url))
        )


@cache
def signatures() -> tuple[Signature, ...]:
    """Return the shipped signatures, in the order they are tried."""
    text = Path(__file__).with_name("signatures.toml").read_text(encoding="utf-8")
    return tuple(
        Signature(
            entry["reason"],
            frozenset(entry.get("status", ())),
            entry.get("below", 0),
            tuple(entry.get("any", ())),
            tuple(entry.get("url", ())),
        )
        for entry in tomllib.loads(text)["signature"]
    )


def is_binary(body: bytes) -> bool:
    """Whether a payload is no text, judged by its first bytes; headers lie."""
    return body.startswith(BINARY)


def is_shell(url: str, text: str, visible: str) -> bool:
    """Whether a page shows nothing and has a script that may draw it.

    >>> page = "<html><body><div id=app></div><script src=app.js></script></body></html>"
    >>> is_shell("http://a.gov.cn/", page, ""), is_shell("http://a.gov.cn/", "<html></html>", "")
    (True, False)
    """
    return "<script" in text.lower() and refusal(200, url, text, visible) == "empty"


def refusal(status: int, url: str, text: str, visible: str) -> str:
    """Return why an answer is no document, "" where it may be one.

    *text* is the decoded page and *visible* what it shows; both "" where there is no text to see.
    Reasons: blocked, login, soft_404, empty, or http_<status>.

    >>> refusal(521, "http://a.gov.cn/", "", ""), refusal(404, "http://a.gov.cn/", "没有", "没有")
    ('blocked', 'http_404')
    """
    for signature in signatures():
        if signature.fits(status, url, text, len(visible)):
            return signature.reason
    if status != 200:
        return f"http_{status}"
    is_shell = len(visible) < SHELL and not any(mark in text for mark in FRAMES)
    return "empty" if text and is_shell else ""
