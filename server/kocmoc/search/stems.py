"""The stems of words, as the database finds them. People mostly say the same words, so it is seldom asked."""

from collections.abc import Set as AbstractSet

from kocmoc.core.db import Reader
from kocmoc.search import store

# About 10 MB of Russian words, and a batch; past that it begins anew.
_REMEMBERED = 50_000


class Stems:
    """They depend on nothing but the word, so what is remembered stays true."""

    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    async def of(self, reader: Reader, words: AbstractSet[str]) -> dict[str, str]:
        """The stem of each."""
        known = words & self._known.keys()
        stems = {word: self._known[word] for word in known}
        if new := words - known:
            stems |= await store.find_stems(reader, [*new])
            if len(self._known) + len(new) > _REMEMBERED:
                self._known.clear()
            self._known |= stems
        return stems
