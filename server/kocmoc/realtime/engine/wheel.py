"""One timer for everybody. Heartbeats and deadlines are rounded up to a step and share its wake-up."""

from __future__ import annotations

import asyncio
from math import ceil
from typing import Protocol


class Sleeper(Protocol):
    """Whoever wants to be woken: `tick` belongs to the wheel, -1 while nothing is scheduled."""

    tick: int

    def wake(self) -> None: ...


class Wheel:
    """Wakes each sleeper once, not before its time and at most one step after it."""

    __slots__ = ("_armed", "_loop", "_slots", "_step", "_timer")

    def __init__(self, loop: asyncio.AbstractEventLoop, step: float) -> None:
        self._loop = loop
        self._step = step
        self._slots: dict[int, set[Sleeper]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._armed = 0

    def schedule(self, sleeper: Sleeper, when: float) -> None:
        """Wakes the sleeper at that loop time, instead of any earlier arrangement."""
        self.cancel(sleeper)
        sleeper.tick = tick = ceil(when / self._step)
        slot = self._slots.get(tick)
        if slot is None:
            slot = self._slots[tick] = set()
        slot.add(sleeper)
        if self._timer is None or tick < self._armed:
            self._arm(tick)

    def cancel(self, sleeper: Sleeper) -> None:
        if sleeper.tick < 0:
            return
        slot = self._slots[sleeper.tick]
        slot.discard(sleeper)
        if not slot:
            del self._slots[sleeper.tick]
        sleeper.tick = -1

    def _arm(self, tick: int) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._armed = tick
        self._timer = self._loop.call_at(tick * self._step, self._turn)

    def _turn(self) -> None:
        self._timer = None
        # asyncio may call a timer one clock resolution early; whoever sleeps until this tick is due all the same.
        now = max(self._armed, int(self._loop.time() / self._step))
        for tick in sorted(tick for tick in self._slots if tick <= now):
            self._wake(self._slots.get(tick, set()))
        if self._slots:
            self._arm(min(self._slots))

    def _wake(self, slot: set[Sleeper]) -> None:
        while slot:  # Waking one may cancel another, so each is taken out as its turn comes.
            sleeper = next(iter(slot))
            self.cancel(sleeper)
            sleeper.wake()
