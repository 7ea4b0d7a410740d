"""Alerts: a change of a site's state told to the operator, by a webhook, a command or both.

Where they go stands in a TOML file of the operator's. A state is told once, when it changes; what
could not be delivered is said in the crawl's summary and told again after the next crawl. A site's
first run changes nothing.
"""

import json
import subprocess
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.request import HTTPRedirectHandler, Request, build_opener

from crawler.checkup import tell
from crawler.health import BAD, SiteHealth
from crawler.hosts import split_url
from crawler.index import Index
from crawler.sites import Site
from crawler.states import facts

TIMEOUT = 20.0  # seconds
LONGEST = 600.0  # seconds; the crawl waits for it
EXAMPLE = 'url = "https://…" under [webhook], or argv = ["mail", "you@example.org"] under [command]'


class AlertError(Exception):
    """The operator's file is wrong; the message names file, key and remedy."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """Where a change of state goes, and which: to or from one of `states`."""

    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    argv: tuple[str, ...] = ()
    states: tuple[str, ...] = BAD
    timeout: float = TIMEOUT

    def want(self, change: "Change") -> bool:
        """Whether a change is worth telling; a site that was never judged before has none."""
        states = {change.before, change.health.state}
        return bool(change.before) and len(states) > 1 and not states.isdisjoint(self.states)


@dataclass(frozen=True, slots=True)
class Change:
    """A site as it is, and the state that was last told of it ("" where none was)."""

    site: Site
    before: str
    health: SiteHealth

    @property
    def text(self) -> str:
        """The change in words, Chinese and English, with the next step."""
        states, now, step = facts().states, self.health.state, self.health.step
        before = states[self.before]
        told = (
            f"{self.site.name} ({self.site.id}): {before.zh} → {states[now].zh}"
            f" / {before.en} → {states[now].en}",
            f"  {self.health.note}",
            f"  {self.health.note_en}",
            f"  {step.next_zh}",
            f"  {step.next_en}",
        )
        return "\n".join(line for line in told if line.strip())


def load_alerts(file: Path) -> Alerts:
    """Return what the operator's file says; raises `AlertError` for the first thing wrong."""
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise AlertError(f"{file}: cannot be read: {error}; correct the file") from error
    for key, problem in _problems(told):
        raise AlertError(f"{file}: key {key}: {problem}")
    webhook, command = told.get("webhook", {}), told.get("command", {})
    return Alerts(
        webhook.get("url", ""),
        webhook.get("headers", {}),
        tuple(command.get("argv", ())),
        tuple(told.get("states", BAD)),
        float(told.get("timeout", TIMEOUT)),
    )


def tell_changes(
    index: Index, alerts: Alerts | None, run: str, changes: Collection[Change]
) -> list[str]:
    """Tell the changes of a run that are worth it; return what could not be delivered.

    Without *alerts* there is nobody to tell, and all counts as told.
    """
    worth = [change for change in changes if alerts and alerts.want(change)]
    failures = list(deliver(alerts, run, worth)) if alerts and worth else []
    for change in changes:
        if not failures or change not in worth:
            tell(index, change.health)
    return failures


def deliver(alerts: Alerts, run: str, changes: Iterable[Change]) -> Iterator[str]:
    """Tell the changes of a run; yield what failed, a line each."""
    changes = list(changes)
    text = "\n\n".join(change.text for change in changes)
    if alerts.url:
        yield from _post(alerts, _message(run, changes, text))
    if alerts.argv:
        yield from _run(alerts, text)


def _message(run: str, changes: Iterable[Change], text: str) -> bytes:
    """Return the JSON of a webhook; `text` is what chat services show."""
    told = [
        {
            **asdict(change.health),
            "before": change.before,
            "name": change.site.name,
            "province": change.site.province,
            "next": change.health.step.next_zh,
            "next_en": change.health.step.next_en,
        }
        for change in changes
    ]
    return json.dumps({"run": run, "text": text, "changes": told}, ensure_ascii=False).encode()


class _Stay(HTTPRedirectHandler):
    """Follows no redirect: only the operator says where alerts go."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Leave the redirect as the answer, which is an error."""


def _post(alerts: Alerts, body: bytes) -> Iterator[str]:
    headers = {"Content-Type": "application/json; charset=utf-8", **alerts.headers}
    request = Request(alerts.url, body, headers, method="POST")  # noqa: S310 - http(s), checked at load
    try:
        with build_opener(_Stay).open(request, timeout=alerts.timeout):
            pass
    except (OSError, HTTPException) as error:
        host = split_url(alerts.url).hostname  # the rest of the address may hold a key
        yield f"the webhook at {host} did not take the alert: {error}"


def _run(alerts: Alerts, text: str) -> Iterator[str]:
    try:
        done = subprocess.run(  # noqa: S603 - the operator's own command, no shell
            alerts.argv,
            input=text + "\n",
            encoding="utf-8",
            timeout=alerts.timeout,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            errors="replace",
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        yield f"the alert command {alerts.argv[0]} failed: {error}"
        return
    if done.returncode:
        said = " ".join(done.stderr.split())[-200:]
        yield f"the alert command {alerts.argv[0]} ended with {done.returncode}: {said}"


# What a TOML file says is of any type until it is checked here.
def _problems(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = {"webhook", "command", "states", "timeout"}
    for key in sorted(set(told) - known):
        yield key, f"not known; use one of {', '.join(sorted(known))}"
    if not ("webhook" in told or "command" in told):
        yield "webhook", f"nobody to tell; write {EXAMPLE}"
    if "webhook" in told:
        yield from _webhook_problems(told["webhook"])
    if "command" in told:
        yield from _command_problems(told["command"])
    states = told.get("states", [])
    if not isinstance(states, list) or any(state not in list(facts().states) for state in states):
        yield "states", f"must be a list of {', '.join(facts().states)}"
    timeout = told.get("timeout", 1)
    is_number = isinstance(timeout, int | float) and not isinstance(timeout, bool)
    if not (is_number and 0 < timeout <= LONGEST):  # nan is neither
        yield "timeout", f"must be a number of seconds up to {LONGEST:.0f}"


def _webhook_problems(told: object) -> Iterator[tuple[str, str]]:
    table = told if isinstance(told, dict) else {}
    if split_url(str(table.get("url", ""))).scheme not in {"http", "https"}:
        yield "webhook.url", 'must be an address, such as "https://hooks.example.org/nianbao"'
    headers = table.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(v, str) for v in headers.values()):
        yield "webhook.headers", 'must be a table of texts, such as { Authorization = "…" }'
    for key in sorted(set(table) - {"url", "headers"}):
        yield f"webhook.{key}", "not known; use url or headers"


def _command_problems(told: object) -> Iterator[tuple[str, str]]:
    table = told if isinstance(told, dict) else {}
    argv = table.get("argv")
    if not (isinstance(argv, list) and argv and all(isinstance(each, str) for each in argv)):
        yield "command.argv", 'must be a list of texts, such as ["mail", "you@example.org"]'
    for key in sorted(set(table) - {"argv"}):
        yield f"command.{key}", "not known; use argv"
