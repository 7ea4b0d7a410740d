"""What the published pages say: plain functions and values; the hooks are in `archive.plugins`."""
