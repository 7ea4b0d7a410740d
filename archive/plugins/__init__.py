"""Datasette's hooks, one file per concern; what they call is in `archive.pages`."""
