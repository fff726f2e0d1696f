"""Reporting a message or a person."""

from kocmoc.core import ids, text
from kocmoc.core.db import Database, Db
from kocmoc.core.errors import FieldError, Invalid
from kocmoc.core.limits import Limits, Rate
from kocmoc.messages import MessageNotFound, place
from kocmoc.reports import store
from kocmoc.reports.types import NewReport, Report, from_row
from kocmoc.users import UserNotFound

LONGEST_REASON = 1024
RATE = Rate.per(30, 3600)
SWEEP_SECONDS = 3600.0
SWEEP_BATCH = 1000
# What has been settled is kept as long as somebody may ask about it. What is open is kept until somebody settles it.
KEEP_DAYS = 365


class Reports:
    """Takes reports, so many of each person; they are looked at by whoever administers the server."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._limits = limits

    async def add(self, db: Db, me_id: int, asked: NewReport) -> Report:
        reason = text.clean(asked.reason, "reason", LONGEST_REASON)
        if not text.is_visible(reason):
            raise Invalid.field("reason", "Expected to be told why")
        if (asked.message_id is None) == (asked.user_id is None):
            message = "Expected exactly one of `message_id` and `user_id`"
            raise Invalid(errors=(FieldError("message_id", message), FieldError("user_id", message)))
        self._limits.spend(f"report:{me_id}", RATE)
        if asked.message_id is not None:
            return await _about_message(db, me_id, asked.message_id, reason)
        return await _about_user(db, me_id, asked.user_id or "", reason)

    async def sweep(self) -> None:
        while await store.sweep(self._database, KEEP_DAYS, SWEEP_BATCH):
            pass


async def say_farewell(db: Db, user_id: int) -> None:
    """Somebody leaves for good: that they have reported something stays, their words about it go."""
    await store.silence(db, user_id)


async def _about_message(db: Db, me_id: int, message_id: str, reason: str) -> Report:
    row = await store.add_about_message(db, me_id, *place(message_id), reason)
    if row is None:
        raise MessageNotFound
    return from_row(*row.values())


async def _about_user(db: Db, me_id: int, user_id: str, reason: str) -> Report:
    row = await store.add_about_user(db, me_id, ids.parse(user_id, UserNotFound), reason)
    if row is None:
        raise UserNotFound
    return from_row(*row.values())
