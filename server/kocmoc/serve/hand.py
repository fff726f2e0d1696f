"""A worker as its supervisor sees it: started at once, told what to do later, ready at some time, gone one day."""

import asyncio
import signal
import socket
import subprocess
import sys
from contextlib import suppress

from kocmoc.core.bound import bound_to_us
from kocmoc.serve import orders
from kocmoc.serve.listen import Sockets
from kocmoc.serve.orders import Orders

LOOK_SECONDS = 0.25


class Hand:
    """The process begins to load while whatever it needs is still being started."""

    def __init__(self, sockets: Sockets) -> None:
        ours, theirs = socket.socketpair()
        descriptors = [each.fileno() for each in (theirs, *sockets)]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - ourselves
                [sys.executable, "-m", "kocmoc.serve.worker", *map(str, descriptors)],
                pass_fds=descriptors,
                stdin=subprocess.DEVNULL,
                process_group=0,  # Ctrl-C in the terminal is for us alone
                preexec_fn=bound_to_us(signal.SIGKILL),  # what we cannot look after any more must not hold our port
            )
        self._line = ours
        self._serves = False
        self._news = asyncio.Event()
        self._life: asyncio.Task[int] | None = None

    @property
    def pid(self) -> int:
        return self._process.pid

    def command(self, told: Orders) -> None:
        with suppress(OSError):  # it is gone already, and `becomes_ready` says so
            orders.give(self._line, told)

    async def becomes_ready(self) -> bool:
        """Whether it serves; False when it is gone instead."""
        self._watch()
        await self._news.wait()
        return self._serves

    async def is_gone(self) -> int:
        """Its exit code, once it is gone."""
        return await asyncio.shield(self._watch())

    async def leave(self, seconds: float) -> None:
        """Told to stop, and made to if that takes too long."""
        self._process.terminate()
        try:
            await asyncio.wait_for(self.is_gone(), seconds)
        except TimeoutError:
            self.end()
            await self.is_gone()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        if self._life is None:  # else whoever watches it closes the line: the loop must not lose a descriptor it knows
            self._line.close()

    def _watch(self) -> asyncio.Task[int]:
        if self._life is None:
            self._life = asyncio.create_task(self._live())
        return self._life

    async def _live(self) -> int:
        """It says once that it is ready; the end of the line says that it is gone, or the process itself does."""
        self._line.setblocking(False)
        loop = asyncio.get_running_loop()
        while (code := self._process.poll()) is None:
            try:
                word = await asyncio.wait_for(loop.sock_recv(self._line, 1), LOOK_SECONDS)
            except TimeoutError:
                continue
            except OSError:
                word = b""
            if word == orders.READY:
                self._serves = True
                self._news.set()
            elif not word:
                await asyncio.sleep(0.01)
        self._serves = False
        self._news.set()
        self._line.close()
        return code
