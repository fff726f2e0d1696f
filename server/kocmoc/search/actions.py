"""Searching: only what whoever asks may see, the newest first."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg
import msgspec

from kocmoc.core import clock, pages
from kocmoc.core import text as texts
from kocmoc.core.db import Reader
from kocmoc.core.errors import Invalid
from kocmoc.messages import ChatNotFound, Message, for_reader
from kocmoc.search import meaning, question, store, words
from kocmoc.search.question import Filters, Meant
from kocmoc.search.types import Found, FoundMessages

LONGEST_QUERY = 256
# So many chats are named to the index at once; whoever is in more has them looked through part by part, those first in
# which something was said last. Nearly always the first part fills the page.
CHATS_AT_ONCE = 300
# So many characters are searched through for what was looked for at once: four of the longest messages.
MARKED_AT_ONCE = 16_384
_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_END = datetime.max.replace(tzinfo=UTC)
_AHEAD = timedelta(minutes=10)
_A_MOMENT = timedelta(milliseconds=1)


# When something was said in each of them last.
Chats = dict[int, datetime | None]


class Place(NamedTuple):
    """The last find of a page, and whether words that were not quite right had to be put right for it."""

    created_at: pages.Moment
    chat_id: pages.Number
    seq: pages.Number
    is_guess: bool


async def search(
    reader: Reader, user_id: int, asked: str, filters: Filters, limit: int, cursor: str | None
) -> FoundMessages:
    asked = texts.clean(asked, "q", LONGEST_QUERY)
    looked_for = list(dict.fromkeys(each.folded for each in words.read(asked)))
    after = pages.place(cursor, Place)
    since, until = _span(filters, after)
    chats = await store.list_chats(reader, user_id, filters.chat_id)
    if filters.chat_id is not None and not chats:
        raise ChatNotFound
    until = min(until, _end(chats))
    # Nothing that is a word finds nothing; no words at all list what the filters leave.
    if since >= until or not (looked_for or (not asked and (filters.type or filters.sender_id))):
        return FoundMessages([], None)
    archive = Archive(reader, user_id, filters, chats, since, until, after)
    if after is None or not after.is_guess:
        page = await archive.page([[word] for word in looked_for], limit, is_guess=False)
        if page.messages or after is not None:
            return page
    meant = await meaning.find(reader, looked_for)
    return await archive.page(meant, limit, is_guess=True) if meant else FoundMessages([], None)


class Archive(NamedTuple):
    """What is searched: for whom, and where they have got to."""

    reader: Reader
    user_id: int
    filters: Filters
    chats: Chats
    since: datetime
    until: datetime
    after: Place | None

    async def page(self, asked: Sequence[Meant], limit: int, *, is_guess: bool) -> FoundMessages:
        stems = await store.find_stems(self.reader, [word for meant in asked for word in meant])
        terms = question.terms(asked, stems)
        rows: list[asyncpg.Record] = []
        for part in _parts(self.chats):
            if len(rows) > limit and rows[-1]["created_at"] >= _end(part):
                break
            found = await self._look(terms, part, limit + 1)
            rows = sorted([*rows, *found], key=_place, reverse=True)[: limit + 1]
        page = rows[:limit]
        last = page[-1] if len(rows) > limit else None
        return FoundMessages(
            await _marked(self.reader, [for_reader(row) for row in page], asked),
            pages.cursor(Place(last["created_at"], last["chat_id"], last["seq"], is_guess)) if last else None,
        )

    async def _look(self, terms: Sequence[str], part: Chats, limit: int) -> list[asyncpg.Record]:
        """The newest in some of the chats."""
        chats = await _narrowed(self.reader, part, self.filters)
        until = min(self.until, _end(chats))
        if self.since >= until:
            return []
        windows = question.windows([*terms, *self.filters.signs([*chats])], self.since, until)
        after = self.after[:3] if self.after else None
        return await store.search(self.reader, self.user_id, self.filters, windows, after, limit)


def _parts(chats: Chats) -> Iterator[Chats]:
    known = [*chats.items()]
    for first in range(0, len(known), CHATS_AT_ONCE):
        yield dict(known[first : first + CHATS_AT_ONCE])


def _place(row: asyncpg.Record) -> tuple[datetime, int, int]:
    return row["created_at"], row["chat_id"], row["seq"]


def _span(filters: Filters, after: Place | None) -> tuple[datetime, datetime]:
    """From when to when; the clock of the database may be a little ahead of ours."""
    for name, moment in (("from", filters.since), ("to", filters.until)):
        if moment is not None and not clock.is_known(moment):
            raise Invalid.field(name, "Expected a time with its offset from UTC, in the years 1 to 9999")
    until = min(_utc(filters.until) or _END, clock.now() + _AHEAD)
    if after is not None:
        until = min(until, after.created_at + _A_MOMENT)
    return _utc(filters.since) or _BEGINNING, until


async def _narrowed(reader: Reader, chats: Chats, filters: Filters) -> Chats:
    """Only those in which the sender that is asked for has said something."""
    if filters.sender_id is None:
        return chats
    return {each: chats[each] for each in await store.list_spoken_in(reader, [*chats], filters.sender_id)}


def _end(chats: Chats) -> datetime:
    """Behind the last of their messages; where nothing was said today, today need not be looked through."""
    return max((last + _A_MOMENT for last in chats.values() if last), default=_BEGINNING)


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


async def _marked(reader: Reader, messages: Sequence[Message], asked: Sequence[Meant]) -> list[Found]:
    """With the places of what was looked for."""
    found: list[Found] = []
    for portion in _portions(messages):
        found += await _mark(reader, portion, asked)
    return found


def _portions(messages: Sequence[Message]) -> Iterator[list[Message]]:
    """A page of the longest texts takes so long to be read that everybody else gets a turn in between."""
    portion: list[Message] = []
    for message in messages:
        if portion and sum(len(each.text) for each in (*portion, message)) > MARKED_AT_ONCE:
            yield portion
            portion = []
        portion.append(message)
    yield portion


async def _mark(reader: Reader, messages: Sequence[Message], asked: Sequence[Meant]) -> list[Found]:
    looked_for = {word for meant in asked for word in meant}
    read = [list(words.read(each.text)) if looked_for else [] for each in messages]
    every = {word.folded for each in read for word in each}
    stems = await store.find_stems(reader, [*every | looked_for]) if every else {}
    wanted = {stems[word] for word in looked_for} if stems else set()
    beginning = question.beginning_of(asked)
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
