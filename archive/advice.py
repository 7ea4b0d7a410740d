"""What to do where a search found no list, or none that is sure."""

from collections.abc import Iterator

from crawler.probing import Asked, Probe
from crawler.reasons import reason_of

_KEPT = ("ok", "unchanged", "not_modified", "redirect")


def advice(probe: Probe, budget: int) -> Iterator[str]:
    """Yield, one line each, why a search came to little and what may help."""
    pages = [each for each in probe.asked if each.kind != "robots"]
    for reason in dict.fromkeys(each.reason for each in pages if each.reason not in _KEPT):
        yield _failure([each for each in pages if each.reason == reason])
    for url, way in probe.elsewhere:
        yield f"a host that was not to be asked: {url} ({way}); if it is the site's: --host"
    if len(probe.asked) >= budget:
        yield f"the budget of {budget} requests is spent; --budget {2 * budget} looks further"
    for url, way in probe.waiting:
        yield f"not asked any more: {url} ({way})"
    if len(pages) == 1 and pages[0].reason in _KEPT:
        yield "the page leads nowhere by its links: a script may draw them"
    yield (
        "open the site in a browser, go to 政府信息公开 and its 年报, and give the address of that "
        "page, or of one report in it"
    )


def _failure(several: list[Asked]) -> str:
    """Return how some requests ended, the first of them named."""
    reason, first = reason_of(several[0].reason), several[0]
    said = f"{first.reason}: {reason.explain_en}" if reason else first.reason
    more = f" and {len(several) - 1} more" if len(several) > 1 else ""
    return f"{first.url}{more}: {said}"
