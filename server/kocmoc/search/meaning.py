"""What was meant by words that are not quite right: those that are said and one slip away."""

from collections.abc import Sequence

from kocmoc.core import spelling
from kocmoc.core.db import Reader
from kocmoc.search import store
from kocmoc.search.question import Meant

# More that look alike are no slip, and more words than these nobody gets wrong at once.
MOST_LOOKED_AT = 200
MOST_MEANT = 10
MOST_WORDS = 8


async def find(reader: Reader, asked: Sequence[str]) -> list[Meant]:
    """Each word with those it may stand for; nothing when none of them stands for another."""
    found: list[Meant] = [[word, *await _alike(reader, word)] for word in asked[:MOST_WORDS]]
    found += [[word] for word in asked[MOST_WORDS:]]
    return found if any(len(meant) > 1 for meant in found) else []


async def _alike(reader: Reader, word: str) -> list[str]:
    if not spelling.is_doubtful(word):
        return []
    near = await store.list_alike(reader, spelling.neighbourhood(word), MOST_LOOKED_AT)
    return [each for each in near if spelling.is_slip(word, each)][:MOST_MEANT]
