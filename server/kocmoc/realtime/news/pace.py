"""How often one subject may be spoken of."""

import asyncio
from collections.abc import Callable

SECONDS = 1.0


class Pace:
    """`say` is called for a subject at once, and again at the earliest a second later, however often it is due."""

    def __init__(self, say: Callable[[int], None]) -> None:
        self._say = say
        self._resting: dict[int, asyncio.TimerHandle] = {}
        self._due: set[int] = set()

    def due(self, subject: int) -> None:
        if subject in self._resting:
            self._due.add(subject)
        else:
            self._resting[subject] = asyncio.get_running_loop().call_later(SECONDS, self.rested, subject)
            self._say(subject)

    def rested(self, subject: int) -> None:
        """Its second is over."""
        if timer := self._resting.pop(subject, None):
            timer.cancel()
        if subject in self._due:
            self._due.discard(subject)
            self.due(subject)

    def close(self) -> None:
        for timer in self._resting.values():
            timer.cancel()
