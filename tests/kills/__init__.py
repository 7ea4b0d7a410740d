"""Crawls killed at random moments: `python -m tests.kills` is the long run behind `test_kills`."""
