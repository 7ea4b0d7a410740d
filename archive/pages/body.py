"""What stands around a body on its page: the names it is printed under, and who was it before."""

from archive.pages.framework import Datasette, Row, ask

_ALIASES = """
select name, group_concat(source) as sources, min(first_year) as first_year,
  max(last_year) as last_year
from (select * from agency_alias where agency = :id order by source)
group by name order by first_year, name
"""
_SUCCESSIONS = """
select s.year, s.kind, s.status, s.evidence, a.id, a.name,
  case when s.new = :id then 'before' else 'after' end as side
from agency_succession s
join agency a on a.id = case when s.new = :id then s.old else s.new end
where :id in (s.old, s.new) order by s.status, s.year, a.name
"""


async def body_around(datasette: Datasette, id_: str) -> dict[str, list[Row]]:
    """Return the aliases and successions of a body; those only proposed say so in `status`."""
    key = {"id": id_}
    return {
        "aliases": await ask(datasette, _ALIASES, key),
        "successions": await ask(datasette, _SUCCESSIONS, key),
    }
