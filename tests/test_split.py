"""The clocks of the crawl's benchmark stand where the functions they time are looked up."""

from typing import Any

import pytest

from benchmarks.split import PARTS


@pytest.mark.parametrize(("owner", "name", "part"), PARTS)
def test_what_is_timed_is_there(owner: Any, name: str, part: str) -> None:
    assert callable(getattr(owner, name, None)), f"{part}: {owner.__name__}.{name} has moved"
