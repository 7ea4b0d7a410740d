"""Finding, fetching and keeping the reports."""
