"""All the SQL of read marks."""

import asyncpg

from kocmoc.chats.types import UNREAD_LIMIT
from kocmoc.core.db import Db, Reader

# What is left to read, as parts of statements: `r` is a row of members, `h` the chat's head.

# What the chat has counted since my mark, less what was mine or is deleted by now: a subtraction, not a scan.
UNREAD = """(
    h.countable - r.read_countable - (
        select count(*) from messages s
        where s.chat_id = r.chat_id and s.sender_id = r.user_id and s.seq > r.last_read_seq and s.type <> 'system'
    ) - (
        select count(*) from messages s
        where s.chat_id = r.chat_id and s.seq > r.last_read_seq and s.deleted_at is not null
        and s.sender_id <> r.user_id and s.type <> 'system'
    )
)"""

MENTIONS = f"""(
    select count(*) from (
        select from mentions n
        where n.chat_id = r.chat_id and n.user_id = r.user_id and n.seq > r.last_read_seq
        limit {UNREAD_LIMIT}
    ) named
)"""

# Also where nothing is left to read: a chat that was marked as unread is so no more.
MARK_READ = """
    update members r
    set last_read_seq = greatest(r.last_read_seq, target.seq),
        read_countable = greatest(r.read_countable, target.countable),
        read_from = case
            when target.seq > r.last_read_seq then (r.last_read_seq || r.read_from)[:16] else r.read_from
        end,
        read_at = case when target.seq > r.last_read_seq then (now() || r.read_at)[:16] else r.read_at end,
        marked_unread = false,
        changed_in = pg_current_xact_id()::text::bigint
    from (
        select c.type, o.last_read_seq as former, o.marked_unread, coalesce(m.seq, 0) as seq,
            coalesce(m.countable, 0) as countable
        from members o
        join chats c on c.id = o.chat_id
        join chat_heads h on h.chat_id = o.chat_id
        left join messages m on m.chat_id = h.chat_id and m.seq = least($3, h.last_seq)
        where o.chat_id = $1 and o.user_id = $2
    ) target
    where r.chat_id = $1 and r.user_id = $2 and (r.last_read_seq < target.seq or r.marked_unread)
    returning r.last_read_seq as seq, target.type as chat_type, r.last_read_seq > target.former as moved,
        target.marked_unread as was_marked
"""

# The two highest marks of a group. A mark only grows, so whoever leads stays among them until they leave.
PUSH_FRONT = """
    update chat_fronts
    set first_user_id = case when $3 > first_seq then $2 else first_user_id end,
        first_seq = greatest(first_seq, $3),
        second_user_id = case
            when first_user_id = $2 then second_user_id
            when $3 > first_seq then first_user_id
            else $2
        end,
        second_seq = case
            when first_user_id = $2 then second_seq
            when $3 > first_seq then first_seq
            else $3
        end,
        changed_in = pg_current_xact_id()::text::bigint
    where chat_id = $1 and $3 > case when first_user_id = $2 then first_seq else second_seq end
    returning chat_id
"""

# Held first, and only then read anew: so no mark that moves meanwhile is missed.
HOLD_FRONT = """
    select chat_id from chat_fronts
    where chat_id = $1 and $2 in (first_user_id, second_user_id)
    for no key update
"""

FIND_FRONT = """
    update chat_fronts f
    set first_user_id = found.ids[1], first_seq = coalesce(found.seqs[1], 0),
        second_user_id = found.ids[2], second_seq = coalesce(found.seqs[2], 0),
        changed_in = pg_current_xact_id()::text::bigint
    from (
        select array_agg(user_id order by last_read_seq desc) as ids,
            array_agg(last_read_seq order by last_read_seq desc) as seqs
        from (
            select user_id, last_read_seq from members
            where chat_id = $1
            order by last_read_seq desc
            limit 2
        ) highest
    ) found
    where f.chat_id = $1
"""

UNREAD_IN = f"""
    select {UNREAD} as unread, {MENTIONS} as mentions
    from members r join chat_heads h on h.chat_id = r.chat_id
    where r.chat_id = $1 and r.user_id = $2
"""

IS_MEMBER = "select exists (select from members where chat_id = $1 and user_id = $2)"


async def mark_read(db: Db, chat_id: int, user_id: int, seq: int) -> asyncpg.Record | None:
    """Move a mark forward, not beyond the end; None when there is nothing to change."""
    return await db.fetchrow(MARK_READ, chat_id, user_id, seq)


async def push_front(db: Db, chat_id: int, user_id: int, seq: int) -> bool:
    """Whether this mark has become one of the two highest of a group."""
    return await db.fetchval(PUSH_FRONT, chat_id, user_id, seq) is not None


async def leave_front(db: Db, chat_id: int, user_id: int) -> None:
    """Somebody is in the group no more: if theirs was one of the two highest marks, it is another's now."""
    if await db.fetchval(HOLD_FRONT, chat_id, user_id) is not None:
        await db.execute(FIND_FRONT, chat_id)


async def count_unread(db: Reader, chat_id: int, user_id: int) -> tuple[int, int]:
    """How many messages are left to a member, and how many of them name them."""
    row = await db.fetchrow(UNREAD_IN, chat_id, user_id)
    return (min(row["unread"], UNREAD_LIMIT), row["mentions"]) if row else (0, 0)


async def is_member(db: Reader, chat_id: int, user_id: int) -> bool:
    return bool(await db.fetchval(IS_MEMBER, chat_id, user_id))
