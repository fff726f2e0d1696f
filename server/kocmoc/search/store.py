"""All the SQL of finding."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import asyncpg

from kocmoc.core.db import Db, Reader
from kocmoc.messages import AROUND, SEEN
from kocmoc.search.question import Filters, Window


class Waiting(NamedTuple):
    """Whether there are messages that cannot be found yet, and words whose last message is gone."""

    unread: bool
    doubted: bool


# Words that say little (и, the) have no stem; they are their own.
STEM = """
    coalesce(
        (ts_lexize(
            case when {word} ~ '[а-я]' then 'russian_stem'::regdictionary else 'english_stem'::regdictionary end, {word}
        ))[1],
        {word}
    )
"""

STEMS = f"select word, {STEM.format(word='word')} as stem from unnest($1::text[]) as w (word) limit 1000000"

# One look when there is nothing to do, which is nearly always.
WAITING = """
    select exists(select from messages where tsv is null and deleted_at is null and type <> 'system') as unread,
        exists(select from lexemes_doubted) as doubted
"""

TAKE = """
    select chat_id, seq, sender_id, type, text, created_at
    from messages
    where tsv is null and deleted_at is null and type <> 'system'
    order by chat_id, seq
    limit $1
    for no key update skip locked
"""

# What stands for each message, in one piece: a tenth of the parameters, and nothing to gather again. Letters like ﷺ are
# several words when they are folded, so it is no blank that parts them.
PARTED = "\n"
KEEP = """
    update messages m set tsv = array_to_tsvector(string_to_array(k.words, e'\\n'))
    from unnest($1::bigint[], $2::bigint[], $3::text[]) as k (chat_id, seq, words)
    where m.chat_id = k.chat_id and m.seq = k.seq
"""

# What was kept since the last time is put in its places together, which costs half of doing it for each message; until
# then a search would have to read it from end to end.
SETTLE = "select gin_clean_pending_list('messages_found')"

# In the order of the words, so that several who learn the same ones wait in one line.
LEARN = """
    insert into lexemes (word)
    select word from unnest($1::text[]) as w (word) order by word limit 1000000
    on conflict do nothing
"""

ALIKE = "select word from lexemes where trigrams(word) @@ $1::tsquery limit $2"

# Whoever learns words shares this lock; whoever forgets some has it alone, and sees every message the words are in.
SHARE = "select pg_advisory_xact_lock_shared('lexemes'::regclass::oid::bigint)"
ALONE = "select pg_advisory_xact_lock('lexemes'::regclass::oid::bigint), set_config('enable_seqscan', 'off', true)"

DOUBTED = """
    delete from lexemes_doubted
    where id in (select id from lexemes_doubted order by id limit $1 for update skip locked)
    returning tsvector_to_array(words) as words
"""

FORGET = """
    delete from lexemes l
    using unnest($1::text[]) as w (word)
    where l.word = w.word
    and (select true from messages m where m.tsv @@ ('''' || w.word || '''')::tsquery limit 1) is null
"""

CHATS = """
    select r.chat_id, h.last_message_at
    from members r join chats c on c.id = r.chat_id join chat_heads h on h.chat_id = r.chat_id
    where r.user_id = $1 and c.deleted_at is null and ($2::bigint is null or r.chat_id = $2)
    order by h.last_message_at desc nulls last, r.chat_id
    limit 100000
"""

# Where somebody never said anything the index would go through all that both they and that chat's people say.
SPOKEN_IN = """
    select c.id
    from unnest($1::bigint[]) as c (id)
    where exists (
        select from messages m where m.chat_id = c.id and m.sender_id = $2 and m.type <> 'system' limit 1
    )
    limit 1000
"""

# Window after window, until there are enough: whatever lies behind the last of them is never looked at. The index is
# asked once for each, and alone: what it finds is compared with my chats and with the times in memory. `offset 0` keeps
# the two apart; otherwise the planner looks into every chat by itself, or reads all pages that have the right days.
SEARCH = f"""
    select {SEEN}
    from (
        with mine as materialized (select chat_id, visible_after from members where user_id = $1)
        select p.*
        from unnest($2::text[], $3::timestamptz[], $4::timestamptz[]) with ordinality as w (query, since, until, n)
        cross join lateral (
            select m.*
            from (
                select m.chat_id, m.seq, m.created_at
                from messages m
                where m.tsv @@ w.query::tsquery and m.deleted_at is null
                offset 0
            ) m
            join mine on mine.chat_id = m.chat_id and m.seq > mine.visible_after
            where m.created_at >= w.since and m.created_at < w.until
            and ($5::timestamptz is null or (m.created_at, m.chat_id, m.seq) < ($5, $6::bigint, $7::bigint))
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


async def waiting(reader: Reader) -> Waiting:
    row = await reader.fetchrow(WAITING)
    return Waiting(**row) if row else Waiting(unread=False, doubted=False)


async def take(db: Db, limit: int) -> list[asyncpg.Record]:
    """Messages nobody has looked at, ours until the transaction ends."""
    return await db.fetch(TAKE, limit)


async def keep(db: Db, chat_ids: Sequence[int], seqs: Sequence[int], words: Sequence[str]) -> None:
    """All words, stems and signs of each message, PARTED from each other."""
    await db.execute(KEEP, chat_ids, seqs, words)


async def settle(db: Reader) -> None:
    """Order what was kept."""
    await db.fetchval(SETTLE)


async def learn(db: Db, words: Sequence[str]) -> None:
    """Words that are said now, for those who do not quite hit them."""
    await db.fetchval(SHARE)
    await db.execute(LEARN, words)


async def list_alike(reader: Reader, trigrams: str, limit: int) -> list[str]:
    return [row["word"] for row in await reader.fetch(ALIKE, trigrams, limit)]


async def take_doubted(db: Db, limit: int) -> list[list[str]]:
    """The words of so many messages that are gone."""
    return [row["words"] for row in await db.fetch(DOUBTED, limit)]


async def forget(db: Db, words: Sequence[str]) -> None:
    """Those of these words that nobody says any more."""
    await db.fetchval(ALONE)
    await db.execute(FORGET, words)


async def list_chats(reader: Reader, user_id: int, chat_id: int | None) -> dict[int, datetime | None]:
    """The chats somebody is in, or this one if they are, and when something was said there last, the latest first."""
    rows = await reader.fetch(CHATS, user_id, chat_id)
    return {row["chat_id"]: row["last_message_at"] for row in rows}


async def list_spoken_in(reader: Reader, chat_ids: Sequence[int], sender_id: int) -> list[int]:
    """Those of these chats in which this person has said something."""
    return [row["id"] for row in await reader.fetch(SPOKEN_IN, chat_ids, sender_id)]


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
