"""The stems of words, as the database finds them. People mostly say the same words, so it is seldom asked."""

from collections.abc import Set as AbstractSet

from kocmoc.core.db import Reader
from kocmoc.search import store

# About 10 MB of Russian words; past that it begins anew.
_REMEMBERED = 50_000


class Stems:
    """They depend on nothing but the word, so what is remembered stays true."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    async def of(self, reader: Reader, words: AbstractSet[str]) -> dict[str, str]:
        """What is known, these words among it."""
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        if new := words - self._known.keys():
            self._known |= await store.find_stems(reader, [*new])
        return self._known
