"""The post office: takes letters at once, and sees them through behind the answer."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from time import monotonic

from kocmoc.core import jobs, log
from kocmoc.core.errors import Unavailable
from kocmoc.mail.carrier import Away, Carrier, Refused
from kocmoc.mail.letter import Letter, write

MOST_WAITING = 1000
HANDS = 4
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
CLOSING_SECONDS = 2.0
SWEEP_SECONDS = 3600.0

_log = log.get("mail")


class Post:
    """Only so many letters wait, and each only as long as it is worth reading."""

    def __init__(self, carrier: Carrier, sender: str) -> None:
        self._carrier = carrier
        self._sender = sender
        self._hands = asyncio.Semaphore(HANDS)
        self._under_way: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with jobs.every(SWEEP_SECONDS, self._carrier.sweep):
            try:
                yield
            finally:
                await self._close()

    def require_room(self) -> None:
        """Raises Unavailable while too many letters wait. Asked before it is known whether there is one to send."""
        if len(self._under_way) >= MOST_WAITING:
            raise Unavailable("Too many letters are waiting to be sent; try again in a moment.", retry_after=10)

    def send_later(self, letter: Letter, worth_seconds: float) -> None:
        """Deliver it soon, or not at all once it is no longer worth reading."""
        task = asyncio.create_task(self._see_through(letter, monotonic() + worth_seconds))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _see_through(self, letter: Letter, until: float) -> None:
        for pause in _pauses():
            try:
                async with self._hands:
                    await self._carrier.carry(write(letter, self._sender))
                return
            except Refused as refusal:
                _log.warning("mail_refused", reason=str(refusal))
                return
            except Away as absence:
                lost = monotonic() + pause > until
                _log.warning("mail_lost" if lost else "mail_postponed", reason=str(absence))
                if lost:
                    return
            except Exception:
                _log.exception("mail_failed")
                return
            await asyncio.sleep(pause)

    async def _close(self) -> None:
        """What is on its way may arrive; what waits for a better moment will not have one."""
        if self._under_way:
            _, late = await asyncio.wait(self._under_way, timeout=CLOSING_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


def _pauses() -> Iterator[float]:
    pause = FIRST_PAUSE_SECONDS
    while True:
        yield pause
        pause = min(pause * 2, LONGEST_PAUSE_SECONDS)
