"""Searching: only what whoever asks may see, the newest first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from kocmoc.core import clock, pages
from kocmoc.core import text as texts
from kocmoc.core.db import Reader
from kocmoc.core.errors import Invalid
from kocmoc.messages import ChatNotFound, Message, for_reader
from kocmoc.search import question, store, words
from kocmoc.search.question import Filters
from kocmoc.search.types import Found, FoundMessages

LONGEST_QUERY = 256
# Of more chats than these the index is not told; then each find is compared with all of them.
MOST_CHATS = 300
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)
_AHEAD = timedelta(minutes=10)
_A_MOMENT = timedelta(milliseconds=1)


async def search(
    reader: Reader, user_id: int, asked: str, filters: Filters, limit: int, cursor: str | None
) -> FoundMessages:
    asked = texts.clean(asked, "q", LONGEST_QUERY)
    looked_for = list(dict.fromkeys(each.folded for each in words.read(asked)))
    after = pages.place(cursor, tuple[pages.Moment, pages.Number, pages.Number])
    since, until = _span(filters, after)
    chat_ids = await store.list_chats(reader, user_id, filters.chat_id, MOST_CHATS + 1)
    if filters.chat_id is not None and not chat_ids:
        raise ChatNotFound
    terms = question.terms(looked_for, await store.find_stems(reader, looked_for))
    # Nothing that is a word finds nothing; no words at all list what the filters leave.
    if not chat_ids or since >= until or not (looked_for or (not asked and (filters.type or filters.sender_id))):
        return FoundMessages([], None)
    terms += filters.signs(chat_ids if len(chat_ids) <= MOST_CHATS else ())
    windows = question.windows(terms, since, until)
    rows = await store.search(reader, user_id, filters, windows, after, limit + 1)
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    return FoundMessages(
        await _marked(reader, [for_reader(row) for row in page], looked_for),
        next_cursor=pages.cursor((last["created_at"], last["chat_id"], last["seq"])) if last else None,
    )


def _span(filters: Filters, after: tuple[datetime, int, int] | None) -> tuple[datetime, datetime]:
    """From when to when; the clock of the database may be a little ahead of ours."""
    for name, moment in (("from", filters.since), ("to", filters.until)):
        if moment is not None and not clock.is_known(moment):
            raise Invalid.field(name, "Expected a time with its offset from UTC, in the years 1 to 9999")
    until = min(_utc(filters.until) or _END, clock.now() + _AHEAD)
    if after is not None:
        until = min(until, after[0] + _A_MOMENT)
    return _utc(filters.since) or _BEGINNING, until


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


async def _marked(reader: Reader, messages: Sequence[Message], looked_for: Sequence[str]) -> list[Found]:
    """With the places of what was looked for."""
    read = [list(words.read(each.text)) for each in messages]
    every = {word.folded for each in read for word in each}
    stems = await store.find_stems(reader, [*every.union(looked_for)]) if looked_for and every else {}
    wanted = {stems[word] for word in looked_for} if stems else set()
    beginning = looked_for[-1] if looked_for and len(looked_for[-1]) >= words.SHORTEST_BEGINNING else None
    return [
        Found(**_fields(message), highlights=list(_places(said, stems, wanted, beginning)))
        for message, said in zip(messages, read, strict=True)
    ]


def _places(
    said: Sequence[words.Word], stems: dict[str, str], wanted: set[str], beginning: str | None
) -> Iterator[list[int]]:
    for word in said:
        if stems.get(word.folded) in wanted or (beginning is not None and word.folded.startswith(beginning)):
            yield [word.offset, word.length]


def _fields(message: Message) -> dict[str, Any]:
    return msgspec.structs.asdict(message)
