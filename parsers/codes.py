"""Codes that identify bodies: 统一社会信用代码 (GB 32100) and 组织机构代码 (GB 11714), verified.

Both end in a check digit. Where it does not fit, the text is no code: it stays evidence, with the
doubt said by whoever asked.
"""

import re
from dataclasses import dataclass
from typing import Literal

from parsers.text import squeezed

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100: no I, O, S, V, Z
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
# 登记部门 1 is 机构编制, which registers every administrative body and public institution.
_CREDIT = re.compile(r"(?<![0-9A-Z])1[1-9]\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])")
_ORGANISATION = re.compile(r"[0-9A-HJ-NPQRTUWXY]{8}-?[0-9X]")
_INDEX_NUMBER = re.compile(r"([0-9A-Za-z]{2,30}(?:-[0-9X](?=/))?)[/-]\d{4}[-/][0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Code:
    """What the head of an 索引号 is; `is_valid`: the check digit fits (a slug has none).

    A slug is the site's own name for the body; it identifies nobody outside of it.
    """

    kind: Literal["credit", "organisation", "slug"]
    text: str
    is_valid: bool

    @property
    def division(self) -> str:
        """The six digits of the place of registration, which may have changed since; or ""."""
        return self.text[2:8] if self.kind == "credit" else ""


def credit_check(code: str) -> str:
    """Return the check digit of the first 17 characters of a credit code.

    >>> credit_check("11341702486344515")
    'H'
    """
    total = sum(
        _ALPHABET.index(char) * weight for char, weight in zip(code[:17], _WEIGHTS, strict=True)
    )
    return _ALPHABET[-total % 31]


def organisation_check(code: str) -> str:
    """Return the check digit of the first 8 characters of an organisation code.

    >>> organisation_check("01441633")
    '0'
    """
    pairs = zip(code[:8], _ORGANISATION_WEIGHTS, strict=True)
    rest = -sum(int(char, 36) * weight for char, weight in pairs) % 11
    return "X" if rest == 10 else str(rest)


def is_credit_code(text: str) -> bool:
    """Say whether a text is a credit code of a public body whose check digits both fit."""
    if not _CREDIT.fullmatch(text) or credit_check(text) != text[17]:
        return False
    return organisation_check(text[8:16]) == text[16]


def codes_in(text: str) -> tuple[Code, ...]:
    """Return the codes of an 索引号: credit codes, else an organisation code or a slug.

    >>> [code.kind for code in codes_in("11341702486344515H/202110-00013")]
    ['credit']
    >>> codes_in("kysrmzf/2026-00017")
    (Code(kind='slug', text='kysrmzf', is_valid=True),)
    """
    line = squeezed(text)
    if found := tuple(dict.fromkeys(_CREDIT.findall(line.upper()))):
        return tuple(Code("credit", each, is_credit_code(each)) for each in found)
    match = _INDEX_NUMBER.fullmatch(line)
    return (_head(match[1]),) if match else ()


def _head(head: str) -> Code:
    if not _ORGANISATION.fullmatch(head):
        return Code("slug", head, is_valid=True)
    code = head.replace("-", "")
    return Code("organisation", code, organisation_check(code) == code[8])
