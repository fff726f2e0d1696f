"""The craftsmen: a few processes that look at files, each watched, each replaceable at any moment."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import msgspec
import structlog

from kocmoc.studio.types import Order, Refused, Report, Work

PATIENCE_SECONDS = 60.0
# A process is let go after so many files, whatever its libraries have kept of them.
FILES_EACH = 200
MOST_WAITING = 100
_LONGEST_REPORT = 2**16

_log = structlog.get_logger("studio")


class Busy(Exception):
    """More files are waiting to be looked at than is reasonable."""


class Studio:
    """Takes orders for as many craftsmen as it has; they are hired when there is work."""

    def __init__(self, craftsmen: int = 2, patience: float = PATIENCE_SECONDS) -> None:
        self._patience = patience
        self._free = asyncio.Semaphore(craftsmen)
        self._idle: list[_Craftsman] = []
        self._waiting = 0

    async def work(self, order: Order) -> Work:
        """Raises Refused when the file is not to be kept, Busy when there is too much to do."""
        if self._waiting >= MOST_WAITING:
            raise Busy
        self._waiting += 1
        try:
            async with self._free:
                report = await self._hand_over(order)
        finally:
            self._waiting -= 1
        if report.work is None:
            raise Refused(report.trouble or "broken_file")
        return report.work

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            for craftsman in self._idle:
                await craftsman.dismiss()

    async def _hand_over(self, order: Order) -> Report:
        craftsman = self._idle.pop() if self._idle else await _Craftsman.hire()
        try:
            report = await asyncio.wait_for(craftsman.do(order), self._patience)
        except (TimeoutError, EOFError, OSError) as error:
            # It was killed by its limits, or a decoder crashed, or it would never have ended.
            _log.warning("craftsman_lost", error=repr(error))
            await craftsman.dismiss()
            return Report(trouble="broken_file")
        except BaseException:
            await craftsman.dismiss()
            raise
        if craftsman.done < FILES_EACH:
            self._idle.append(craftsman)
        else:
            await craftsman.dismiss()
        return report


class _Craftsman:
    """One process."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.done = 0

    @classmethod
    async def hire(cls) -> "_Craftsman":
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                "-m",
                "kocmoc.studio",
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env={},
                start_new_session=True,  # Ctrl-C is for the server, which tells us itself
                limit=_LONGEST_REPORT,
            )
        )

    async def do(self, order: Order) -> Report:
        """Raises EOFError or OSError when it does not live to the end of it."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin
        assert stdout
        stdin.write(msgspec.json.encode(order) + b"\n")
        await stdin.drain()
        line = await stdout.readline()
        if not line:
            raise EOFError
        self.done += 1
        return msgspec.json.decode(line, type=Report)

    async def dismiss(self) -> None:
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()
