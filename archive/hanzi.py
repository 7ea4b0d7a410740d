"""Chinese text for the full-text index: every Han character is a word of its own.

SQLite's `unicode61` tokenizer takes a run of Han characters for one word, so 民政 would never be
found inside 市民政局. With a blank around every character the phrase query `"民 政"` finds it, in
any SQLite, without an extension.
"""

import re
import unicodedata

# CJK ideographs: the unified block, extension A, compatibility forms and the supplementary planes,
# plus 〇 and 々, which stand in numbers and names.
_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN}]|[^{_HAN}\s]+")


def segment(text: str) -> str:
    """Return text folded by NFKC with blanks around every Han character.

    >>> segment("２０１９年民政局report")
    '2019 年 民 政 局 report'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", text)))
