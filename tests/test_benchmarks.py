"""Benchmarks time functions by their names: a name that is gone must not wait for `make bench`."""

import pytest

from benchmarks.split import PARTS


@pytest.mark.parametrize(("owner", "name"), [(owner, name) for owner, name, _ in PARTS])
def test_what_the_split_of_a_page_s_cost_times_is_there(owner: object, name: str) -> None:
    """Each part is a function of the crawl, looked up where it is called."""
    assert callable(getattr(owner, name))
