"""Whose name was meant by one that is not quite right."""

import re

from kocmoc.core import spelling
from kocmoc.core.db import Reader
from kocmoc.users import store

_WORD = re.compile(r"[^\W_]+")
# More words are no name, and more that look alike are no slip.
MOST_WORDS = 4
MOST_ALIKE = 200


async def find(reader: Reader, query: str) -> list[str]:
    """What the query may have been, with one word in it put right."""
    words = [each for each in _WORD.finditer(query) if spelling.is_doubtful(each.group())][:MOST_WORDS]
    return [
        query[: word.start()] + right + query[word.end() :]
        for word in words
        for right in await store.list_alike(reader, spelling.neighbourhood(word.group()), MOST_ALIKE)
        if spelling.is_slip(word.group(), right)
    ]
