"""Limits over several processes: each tells the others at once what was spent, so that all of them count together.

Nobody is asked before a token is given, so nobody waits for the bus. Whoever asks two processes in the same millisecond
may get one token too many; it is counted all the same, and the next one is later for it.
"""

import asyncio
from collections import defaultdict

import msgspec

from kocmoc.core.bus import EVERYONE, Bus, News
from kocmoc.core.limits import Limits

SPENT = "@spent"


class Spent(msgspec.Struct, array_like=True):
    """Seconds of refilling that were taken from each bucket, or given back."""

    process: str
    seconds: dict[str, float]


class Sharing:
    """What happens in one turn of the loop is told together."""

    def __init__(self, limits: Limits, bus: Bus) -> None:
        self._limits = limits
        self._bus = bus
        self._spent: defaultdict[str, float] = defaultdict(float)
        limits.on_spent = self._note
        bus.subscribe(EVERYONE, self._hear)

    def _note(self, key: str, seconds: float) -> None:
        if not self._spent:
            asyncio.get_running_loop().call_soon(self._tell)
        self._spent[key] += seconds

    def _tell(self) -> None:
        spent, self._spent = self._spent, defaultdict(float)
        if self._bus.others():
            self._bus.publish(News(EVERYONE, SPENT, msgspec.json.encode(Spent(self._bus.name, spent))))

    def _hear(self, news: News) -> None:
        if news.name != SPENT:
            return
        spent = msgspec.json.decode(news.body, type=Spent)
        if spent.process != self._bus.name:
            for key, seconds in spent.seconds.items():
                self._limits.take_away(key, seconds)
