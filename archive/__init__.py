"""Building, checking and publishing the archive."""
