"""Putting messages off, and looking at what waits."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import msgspec

from kocmoc.core import clock, ids, pages
from kocmoc.core.db import Db, Reader
from kocmoc.core.errors import Invalid, NotFound
from kocmoc.messages.actions import Messages
from kocmoc.messages.errors import AlreadySent, ChatNotFound, ScheduledNotFound, TooManyScheduled, refusal
from kocmoc.messages.journal import Extra, look_up
from kocmoc.messages.reading import find_sent, require_chat
from kocmoc.messages.rows import message_id
from kocmoc.messages.scheduled import store
from kocmoc.messages.scheduled.types import Kept, LaterDraft, Scheduled, ScheduledList
from kocmoc.uploads import Attachment

MOST_IN_A_CHAT = 100
LONGEST_WAIT = timedelta(days=366)
_BEGINNING = (datetime(1, 1, 1, tzinfo=UTC), 0)


class Schedule:
    """What waits, and for whom. Sending it is the work of `Dispatch`."""

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    async def put_off(self, db: Db, user_id: int, chat_id: int, draft: LaterDraft) -> tuple[Scheduled, bool]:
        """The message that waits, and whether it is new: the same `client_id` waits once."""
        try:
            _check_time(draft.send_at)
            letter = await self._messages.compose(user_id, chat_id, draft)
        except (Invalid, NotFound):
            if known := await _recall(db, user_id, chat_id, draft.client_id):
                return known, False
            raise
        verdict = await store.hold_seat(db, chat_id, user_id)
        if verdict is None:
            raise ChatNotFound
        if known := await _recall(db, user_id, chat_id, draft.client_id):
            self._messages.pay_back(user_id)
            return known, False
        if verdict != "ok":
            raise refusal(verdict)
        if await store.count(db, chat_id, user_id) >= MOST_IN_A_CHAT:
            raise TooManyScheduled
        kept = await _keep(db, user_id, letter.text, letter.extra or Extra())
        await store.insert(db, chat_id, user_id, draft.client_id, kept, draft.send_at)
        row = await store.find(db, chat_id, user_id, draft.client_id)
        assert row is not None
        return _from_row(row), True


async def _recall(db: Db, user_id: int, chat_id: int, client_id: UUID) -> Scheduled | None:
    """What waits under this id already, whatever the draft is now. Raises AlreadySent for what waits no more."""
    if row := await store.find(db, chat_id, user_id, client_id):
        return _from_row(row)
    if await find_sent(db, user_id, chat_id, client_id):
        raise AlreadySent
    return None


async def _keep(db: Db, user_id: int, text: str, extra: Extra) -> Kept:
    """Its files are held for it from now on. Raises what is wrong with them."""
    [shown] = await look_up(db, [(user_id, extra)])
    if shown.flaw:
        raise refusal(shown.flaw)
    return Kept(
        text=text,
        entities=extra.entities,
        file_ids=(*extra.file_ids, *extra.shared),
        type=extra.type,
        reply_to=extra.reply_to,
        silent=extra.silent,
    )


async def list_scheduled(reader: Reader, user_id: int, chat_id: int, limit: int, cursor: str | None) -> ScheduledList:
    await require_chat(reader, user_id, chat_id)
    after = pages.place(cursor, tuple[pages.Moment, pages.Number]) or _BEGINNING
    rows = await store.list_page(reader, chat_id, user_id, after, limit + 1)
    page = rows[:limit]
    return ScheduledList(
        [_from_row(row) for row in page],
        next_cursor=pages.cursor((page[-1]["send_at"], page[-1]["id"])) if len(rows) > limit else None,
    )


async def cancel(db: Db, user_id: int, chat_id: int, scheduled_id: str) -> None:
    await require_chat(db, user_id, chat_id)
    if not await store.delete(db, ids.parse(scheduled_id, ScheduledNotFound), chat_id, user_id):
        raise ScheduledNotFound


async def say_farewell(db: Db, user_id: int) -> None:
    """Somebody leaves for good: what they have not said yet stays unsaid."""
    await store.delete_of(db, user_id)


async def leave(db: Db, chat_id: int, user_id: int) -> None:
    """A member goes: what they have not said there yet stays unsaid, though they may come back."""
    await store.delete_in(db, chat_id, user_id)


def _check_time(send_at: datetime) -> None:
    if not clock.is_known(send_at) or not clock.now() < send_at <= clock.now() + LONGEST_WAIT:
        raise Invalid.field("send_at", "Expected a time to come, within a year")


def _from_row(row: asyncpg.Record) -> Scheduled:
    kept = msgspec.json.decode(row["draft"], type=Kept)
    attachments = [msgspec.json.decode(each, type=Attachment) for each in row["attachments"]]
    return Scheduled(
        id=str(row["id"]),
        chat_id=str(row["chat_id"]),
        client_id=str(row["client_id"]),
        type=attachments[0].kind if attachments else "text",
        text=kept.text,
        entities=kept.entities,
        attachments=attachments,
        reply_to_id=message_id(row["chat_id"], kept.reply_to) if kept.reply_to else None,
        silent=kept.silent,
        send_at=clock.wire(row["send_at"]),
        created_at=clock.wire(row["created_at"]),
    )
