"""The queue of the journal, the only writer of messages.

Callers hand in a change and wait; they hold no connection and no transaction. A flusher takes everything that is
waiting, writes it in one transaction and answers all of them. While one batch commits the next one fills, so there is
no timer, and no added delay when idle: a lone message is a batch of one.

A chat that somebody else has locked (a kick, a slow transaction, another process) does not hold up the others: its
changes wait in a lane of their own, in order, until the lock is theirs.
"""

import asyncio
from asyncio import Future, Task
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from time import monotonic

import structlog

from kocmoc.core import meters
from kocmoc.core.errors import Internal
from kocmoc.messages.errors import JournalClosed, JournalFull
from kocmoc.messages.journal.changes import Change, Receipt
from kocmoc.messages.journal.writing import PATIENCE_SECONDS, Compose, Waiting, Writer, refuse_all

WATCH_SECONDS = 1.0

_log = structlog.get_logger("journal")


class Journal:
    """Accepts changes from any number of callers and has them written together."""

    def __init__(self, writer: Writer, *, batch: int = 512, capacity: int = 20_000) -> None:
        self._writer = writer
        self._batch = batch
        self._capacity = capacity
        self._queue: deque[Waiting] = deque()
        self._lanes: dict[int, deque[Waiting]] = {}
        self._lane_tasks: set[Task[None]] = set()
        self._waiting: dict[Future[Receipt], Waiting] = {}
        self._wake = asyncio.Event()
        self._flusher: Task[None] | None = None
        self._watch: Task[None] | None = None
        self._closing = False

    def append(self, change: Change) -> Future[Receipt]:
        """Gives the change its place in the queue, and the receipt there will be when it is committed.

        The receipt raises the reason it was refused, or Unavailable when nobody knows. In the latter case it may be
        sent again under the same `client_id`: it will not be written twice.
        """
        if self._closing:
            raise JournalClosed
        if max(len(self._waiting), len(self._queue)) >= self._capacity:
            raise JournalFull
        receipt: Future[Receipt] = asyncio.get_running_loop().create_future()
        waiting = self._waiting[receipt] = Waiting(change, receipt, monotonic() + PATIENCE_SECONDS)
        receipt.add_done_callback(self._waited)
        self._queue.append(waiting)
        self._wake.set()
        return receipt

    def _waited(self, receipt: Future[Receipt]) -> None:
        waiting = self._waiting.pop(receipt)
        meters.waits.observe(PATIENCE_SECONDS - waiting.deadline + monotonic())

    async def append_together(self, chat_ids: Sequence[int], compose: Compose) -> list[Receipt]:
        """Letters for several chats, all of them or none; in a transaction of their own, which can wait for them."""
        if self._closing:
            raise JournalClosed
        return await self._writer.write_together(chat_ids, compose)

    @property
    def waiting(self) -> int:
        """How many changes are not committed yet."""
        return len(self._waiting)

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """At work while the block lasts."""
        self.start()
        try:
            yield
        finally:
            await self.close()

    def start(self) -> None:
        self._flusher = asyncio.create_task(self._flush(), name="journal")
        self._watch = asyncio.create_task(self._give_up(), name="patience of the journal")

    async def close(self, patience: float = 5.0) -> None:
        """Take nothing more, write what was taken, stop."""
        self._closing = True
        self._wake.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(patience):
                await self._finish()
        late = [task for task in (self._flusher, self._watch, *self._lane_tasks) if task]
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late, timeout=1)  # a frozen database does not even let go in time
        refuse_all(list(self._waiting.values()), JournalClosed())

    async def _finish(self) -> None:
        while tasks := [task for task in (self._flusher, *self._lane_tasks) if task and not task.done()]:
            await asyncio.wait(tasks)

    async def _give_up(self) -> None:
        """Nobody waits longer than promised, not even for a database that neither answers nor fails."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            now = monotonic()
            for waiting in self._waiting.values():  # in the order of their deadlines
                if not waiting.is_late(now):
                    break

    async def _flush(self) -> None:
        while self._queue or not self._closing:
            if not self._queue:
                self._wake.clear()
                await self._wake.wait()
            for waiting in await self._write(self._take(), patiently=False):
                self._lane(waiting.change.chat_id).append(waiting)

    def _take(self) -> list[Waiting]:
        """The next batch. Changes of a chat that has a lane queue up there, so that its order is kept."""
        batch: list[Waiting] = []
        while self._queue and len(batch) < self._batch:
            waiting = self._queue.popleft()
            self._lanes.get(waiting.change.chat_id, batch).append(waiting)
        return batch

    def _lane(self, chat_id: int) -> deque[Waiting]:
        if chat_id not in self._lanes:
            self._lanes[chat_id] = deque()
            task = asyncio.create_task(self._clear_lane(chat_id), name=f"journal of chat {chat_id}")
            self._lane_tasks.add(task)
            task.add_done_callback(self._lane_tasks.discard)
        return self._lanes[chat_id]

    async def _clear_lane(self, chat_id: int) -> None:
        lane = self._lanes[chat_id]
        while lane:
            await self._write([lane.popleft() for _ in range(min(len(lane), self._batch))], patiently=True)
        del self._lanes[chat_id]

    async def _write(self, batch: list[Waiting], *, patiently: bool) -> list[Waiting]:
        try:
            return await self._writer.write(batch, patiently=patiently) if batch else []
        except Exception:
            # Whatever this is, the next batch must not suffer for it, and nobody may wait for ever.
            _log.exception("batch_failed", size=len(batch))
            refuse_all(batch, Internal())
            return []
