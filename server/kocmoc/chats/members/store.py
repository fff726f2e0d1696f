"""All the SQL of members. Whatever changes who is in a chat runs while the chat is held (`messages.hold`)."""

from datetime import datetime

from kocmoc.chats.members.types import Arrival, Roll, Seat, Standing
from kocmoc.chats.types import Role
from kocmoc.core.db import Db, Reader

# As in the index members_by_rank.
_RANK = "(case r.role when 'owner' then 0 when 'admin' then 1 else 2 end)"

STANDING = """
    select
        r.chat_id, r.user_id, c.type, r.role,
        case c.type when 'direct' then 2 when 'saved' then 1 else h.members_count end as members_count
    from members r
    join chats c on c.id = r.chat_id
    join chat_heads h on h.chat_id = r.chat_id
    where r.chat_id = $1 and r.user_id = $2
"""

PAGE = f"""
    select r.user_id, r.role, r.joined_at, {_RANK} as rank
    from members r
    where r.chat_id = $1 and ({_RANK}, r.joined_at, r.user_id) > ($2, $3, $4)
    order by {_RANK}, r.joined_at, r.user_id
    limit $5
"""

SOME = f"""
    select r.user_id, r.role, r.joined_at, {_RANK} as rank
    from members r
    where r.chat_id = $1 and r.user_id = any($2::bigint[])
    order by {_RANK}, r.joined_at, r.user_id
    limit 1000
"""

ROLE = "select role from members where chat_id = $1 and user_id = $2"

HEAD = "select c.type, h.members_count from chats c join chat_heads h on h.chat_id = c.id where c.id = $1"

LEADER_IDS = f"""
    select r.user_id
    from members r
    where r.chat_id = $1 and {_RANK} < 2
    order by {_RANK}, r.joined_at, r.user_id
    limit 1000
"""

# Nothing of what was said before is unread to somebody new. Who has blocked whoever adds them is silently left out.
ADD = """
    insert into members (chat_id, user_id, last_read_seq, read_countable, visible_after)
    select
        h.chat_id, u.id, h.last_seq, h.countable, case c.history when 'from_join' then h.last_seq else 0 end
    from chat_heads h
    join chats c on c.id = h.chat_id and c.type in ('group', 'channel')
    join members r on r.chat_id = h.chat_id and r.user_id = $2 and r.role in ('owner', 'admin')
    join users u on u.id = any($3::bigint[]) and u.disabled_at is null
    where h.chat_id = $1
    and not exists (select from blocks b where b.user_id = u.id and b.blocked_id = $2)
    order by array_position($3::bigint[], u.id)
    on conflict do nothing
    returning user_id, last_read_seq, visible_after
"""

# By an invitation, which says itself that one may.
JOIN = """
    insert into members (chat_id, user_id, last_read_seq, read_countable, visible_after)
    select
        h.chat_id, $2::bigint, h.last_seq, h.countable, case c.history when 'from_join' then h.last_seq else 0 end
    from chat_heads h
    join chats c on c.id = h.chat_id and c.type in ('group', 'channel') and c.deleted_at is null
    where h.chat_id = $1
    on conflict do nothing
    returning user_id, last_read_seq, visible_after
"""

COUNT = """
    update chat_heads
    set members_count = members_count + $2, changed_in = pg_current_xact_id()::text::bigint
    where chat_id = $1
"""

SET_ROLE = """
    update members m
    set role = $4, changed_in = pg_current_xact_id()::text::bigint
    from members r
    where m.chat_id = $1 and m.user_id = $3 and m.role not in ('owner', $4)
    and r.chat_id = m.chat_id and r.user_id = $2 and r.role = 'owner'
    returning m.role
"""

# The new owner is made of the row that says the old one is none any more, so there are never two.
HAND_OVER = """
    with former as (
        update members r
        set role = 'admin', changed_in = pg_current_xact_id()::text::bigint
        where r.chat_id = $1 and r.user_id = $2 and r.role = 'owner'
        and exists (select from members m where m.chat_id = r.chat_id and m.user_id = $3)
        returning r.chat_id
    )
    update members m
    set role = 'owner', changed_in = pg_current_xact_id()::text::bigint
    from former
    where m.chat_id = former.chat_id and m.user_id = $3
    returning m.role
"""

