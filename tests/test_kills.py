"""A crawl killed again and again; `make kills` is the long run, 200 kills over 2,000 pages."""

import random
from pathlib import Path

from tests.kills.storm import storm


def test_a_crawl_killed_at_random_moments_ends_whole(tmp_path: Path) -> None:
    """Every page once, every hash right, nothing asked for again after it was recorded."""
    seed = random.randrange(10**6)
    found = storm(tmp_path, pages=120, kills=6, seed=seed, tell=lambda _: None)
    assert (found.documents, found.is_whole) == (132, True), (seed, found)
