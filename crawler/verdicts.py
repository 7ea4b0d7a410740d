"""What an answer is taken for: a document, a change to be confirmed, or why it is none.

Free of Scrapy. An answer that is no document is evidence all the same; its verdict has a reason of
`reasons.toml` and, in a note, what was seen.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from urllib.parse import urlsplit

from crawler.identity import mismatch
from crawler.index import Fetch
from crawler.listing import Subject
from crawler.pages import refusal
from crawler.payload import text_sha256, visible_text
from crawler.wholeness import NO_CLOSE, cut, is_balanced, is_closed

HOME = ("", "/", "/index.html", "/index.htm", "/index.shtml")
FETCHES_TO_BELIEVE = 3  # of one address in a row; then the last is taken though it keeps changing


class Verdict(NamedTuple):
    """What an answer is taken for, and the hash of its text where it is a document."""

    reason: str
    text_sha256: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it came: `text` is "" for binary, `fault` what is wrong with its transfer."""

    status: int
    url: str
    payload: bytes
    text: str
    sha256: str
    fault: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of an address: the last good fetch, and what was seen of it in this crawl.

    `doubted` are hashes of texts that differ from the known one, `cut` those of payloads that
    seemed to lack their end; `before` reads the text of the last good fetch.
    """

    known: Fetch | None = None
    doubted: tuple[str, ...] = ()
    cut: tuple[str, ...] = ()
    before: Callable[[], str] = str


def judged(
    subject: Subject,
    answer: Answer,
    memory: Memory,
    aliases: Mapping[str, str],
    refuses: Callable[[str, str], str],
) -> Verdict:
    """Return the verdict on an answer that leads nowhere else.

    *aliases* are the site's names of bodies; *refuses* is what its CMS knows of pages that look
    like reports and are none.
    """
    visible = visible_text(answer.text)
    if answer.status == 200 and answer.fault:
        return Verdict(answer.fault, note=answer.note)
    refused = refusal(answer.status, answer.url, answer.text, visible)
    if refused == "empty" and subject.kind == "list":
        refused = ""  # its entries may be JSON, or built by what its script says: its spider judges
    if refused or not answer.payload:
        return Verdict(refused or "empty")
    if subject.kind != "list" and _led_home(subject.url, answer.url):
        return Verdict("soft_404", note="led to the home page")
    missing = _missing(answer, memory)
    if missing:
        return Verdict("truncated", note=missing)
    if subject.kind == "report" and answer.text:
        if reason := refuses(answer.text, answer.url):
            return Verdict(reason, note="so its CMS says that there is none")
        reason, note = mismatch(subject.title, answer.text, visible, aliases)
        if reason:
            return Verdict(reason, note=note)
    shown = "".join(answer.text.split()) if subject.kind == "list" else visible
    return compared(subject, answer.sha256, shown, memory)


def is_undrawn(answer: Answer, memory: Memory) -> bool:
    """Whether an answer is a page, whole and not refused, that its script may draw.

    An empty shell is what such pages are. What blocks or challenges is not drawn: never evaded.
    """
    is_page = answer.status == 200 and not answer.fault and answer.text.lstrip().startswith("<")
    refused = refusal(answer.status, answer.url, answer.text, visible_text(answer.text))
    fresh = replace(memory, known=None)  # what is known is the drawn page, another one
    return is_page and refused in ("", "empty") and not _missing(answer, fresh)


def compared(subject: Subject, digest: str, visible: str, memory: Memory) -> Verdict:
    """Return the verdict on a good answer as against what is known of its address.

    *visible* is what a page shows, of a list page all it says, for its scripts hold records and
    its links lead on. A change is believed when two fetches in a row agree on it: a damaged
    download looks like an edit. What differs every time is taken in the end, and marked.
    """
    known = memory.known
    if known and known.sha256 == digest:
        return Verdict("unchanged", known.text_sha256)
    text = text_sha256(visible) if visible else digest
    if known and known.text_sha256 == text:
        return Verdict("unchanged", text)
    if known is None or text in memory.doubted or subject.kind == "list":
        return Verdict("ok", text)
    if len(memory.doubted) + 1 < FETCHES_TO_BELIEVE:
        return Verdict("unconfirmed", text)
    return Verdict("ok", text, f"{FETCHES_TO_BELIEVE} fetches gave different texts")


def _missing(answer: Answer, memory: Memory) -> str:
    """Return what an answer lacks at its end; one that is known, or whole without it, is whole."""
    known = memory.known
    if known and known.sha256 == answer.sha256:
        return ""
    missing = cut(answer.payload, answer.text)
    if missing == NO_CLOSE and answer.sha256 in memory.cut and is_balanced(answer.text):
        return ""
    if not missing and known and answer.text and not is_closed(answer.text):
        return NO_CLOSE if is_closed(memory.before()) else ""
    return missing


def _led_home(asked: str, answered: str) -> bool:
    return asked != answered and _is_home(answered) and not _is_home(asked)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and parts.path.lower() in HOME
