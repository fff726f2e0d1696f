"""How many of something all processes have together. Each tells the others what it has: changes at once, and at times
everything, for those who have just come."""

import asyncio
from collections import Counter
from time import monotonic

import msgspec

from kocmoc.core.bus import EVERYONE, Bus, News

HELD = "@held"
ALL_SECONDS = 15.0


class Part(msgspec.Struct, array_like=True):
    """What one process has now: of these things, or (`is_all`) of all."""

    process: str
    counts: dict[str, int]
    is_all: bool = False


class Tally:
    """Nobody is asked before something is taken, so nobody waits for the bus. Without one each process counts alone."""

    def __init__(self, bus: Bus) -> None:
        self._bus = bus
        self._here: Counter[str] = Counter()
        self._elsewhere: dict[str, dict[str, int]] = {}
        self._changed: set[str] = set()
        self._known: set[str] = set()
        self._told_all_at = 0.0
        bus.subscribe(EVERYONE, self._hear)
        bus.on_loss(lambda subject: self._known.clear() if subject is None else None)

    def count(self, key: str) -> int:
        return self._here[key] + sum(part.get(key, 0) for part in self._elsewhere.values())

    def take(self, key: str) -> None:
        self._here[key] += 1
        self._tell_soon(key)

    def give_back(self, key: str) -> None:
        self._here[key] -= 1
        if not self._here[key]:
            del self._here[key]
        self._tell_soon(key)

    async def tick(self) -> None:
        """Tell everything where it is not known yet, and forget what processes had that are gone."""
        present, now = self._bus.others(), monotonic()
        if present - self._known or now - self._told_all_at > ALL_SECONDS:
            self._told_all_at = now
            self._tell(dict(self._here), is_all=True)
        self._known = present
        for process in self._elsewhere.keys() - present:
            del self._elsewhere[process]

    def _tell_soon(self, key: str) -> None:
        """Whatever happens in one turn of the loop is told together."""
        if not self._changed:
            asyncio.get_running_loop().call_soon(self._tell_changes)
        self._changed.add(key)

    def _tell_changes(self) -> None:
        changed, self._changed = self._changed, set()
        self._tell({key: self._here[key] for key in changed})

    def _tell(self, counts: dict[str, int], *, is_all: bool = False) -> None:
        if self._bus.others():
            self._bus.publish(News(EVERYONE, HELD, msgspec.json.encode(Part(self._bus.name, counts, is_all))))

    def _hear(self, news: News) -> None:
        if news.name != HELD:
            return
        part = msgspec.json.decode(news.body, type=Part)
        if part.process == self._bus.name:
            return
        theirs = self._elsewhere.setdefault(part.process, {})
        if part.is_all:
            theirs.clear()
        for key, count in part.counts.items():
            if count:
                theirs[key] = count
            else:
                theirs.pop(key, None)
