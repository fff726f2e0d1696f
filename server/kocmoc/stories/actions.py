"""What people do with stories."""

import asyncio

import asyncpg

from kocmoc import uploads, users
from kocmoc.core import clock, pages
from kocmoc.core.db import Database, Db, Reader
from kocmoc.core.errors import Invalid
from kocmoc.stories import rules, store
from kocmoc.stories.errors import NotYourStory, StoryNotFound, TooManyStories
from kocmoc.stories.types import (
    NewStory,
    Stories,
    Story,
    StoryEnded,
    StoryTold,
    StoryView,
    Viewers,
    from_row,
)
from kocmoc.users import Viewer

SWEEP_BATCH = 500


class Teller:
    """Knows how long a story may last here, and takes away those that are over."""

    def __init__(self, database: Database, longest_seconds: int) -> None:
        self._database = database
        self._longest_seconds = longest_seconds
        self._at_it = asyncio.Lock()

    async def tell(self, db: Db, viewer: Viewer, told: NewStory) -> Story:
        """A new story. Raises what `rules` and the room of files raise."""
        text = rules.check(told)
        hidden = rules.hidden_from(told)
        if await store.count(db, viewer.id) >= rules.MOST_AT_ONCE:
            raise TooManyStories
        file_id = await _claim(db, viewer.id, told)
        begin, end = rules.life(told, self._longest_seconds)
        story_id = await store.insert(db, viewer.id, told.type, text, file_id, told.background, begin, end)
        if hidden and await store.hide(db, story_id, hidden) < len(hidden):
            raise Invalid.field("hide_from", "There is no such user")
        story = await get(db, viewer, story_id)
        db.announce("story.told", StoryTold(story, viewer.id, await store.list_audience(db, story_id)))
        return story

    async def sweep(self) -> None:
        """A round waits for the one before: when it is over, all are gone that were over when it was asked for."""
        async with self._at_it:
            while await store.sweep(self._database, SWEEP_BATCH) == SWEEP_BATCH:
                pass


async def list_mine(reader: Reader, viewer: Viewer, limit: int, cursor: str | None) -> Stories:
    """Mine, and those I may see."""
    after = pages.place(cursor, tuple[pages.Moment, pages.Number])
    rows = await store.list_page(reader, viewer.id, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    authors = await users.find_many(reader, viewer, list({row["author_id"] for row in rows[:limit]}))
    return Stories(
        [from_row(row, authors[row["author_id"]], viewer.id) for row in rows[:limit]],
        next_cursor=pages.cursor((last["created_at"], last["id"])) if last else None,
    )


async def get(reader: Reader, viewer: Viewer, story_id: int) -> Story:
    row = await _require(reader, viewer.id, story_id)
    return from_row(row, await users.get(reader, viewer, row["author_id"]), viewer.id)


async def view(db: Db, me_id: int, story_id: int) -> None:
    """I have seen it. Again is fine, and one's own do not count."""
    row = await _require(db, me_id, story_id)
    if row["author_id"] == me_id:
        return
    if not await store.keep(db, story_id):
        raise StoryNotFound
    await store.add_view(db, story_id, me_id)


async def list_viewers(reader: Reader, viewer: Viewer, story_id: int, limit: int, cursor: str | None) -> Viewers:
    """Who has seen mine, the latest first."""
    await _require_mine(reader, viewer.id, story_id)
    after = pages.place(cursor, tuple[pages.Moment, pages.Number])
    rows = await store.list_viewers(reader, story_id, after, limit + 1)
    last = rows[limit - 1] if len(rows) > limit else None
    seen_by = await users.find_many(reader, viewer, [row["viewer_id"] for row in rows[:limit]])
    return Viewers(
        [StoryView(seen_by[row["viewer_id"]], clock.wire(row["viewed_at"])) for row in rows[:limit]],
        next_cursor=pages.cursor((last["viewed_at"], last["viewer_id"])) if last else None,
    )


async def end(db: Db, me_id: int, story_id: int) -> None:
    """Mine, before its time."""
    await _require_mine(db, me_id, story_id)
    await _end(db, me_id, story_id)


async def say_farewell(db: Db, user_id: int) -> None:
    """Somebody leaves for good: their stories end, and nobody hears that they have seen others'."""
    for story_id in await store.list_of(db, user_id):
        await _end(db, user_id, story_id)
    await store.delete_all(db, user_id)
    await store.forget_views(db, user_id)


async def _end(db: Db, author_id: int, story_id: int) -> None:
    audience = await store.list_audience(db, story_id)
    await store.delete(db, story_id)
    db.announce("story.ended", StoryEnded(story_id, author_id, audience))


async def _claim(db: Db, author_id: int, told: NewStory) -> int | None:
    if told.attachment_id is None:
        return None
    claimed = await uploads.claim(db, author_id, told.attachment_id, ["photo", "video"])
    if claimed.attachment.kind != told.type:
        raise Invalid.field("type", f"This file is a {claimed.attachment.kind}")
    return int(claimed.attachment.id)


async def _require(reader: Reader, user_id: int, story_id: int) -> asyncpg.Record:
    row = await store.find(reader, user_id, story_id)
    if row is None:
        raise StoryNotFound
    return row


async def _require_mine(reader: Reader, user_id: int, story_id: int) -> None:
    if (await _require(reader, user_id, story_id))["author_id"] != user_id:
        raise NotYourStory
