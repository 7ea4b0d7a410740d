"""Pure reading of annual reports: bytes in, frozen values out."""
