"""One batch of the journal, from its locks to the answer for each entry in it."""

import asyncio
from asyncio import Future
from collections.abc import Callable
from time import monotonic
from typing import NamedTuple
from uuid import UUID

import asyncpg
import msgspec
import structlog

from kocmoc.core.db import AWAY, Database
from kocmoc.core.errors import Forbidden, Invalid, NotFound, Problem, Unavailable
from kocmoc.messages import store
from kocmoc.messages.errors import ChatNotFound, JournalClosed, NotAccepted
from kocmoc.messages.types import Message, from_row

LOCK_TIMEOUT = "2s"
MAX_BACKOFF_SECONDS = 0.5

_log = structlog.get_logger("journal")

_AGAIN = (*AWAY, asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, Unavailable)
_REFUSALS: dict[str, type[NotFound | Forbidden]] = {
    "no_such_chat": ChatNotFound,
    "not_accepted": NotAccepted,
    "forbidden": Forbidden,
}


class Entry(msgspec.Struct, frozen=True):
    """A message to be written, its text already clean."""

    chat_id: int
    sender_id: int
    client_id: UUID
    type: str
    text: str


class Receipt(NamedTuple):
    """What became of an entry: the message as it is now, and whether this entry made it."""

    message: Message
    is_new: bool


class Waiting(NamedTuple):
    """An entry, whoever waits for its receipt, and until when it is worth trying."""

    entry: Entry
    receipt: "Future[Receipt]"
    deadline: float

    def is_late(self, now: float) -> bool:
        """Whether its time is over; then whoever waits is told so."""
        late = self.deadline < now
        if late:
            self.refuse(Unavailable("The message could not be written in time; send it again.", retry_after=2))
        return late

    def grant(self, receipt: Receipt) -> None:
        if not self.receipt.done():
            self.receipt.set_result(receipt)

    def refuse(self, problem: Problem) -> None:
        if not self.receipt.done():
            self.receipt.set_exception(problem)


class Writer:
    """Writes batches. `announce` hears of every message that is new, after its commit and in order."""

    def __init__(self, database: Database, announce: Callable[[Message], None]) -> None:
        self._database = database
        self._announce = announce

    async def write(self, batch: list[Waiting], *, patiently: bool, again: bool = False) -> list[Waiting]:
        """See a batch through: again after a lost connection, in halves when something in it is poison.

        Returns the entries whose chat somebody else has locked; `patiently` waits for the lock instead.
        """
        backoff = 0.01
        while batch := _still_wanted(batch):
            try:
                return await self._commit(batch, patiently=patiently, again=again)
            except _AGAIN as error:
                # A COMMIT whose answer was lost may have happened. Writing the same client_ids again finds out.
                _log.warning("batch_again", size=len(batch), error=repr(error))
                await asyncio.sleep(backoff)
                backoff, again = min(backoff * 2, MAX_BACKOFF_SECONDS), True
            except asyncpg.PostgresError as error:
                return await self._halve(batch, error, patiently=patiently, again=again)
            except asyncio.CancelledError:
                refuse_all(batch, JournalClosed())
                raise
        return []

    async def _halve(
        self, batch: list[Waiting], error: asyncpg.PostgresError, *, patiently: bool, again: bool
    ) -> list[Waiting]:
        if len(batch) == 1:
            _log.error("entry_refused", error=repr(error))
            batch[0].refuse(Invalid("The database refused this message."))
            return []
        middle = len(batch) // 2
        locked = await self.write(batch[:middle], patiently=patiently, again=again)
        return locked + await self.write(batch[middle:], patiently=patiently, again=again)

    async def _commit(self, batch: list[Waiting], *, patiently: bool, again: bool) -> list[Waiting]:
        async with self._database.transaction() as db:
            if patiently:
                await db.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
            chats = await store.lock(db, sorted({each.entry.chat_id for each in batch}), patiently=patiently)
            # A chat that does not exist is nobody's to lock; the statement itself says so of each draft.
            ours = [each for each in batch if chats.get(each.entry.chat_id, True)]
            rows = await store.write(db, columns([each.entry for each in ours])) if ours else []
        self._settle(ours, rows, again=again)
        return [each for each in batch if not chats.get(each.entry.chat_id, True)]

    def _settle(self, batch: list[Waiting], rows: list[asyncpg.Record], *, again: bool) -> None:
        """Answer every entry of a committed batch, and announce what is new.

        When it is written `again`, what is known may be of the first time, when nobody lived to announce it. If it was
        announced after all, versions make the second time harmless.
        """
        found: dict[tuple[int, int, UUID], Message] = {}
        for row in sorted(rows, key=_turn):
            waiting, outcome = batch[row["n"] - 1], row["outcome"]
            key = (row["chat_id"], row["sender_id"], row["client_id"])
            if outcome in ("known", "written"):
                found[key] = from_row(row)
            if key in found:
                waiting.grant(Receipt(found[key], is_new=outcome == "written"))
            else:
                waiting.refuse(_REFUSALS[outcome]())
            if outcome == "written" or (again and outcome == "known"):
                self._announce(found[key])


def columns(entries: list[Entry]) -> store.Columns:
    """Entries as the arrays the statement takes."""
    return (
        [each.chat_id for each in entries],
        [each.sender_id for each in entries],
        [each.client_id for each in entries],
        [each.type for each in entries],
        [each.text for each in entries],
    )


def refuse_all(batch: list[Waiting], problem: Problem) -> None:
    for waiting in batch:
        waiting.refuse(problem)


def _turn(row: asyncpg.Record) -> int:
    place: int = row["n"]
    return place


def _still_wanted(batch: list[Waiting]) -> list[Waiting]:
    """Those somebody still waits for."""
    now = monotonic()
    return [waiting for waiting in batch if not waiting.is_late(now) and not waiting.receipt.done()]
