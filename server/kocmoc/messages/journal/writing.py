"""One batch of the journal, from its locks to the answer for each change in it."""

import asyncio
from asyncio import Future
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import NamedTuple

import asyncpg
import structlog

from kocmoc.core import meters
from kocmoc.core.db import AWAY, Database, Db
from kocmoc.core.errors import Invalid, Problem, Unavailable
from kocmoc.messages.errors import JournalClosed
from kocmoc.messages.journal import store
from kocmoc.messages.journal.changes import Change, Outcome, Receipt, Stale
from kocmoc.messages.journal.letters import Letter
from kocmoc.messages.journal.stages import stages

LOCK_TIMEOUT = "2s"
MAX_BACKOFF_SECONDS = 0.5
PATIENCE_SECONDS = 10.0

_log = structlog.get_logger("journal")

Compose = Callable[[Db], Awaitable[list[Letter]]]

_AGAIN = (*AWAY, asyncpg.LockNotAvailableError, asyncpg.DeadlockDetectedError, Unavailable)


class Waiting(NamedTuple):
    """A change, whoever waits for its receipt, and until when it is worth trying."""

    change: Change
    receipt: "Future[Receipt]"
    deadline: float

    def is_late(self, now: float) -> bool:
        """Whether its time is over; then whoever waits is told so."""
        late = self.deadline < now
        if late:
            self.refuse(Unavailable("The message could not be written in time; send it again.", retry_after=2))
        return late

    def answer(self, answer: Receipt | Problem) -> None:
        if isinstance(answer, Problem):
            self.refuse(answer)
        elif not self.receipt.done():
            self.receipt.set_result(answer)

    def refuse(self, problem: Problem) -> None:
        if not self.receipt.done():
            self.receipt.set_exception(problem)


Settled = list[tuple[Waiting, Outcome]]


class Writer:
    """Writes batches. `announce` hears of everything that has changed, after its commit and in order."""

    def __init__(self, database: Database, announce: Callable[[str, object], object]) -> None:
        self._database = database
        self._announce = announce

    async def write(self, batch: list[Waiting], *, patiently: bool, again: bool = False) -> list[Waiting]:
        """See a batch through: again after a lost connection, in halves when something in it is poison.

        Returns the changes whose chat somebody else has locked; `patiently` waits for the lock instead.
        """
        backoff = 0.01
        while batch := _still_wanted(batch):
            try:
                return await self._commit(batch, patiently=patiently, again=again)
            except _AGAIN as error:
                # A COMMIT whose answer was lost may have happened. Every change can be written twice and finds out.
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
            _log.error("change_refused", error=repr(error))
            batch[0].refuse(Invalid("The database refused this message."))
            return []
        middle = len(batch) // 2
        locked = await self.write(batch[:middle], patiently=patiently, again=again)
        return locked + await self.write(batch[middle:], patiently=patiently, again=again)

    async def write_together(self, chat_ids: Sequence[int], compose: Compose) -> list[Receipt]:
        """Letters for several chats, all of them or none. `compose` makes them when the chats are held."""
        deadline, backoff, again = monotonic() + PATIENCE_SECONDS, 0.01, False
        while True:
            try:
                return await self._commit_together(chat_ids, compose, again=again)
            except _AGAIN as error:
                if monotonic() > deadline:
                    raise Unavailable(retry_after=2) from None
                _log.warning("letters_again", size=len(chat_ids), error=repr(error))
                await asyncio.sleep(backoff)
                backoff, again = min(backoff * 2, MAX_BACKOFF_SECONDS), True

    async def _commit_together(self, chat_ids: Sequence[int], compose: Compose, *, again: bool) -> list[Receipt]:
        async with self._database.transaction() as db:
            await db.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
            await store.lock(db, sorted(chat_ids), patiently=True)
            letters = await compose(db)
            outcomes = await Letter.write(db, letters)
            receipts = [_require_receipt(outcome) for outcome in outcomes]
        for letter, outcome in zip(letters, outcomes, strict=True):
            self._tell(letter, outcome, again=again)
        return receipts

    async def _commit(self, batch: list[Waiting], *, patiently: bool, again: bool) -> list[Waiting]:
        letters = [each.change for each in batch if isinstance(each.change, Letter) and each.change.is_plain]
        if len(letters) == len(batch) and not patiently:
            return await self._commit_letters(batch, letters, again=again)
        async with self._database.transaction() as db:
            if patiently:
                await db.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
            chats = await store.lock(db, sorted({each.change.chat_id for each in batch}), patiently=patiently)
            # A chat that does not exist is nobody's to lock; the statements say so of each change.
            settled = await _write([each for each in batch if chats.get(each.change.chat_id, True)], db)
        meters.batches.observe(len(settled))
        self._settle(settled, again=again)
        return [each for each in batch if not chats.get(each.change.chat_id, True)]

    async def _commit_letters(self, batch: list[Waiting], letters: list[Letter], *, again: bool) -> list[Waiting]:
        """One statement instead of four, and no transaction around it."""
        outcomes = await Letter.write_at_once(self._database, letters)
        settled = [(waiting, outcome) for waiting, outcome in zip(batch, outcomes, strict=True) if outcome]
        meters.batches.observe(len(settled))
        self._settle(settled, again=again)
        return [waiting for waiting, outcome in zip(batch, outcomes, strict=True) if outcome is None]

    def _settle(self, settled: Settled, *, again: bool) -> None:
        """Answer every change of a committed batch, and announce what is new.

        When it is written `again`, what is not new may be of the first time, when nobody lived to announce it: those
        who hold that chat are told that they may be behind.
        """
        for waiting, outcome in settled:
            waiting.answer(outcome.answer)
            self._tell(waiting.change, outcome, again=again)

    def _tell(self, change: Change, outcome: Outcome, *, again: bool) -> None:
        for name, event in outcome.news:
            self._announce(name, event)
        if again and isinstance(outcome.answer, Receipt) and not outcome.answer.is_new:
            self._announce("chat.stale", Stale(change.chat_id, outcome.answer.message.version))


async def _write(batch: list[Waiting], db: Db) -> Settled:
    settled: Settled = []
    for stage in stages(batch):
        kind = type(stage[0].change)
        settled += zip(stage, await kind.write(db, [each.change for each in stage]), strict=True)
    return settled


def _require_receipt(outcome: Outcome) -> Receipt:
    if isinstance(outcome.answer, Problem):
        raise outcome.answer
    return outcome.answer


def refuse_all(batch: list[Waiting], problem: Problem) -> None:
    for waiting in batch:
        waiting.refuse(problem)


def _still_wanted(batch: list[Waiting]) -> list[Waiting]:
    """Those somebody still waits for."""
    now = monotonic()
    return [waiting for waiting in batch if not waiting.is_late(now) and not waiting.receipt.done()]
