"""All the SQL of stories. Whoever asks gets their own and those they are in the audience of; there is no second way."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader

# `$1` is whose view it is.
STORY = """
    select
        s.id, s.author_id, s.type, s.text, s.background, s.created_at, s.expires_at, f.attachment,
        exists (select from story_views v where v.story_id = s.id and v.viewer_id = $1) as viewed,
        (select count(*) from story_views v where v.story_id = s.id and s.author_id = $1) as views_count
    from stories s left join files f on f.id = s.file_id
    where s.expires_at > now()
    and (
        s.author_id = $1
        or exists (select from story_audience a where a.story_id = s.id and a.user_id = $1)
    )
"""

PAGE = f"""
    {STORY}
    and ($2::timestamptz is null or (s.created_at, s.id) < ($2, $3::bigint))
    order by s.created_at desc, s.id desc
    limit $4
"""

ONE = f"{STORY} and s.id = $2"

# Held by its author's other stories being told, so that there are never more than so many.
COUNT = "select count(*) from stories where author_id = $1 and expires_at > now()"
HOLD_AUTHOR = "select id from users where id = $1 for no key update"

INSERT = """
    insert into stories (author_id, type, text, file_id, background, created_at, expires_at)
    values ($1, $2, $3, $4, $5, $6, $7)
    returning id
"""

HIDE = """
    insert into story_hidden (story_id, user_id)
    select $1, id from users where id = any($2::bigint[])
    returning user_id
"""

AUDIENCE = "select distinct user_id from story_audience where story_id = $1 order by user_id limit 100000"

# Whoever deletes it waits for us, or we for them, and then it is not there.
KEEP = "select id from stories where id = $1 for key share"
VIEW = "insert into story_views (story_id, viewer_id) values ($1, $2) on conflict do nothing"

VIEWERS = """
    select viewer_id, viewed_at from story_views
    where story_id = $1 and ($2::timestamptz is null or (viewed_at, viewer_id) < ($2, $3::bigint))
    order by viewed_at desc, viewer_id desc
    limit $4
"""

DELETE = "delete from stories where id = $1"

OF_AUTHOR = "select id from stories where author_id = $1 and expires_at > now() order by id limit 1000"
DELETE_ALL = "delete from stories where author_id = $1"
FORGET_VIEWS = "delete from story_views where viewer_id = $1"

SWEEP = """
    delete from stories
    where id in (
        select id from stories where expires_at <= now() order by expires_at, id limit $1 for update skip locked
    )
    returning id
"""


async def list_page(
    reader: Reader, user_id: int, after: tuple[datetime, int] | None, limit: int
) -> list[asyncpg.Record]:
    return await reader.fetch(PAGE, user_id, *(after or (None, None)), limit)


async def find(reader: Reader, user_id: int, story_id: int) -> asyncpg.Record | None:
    return await reader.fetchrow(ONE, user_id, story_id)


async def count(db: Db, author_id: int) -> int:
    """How many this person is telling, with none added until the end of the transaction."""
    await db.fetchval(HOLD_AUTHOR, author_id)
    number: int = await db.fetchval(COUNT, author_id)
    return number


async def insert(db: Db, *values: object) -> int:
    story_id: int = await db.fetchval(INSERT, *values)
    return story_id


async def hide(db: Db, story_id: int, user_ids: Sequence[int]) -> int:
    """From how many of them it is hidden: those that exist."""
    return len(await db.fetch(HIDE, story_id, user_ids))


async def list_audience(reader: Reader, story_id: int) -> list[int]:
    return [row["user_id"] for row in await reader.fetch(AUDIENCE, story_id)]


async def keep(db: Db, story_id: int) -> bool:
    """Whether there is such a story; until the end of the transaction it stays."""
    return await db.fetchval(KEEP, story_id) is not None


async def add_view(db: Db, story_id: int, viewer_id: int) -> None:
    await db.execute(VIEW, story_id, viewer_id)


async def list_viewers(
    reader: Reader, story_id: int, after: tuple[datetime, int] | None, limit: int
) -> list[asyncpg.Record]:
    return await reader.fetch(VIEWERS, story_id, *(after or (None, None)), limit)


async def delete(db: Db, story_id: int) -> None:
    await db.execute(DELETE, story_id)


async def list_of(reader: Reader, author_id: int) -> list[int]:
    return [row["id"] for row in await reader.fetch(OF_AUTHOR, author_id)]


async def delete_all(db: Db, author_id: int) -> None:
    await db.execute(DELETE_ALL, author_id)


async def forget_views(db: Db, viewer_id: int) -> None:
    await db.execute(FORGET_VIEWS, viewer_id)


async def sweep(reader: Reader, limit: int) -> int:
    """How many that are over have been taken away."""
    return len(await reader.fetch(SWEEP, limit))
