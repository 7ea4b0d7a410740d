"""What the parsers raise: of a document nothing can be made, or our own forms are wrong."""


class ParseError(Exception):
    """Nothing can be made of a document; the message is one line for a person."""


class NotAReport(ParseError):  # noqa: N818 - reads as the sentence it stands for
    """The document is readable but holds no annual report (raised by `parse_report`)."""


class UnreadableDocument(ParseError):  # noqa: N818 - reads as the sentence it stands for
    """The bytes are empty, damaged, hostile or of a medium we do not read (raised by readers)."""


class NeedsOcr(UnreadableDocument):
    """The document is a picture and OCR was not asked for (raised by readers)."""


class FormError(Exception):
    """A form's TOML is wrong; raised when the forms are loaded, names file and key."""
