"""Sending what was put off, when its time has come.

A message is written before its draft is taken away, and under the same `client_id` however often that is tried: a kill
in between, or two processes at once, still make one message. While the server is closed what is due waits.
"""

import asyncio
from collections.abc import Callable

import structlog

from kocmoc.core.db import Database
from kocmoc.core.errors import Problem, Unavailable
from kocmoc.messages.errors import MessageNotFound
from kocmoc.messages.journal import Extra, Journal, Letter
from kocmoc.messages.scheduled import store
from kocmoc.messages.scheduled.types import Due

TICK_SECONDS = 1.0
_BATCH = 100

_log = structlog.get_logger("scheduled")


class Dispatch:
    """Goes around every second."""

    def __init__(self, database: Database, journal: Journal, is_open: Callable[[], bool]) -> None:
        self._database = database
        self._journal = journal
        self._is_open = is_open

    async def send_due(self) -> None:
        """All that is due; in portions, so that no transaction lasts."""
        while self._is_open() and await self._send_some() == _BATCH:
            pass

    async def _send_some(self) -> int:
        async with self._database.transaction() as db:
            due = await store.take_due(db, _BATCH)
            sent = await asyncio.gather(*(self._send(each) for each in due))
            await store.done(db, [each.id for each, is_over in zip(due, sent, strict=True) if is_over])
        return sum(sent)

    async def _send(self, due: Due) -> bool:
        """Whether nothing is left to be done: it is sent, or will never be."""
        if due.is_barred:
            _log.info("scheduled_dropped", id=due.id, error="disabled")
            return True
        try:
            await self._append(due)
        except Unavailable as postponed:
            _log.warning("scheduled_postponed", id=due.id, error=repr(postponed))
            return False
        except Problem as refused:
            _log.info("scheduled_dropped", id=due.id, error=refused.code)
        return True

    async def _append(self, due: Due) -> None:
        try:
            await self._journal.append(_letter(due, due.kept.reply_to))
        except MessageNotFound:
            # What it answered is gone by now; what was to be said is not.
            await self._journal.append(_letter(due, None))


def _letter(due: Due, reply_to: int | None) -> Letter:
    kept = due.kept
    extra = Extra(
        entities=kept.entities,
        shared=kept.file_ids,
        type=kept.type,
        reply_to=reply_to,
        silent=kept.silent,
        is_typed=False,
    )
    return Letter(due.chat_id, due.user_id, due.client_id, kept.text, extra)
