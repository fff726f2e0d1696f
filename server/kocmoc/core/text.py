"""Text as people write it: made fit to be stored, and folded so that it can be found."""

import unicodedata

from kocmoc.core.errors import Invalid

# Letters and symbols by category, but drawn as nothing.
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Cs", "Zs", "Zl", "Zp"})


def clean(text: str, field: str, limit: int) -> str:
    """Text as it is stored: line feeds only, no outer blanks, at most `limit` code points. Raises Invalid."""
    if "\x00" in text:
        raise Invalid.field(field, "NUL is not allowed")
    text = text.replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise Invalid.field(field, f"Expected at most {limit} characters")
    return text


def is_visible(text: str) -> bool:
    """Whether anything of it can be seen."""
    return any(unicodedata.category(each) not in _UNSEEN and each not in _BLANK_LETTERS for each in text)


def fold(text: str) -> str:
    """What two spellings have in common: without case, ё as е, one blank between words.

    Folded here and stored, because what the database folds depends on its locale.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("ё", "е")
    return " ".join(folded.split())