# Oneself, unless one owns the chat; a member, by an admin; anybody, by the owner.
REMOVE = """
    delete from members m
    using members r
    where m.chat_id = $1 and m.user_id = $3 and m.role <> 'owner'
    and r.chat_id = m.chat_id and r.user_id = $2
    and (r.user_id = m.user_id or r.role = 'owner' or (r.role = 'admin' and m.role = 'member'))
    returning m.user_id
"""

# Who cannot come in any more leads nothing, as long as there is anybody else.
SUCCESSOR = f"""
    select r.user_id
    from members r join users u on u.id = r.user_id
    where r.chat_id = $1 and r.role <> 'owner'
    order by u.disabled_at is not null, {_RANK}, r.joined_at, r.user_id
    limit 1
"""

GROUPS_OF = """
    select r.chat_id
    from members r join chats c on c.id = r.chat_id
    where r.user_id = $1 and c.type in ('group', 'channel')
    order by r.chat_id
    limit 100000
"""


FORGET_WISHES = """
    update members
    set draft = null, pinned_at = null, muted_until = null, marked_unread = false
    where user_id = $1
"""


async def find_standing(db: Reader, chat_id: int, user_id: int) -> Standing | None:
    row = await db.fetchrow(STANDING, chat_id, user_id)
    return Standing(*row.values()) if row else None


async def list_page(db: Reader, chat_id: int, after: tuple[int, datetime, int], limit: int) -> list[Seat]:
    return [Seat(*row.values()) for row in await db.fetch(PAGE, chat_id, *after, limit)]


async def list_some(db: Reader, chat_id: int, user_ids: list[int]) -> list[Seat]:
    """Those of these people who are in the chat."""
    return [Seat(*row.values()) for row in await db.fetch(SOME, chat_id, user_ids)]


async def find_role(db: Reader, chat_id: int, user_id: int) -> Role | None:
    role: Role | None = await db.fetchval(ROLE, chat_id, user_id)
    return role


async def add(db: Db, chat_id: int, by_id: int, user_ids: list[int]) -> list[Arrival]:
    """Those of these people who are new in the chat."""
    return [Arrival(*row.values()) for row in await db.fetch(ADD, chat_id, by_id, user_ids)]


async def join(db: Db, chat_id: int, user_id: int) -> Arrival | None:
    """None for who is in already."""
    row = await db.fetchrow(JOIN, chat_id, user_id)
    return Arrival(*row.values()) if row else None


async def count(db: Db, chat_id: int, more: int) -> None:
    await db.execute(COUNT, chat_id, more)


async def set_role(db: Db, chat_id: int, by_id: int, user_id: int, role: Role) -> bool:
    """Whether it is another one now; nobody's becomes `owner` so."""
    return await db.fetchval(SET_ROLE, chat_id, by_id, user_id, role) is not None


async def hand_over(db: Db, chat_id: int, owner_id: int, user_id: int) -> bool:
    return await db.fetchval(HAND_OVER, chat_id, owner_id, user_id) is not None


async def remove(db: Db, chat_id: int, by_id: int, user_id: int) -> bool:
    return await db.fetchval(REMOVE, chat_id, by_id, user_id) is not None


async def find_successor(db: Reader, chat_id: int) -> int | None:
    """Who would own the chat if its owner were not there."""
    user_id: int | None = await db.fetchval(SUCCESSOR, chat_id)
    return user_id


async def list_groups_of(db: Reader, user_id: int) -> list[int]:
    return [row["chat_id"] for row in await db.fetch(GROUPS_OF, user_id)]


async def find_roll(db: Reader, chat_id: int, user_ids: list[int]) -> Roll | None:
    row = await db.fetchrow(HEAD, chat_id)
    if row is None:
        return None
    seats = await list_some(db, chat_id, user_ids)
    return Roll(row["type"], row["members_count"], {seat.user_id: seat.role for seat in seats})


async def list_leader_ids(db: Reader, chat_id: int) -> list[int]:
    """Its owner and admins."""
    return [row["user_id"] for row in await db.fetch(LEADER_IDS, chat_id)]


async def forget_wishes(db: Db, user_id: int) -> None:
    """What somebody kept of chats for themselves, drafts above all."""
    await db.execute(FORGET_WISHES, user_id)
