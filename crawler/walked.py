"""How the lists of one site were walked in a crawl: a tally of each, and notes on what is wrong."""

from dataclasses import replace

from crawler.health import Tally

MAX_NOTES = 20  # of one site


class Walked:
    """The tallies of a site's lists by address, as far as the crawl has come.

    `notes` say in words why the site has failed, if it has.
    """

    def __init__(self) -> None:
        self.tallies: dict[str, Tally] = {}
        self.notes: list[str] = []

    def begin(self, list_url: str, *, may_lack: bool = False) -> None:
        """Count for a list from now on; one that counts already goes on."""
        self.tallies.setdefault(list_url, Tally(list_url, may_lack=may_lack))

    def count(self, list_url: str, *, failure: str = "", **found: int) -> None:
        """Add to what is known of a list: pages, links, accepted; the first failure stands."""
        tally = self.tallies[list_url]
        more = {key: getattr(tally, key) + number for key, number in found.items()}
        self.tallies[list_url] = replace(tally, **more, failure=tally.failure or failure)

    def fail(self, list_url: str, note: str, reason: str) -> None:
        """Note that a list was not walked whole; *reason* is "" where its numbers say enough."""
        self.notes.append(note)
        self.count(list_url, failure=reason)

    def end(self, reason: str) -> None:
        """Keep the notes few; the last says why the crawl ended before its lists did, if so."""
        if len(self.notes) > MAX_NOTES:
            self.notes[MAX_NOTES:] = [f"and {len(self.notes) - MAX_NOTES} more"]
        if reason != "finished":
            self.notes.append(f"stopped: {reason}")
