"""All the SQL of finding."""

from collections.abc import Sequence
from datetime import datetime

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages import AROUND, SEEN
from kocmoc.search.question import Filters, Window

# Words that say little (и, the) have no stem; they are their own.
_STEM = """
    coalesce(
        (ts_lexize(
            case when {word} ~ '[а-я]' then 'russian_stem'::regdictionary else 'english_stem'::regdictionary end, {word}
        ))[1],
        {word}
    )
"""

STEMS = f"select word, {_STEM.format(word='word')} as stem from unnest($1::text[]) as w (word) limit 100000"

TAKE = """
    select chat_id, seq, sender_id, type, text, created_at
    from messages
    where tsv is null and deleted_at is null and type <> 'system'
    order by chat_id, seq
    limit $1
    for no key update skip locked
"""

KEEP = f"""
    with given as (select * from unnest($1::bigint[], $2::bigint[], $3::text[]) as g (chat_id, seq, word)),
    stems as (
        select word, '=' || {_STEM.format(word="word")} as stem
        from (select distinct word from given where word not like '#%') d
    )
    update messages m set tsv = k.tsv
    from (
        select g.chat_id, g.seq, array_to_tsvector(array_agg(g.word) || array_remove(array_agg(s.stem), null)) as tsv
        from given g left join stems s on s.word = g.word
        group by g.chat_id, g.seq
    ) k
    where m.chat_id = k.chat_id and m.seq = k.seq
"""

CHATS = """
    select r.chat_id
    from members r join chats c on c.id = r.chat_id
    where r.user_id = $1 and c.deleted_at is null and ($2::bigint is null or r.chat_id = $2)
    limit $3
"""

# Window after window, until there are enough: whatever lies behind the last of them is never looked at.
SEARCH = f"""
    select {SEEN}
    from (
        select p.*
        from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) with ordinality as w (query, since, until, n)
        cross join lateral (
            select m.chat_id, m.seq, m.created_at
            from messages m
            join members r on r.chat_id = m.chat_id and r.user_id = $1 and m.seq > r.visible_after
            where m.tsv @@ w.query::tsquery
            and m.created_at >= w.since and m.created_at < w.until
            and ($5::timestamptz is null or (m.created_at, m.chat_id, m.seq) < ($5, $6::bigint, $7::bigint))
            and m.deleted_at is null
            and ($8::bigint is null or m.chat_id = $8)
            order by m.created_at desc, m.chat_id desc, m.seq desc
            limit $9
        ) p
        limit $9
    ) found
    join members r on r.chat_id = found.chat_id and r.user_id = $1
    join chats c on c.id = found.chat_id and c.deleted_at is null
    join messages m on m.chat_id = found.chat_id and m.seq = found.seq
    {AROUND}
    order by m.created_at desc, m.chat_id desc, m.seq desc
    limit $9
"""


async def find_stems(reader: Reader, words: Sequence[str]) -> dict[str, str]:
    return {row["word"]: row["stem"] for row in await reader.fetch(STEMS, words)}


async def take(db: Db, limit: int) -> list[asyncpg.Record]:
    """Messages nobody has looked at, ours until the transaction ends."""
    return await db.fetch(TAKE, limit)


async def keep(db: Db, chat_ids: Sequence[int], seqs: Sequence[int], words: Sequence[str]) -> None:
    """Each word or sign of each message."""
    await db.execute(KEEP, chat_ids, seqs, words)


async def list_chats(reader: Reader, user_id: int, chat_id: int | None, limit: int) -> list[int]:
    """The chats somebody is in, or this one if they are."""
    return [row["chat_id"] for row in await reader.fetch(CHATS, user_id, chat_id, limit)]


async def search(
    reader: Reader,
    user_id: int,
    filters: Filters,
    windows: Sequence[Window],
    after: tuple[datetime, int, int] | None,
    limit: int,
) -> list[asyncpg.Record]:
    columns = [each.query for each in windows], [each.since for each in windows], [each.until for each in windows]
    return await reader.fetch(SEARCH, user_id, *columns, *(after or (None, None, None)), filters.chat_id, limit)
