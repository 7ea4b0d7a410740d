"""Where a document stands on lists, whether it has left them, and who explains it."""

from dataclasses import dataclass

from archive.pages.framework import Datasette, Row, ask

# An attachment stands where its page does.
_LINKS = """
select l.*, s.name as site_name from document d
join link l on l.{column} in (d.url, iif(d.kind = 'attachment', d.parent, d.url))
left join site s on s.id = l.site
where d.id = :id and {condition} order by l.site, l.first_seen, l.list, l.url
"""
_ENTRIES = _LINKS.format(column="url", condition="l.explains is null")
_EXPLAINERS = _LINKS.format(column="explains", condition="l.explains is not null")


@dataclass(frozen=True, slots=True)
class Listed:
    """The entries of lists that name a document, and the explainers of it.

    `off` is the entry that was missed last where no list shows the document any more, None while
    one does.
    """

    entries: list[Row]
    explainers: list[Row]
    off: Row | None


async def listed(datasette: Datasette, document: str | None) -> Listed:
    """Return where the document of an id stands; nothing for one that stands nowhere."""
    key = {"id": document}
    entries = await ask(datasette, _ENTRIES, key)
    is_off = bool(entries) and all(entry["fate"] for entry in entries)
    off = max(entries, key=lambda entry: entry["absent_since"] or "") if is_off else None
    return Listed(entries, await ask(datasette, _EXPLAINERS, key), off)
