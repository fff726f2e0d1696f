"""The supervisor: it owns the sockets, PostgreSQL and NATS, and keeps as many workers serving as it was asked for.

It serves nobody itself and loads little, so there is hardly anything in it that could fail.
"""

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from kocmoc.core import log
from kocmoc.serve.ending import WORKERS_SECONDS, Ending
from kocmoc.serve.hand import Hand
from kocmoc.serve.listen import Sockets

LONGEST_PAUSE_SECONDS = 5.0
# Who lives no longer than this is started again only after a while.
SHORT_LIFE_SECONDS = 5.0
RENEWAL_SECONDS = 60.0

logger = log.get("serve")

Command = Callable[[Hand, bool], None]


class Foundation(Protocol):
    """What all workers stand on."""

    async def keep_alive(self) -> None: ...


class Supervisor:
    """`command(hand, first)` gives a worker its orders. Runs in the main thread, which its children's lives hang on."""

    def __init__(self, sockets: list[Sockets], hands: list[Hand], command: Command, ending: Ending) -> None:
        self._slots = sockets
        self._hands = hands
        self._command = command
        self._ending = ending
        self._stop = asyncio.Event()
        self._renew = asyncio.Event()

    async def run(self, *foundations: Foundation | None) -> int:
        """Until told to stop. Answers the exit code: that of a first worker which could not even start.

        The foundations (PostgreSQL, NATS) are kept alive meanwhile.
        """
        loop = asyncio.get_running_loop()
        self._ending.deed = lambda: _soon(loop, self._stop.set)
        self._ending.renewal = lambda: _soon(loop, self._renew.set)
        if self._ending.asked:
            self._stop.set()
        code = await self._start()
        guards = [asyncio.create_task(each.keep_alive()) for each in foundations if each is not None]
        try:
            if code == 0 and not self._stop.is_set():
                await self._keep()
        finally:
            for guard in guards:
                guard.cancel()
            await self._close()
        return code

    async def _start(self) -> int:
        """The first prepares the database for all; the others follow when it is ready."""
        first, *others = self._hands
        self._command(first, True)
        if not await self._unless_stopped(first.becomes_ready()):
            return 0 if self._stop.is_set() else await first.is_gone() or 1
        for hand in others:
            self._command(hand, False)
        return 0

    async def _keep(self) -> None:
        """Each slot has a worker; a renewal gives each of them another one."""
        keepers = [asyncio.create_task(self._keep_slot(slot)) for slot in range(len(self._slots))]
        renewal = asyncio.create_task(self._renew_when_asked())
        try:
            await self._stop.wait()
        finally:
            for task in (*keepers, renewal):
                task.cancel()
            await asyncio.wait((*keepers, renewal))

    async def _keep_slot(self, slot: int) -> None:
        pause = 0.0
        while True:
            hand, began = self._hands[slot], time.monotonic()
            code = await hand.is_gone()
            if self._hands[slot] is not hand:
                continue  # it was replaced
            logger.error("a worker died, starting another", pid=hand.pid, code=code)
            pause = min(pause * 2 + 0.2, LONGEST_PAUSE_SECONDS) if time.monotonic() - began < SHORT_LIFE_SECONDS else 0
            await asyncio.sleep(pause)
            self._hands[slot] = self._hire(slot)

    async def _renew_when_asked(self) -> None:
        while True:
            await self._renew.wait()
            self._renew.clear()
            logger.info("renewing the workers one by one")
            for slot in range(len(self._slots)):
                await self._replace(slot)

    async def _replace(self, slot: int) -> None:
        """The new one serves before the old one goes; if it does not come to that, the old one stays."""
        new = self._hire(slot)
        try:
            ready = await asyncio.wait_for(new.becomes_ready(), RENEWAL_SECONDS)
        except TimeoutError:
            ready = False
        if not ready:
            logger.error("a new worker does not start, the old one stays", pid=new.pid)
            return await new.leave(0)
        old, self._hands[slot] = self._hands[slot], new
        return await old.leave(WORKERS_SECONDS)

    def _hire(self, slot: int) -> Hand:
        hand = Hand(self._slots[slot])
        self._command(hand, False)
        return hand

    async def _close(self) -> None:
        """Nobody new is let in, and who is in has a little time."""
        for sockets in self._slots:
            for each in sockets:
                each.close()
        await asyncio.gather(*(hand.leave(WORKERS_SECONDS) for hand in self._hands))

    async def _unless_stopped(self, work: Coroutine[Any, Any, bool]) -> bool:
        stop, task = asyncio.create_task(self._stop.wait()), asyncio.create_task(work)
        await asyncio.wait((stop, task), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if not task.done():
            task.cancel()
            return False
        return task.result()


def _soon(loop: asyncio.AbstractEventLoop, deed: Callable[[], object]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop may have closed this very moment
        loop.call_soon_threadsafe(deed)
