"""The official forms as data: one TOML file each, validated whole when loaded."""

from parsers.forms.loader import forms, load_forms
from parsers.forms.model import Chapter, Check, Column, Form, FormBlock, Row

__all__ = ["Chapter", "Check", "Column", "Form", "FormBlock", "Row", "forms", "load_forms"]
