"""All the SQL of sync."""

from typing import NamedTuple

from kocmoc.core.db import Reader

SNAPSHOT = """
    select
        (select system_identifier from pg_control_system()) as system,
        (extract(epoch from pg_postmaster_start_time()) * 1000000)::bigint as run,
        pg_snapshot_xmin(pg_current_snapshot())::text::bigint as oldest,
        pg_snapshot_xmax(pg_current_snapshot())::text::bigint as newest
"""

# A direct chat I have deleted, in which nothing has been said since: it is gone until something is.
_IS_HIDDEN = "(r.hidden_at is not null and h.last_seq <= r.visible_after)"

# A chat has changed for me when its head, my membership, or the marks of others have; a direct one, which is called
# and looks like the other person, also when they have.
CHANGED = f"""
    select * from (
        select r.chat_id, greatest(h.changed_in, r.changed_in, (
            select max(greatest(o.changed_in, u.changed_in)) from members o join users u on u.id = o.user_id
            where o.chat_id = r.chat_id and o.user_id <> r.user_id and c.type = 'direct'
        ), (
            select f.changed_in from chat_fronts f where f.chat_id = r.chat_id
        )) as changed_in
        from members r
        join chats c on c.id = r.chat_id
        join chat_heads h on h.chat_id = r.chat_id
        where r.user_id = $1 and not {_IS_HIDDEN}
    ) mine
    where changed_in >= $2 and (changed_in, chat_id) > ($3, $4)
    order by changed_in, chat_id
    limit $5
"""

VERSIONS = f"""
    select h.chat_id, h.version
    from members r join chat_heads h on h.chat_id = r.chat_id
    where r.user_id = $1 and r.chat_id = any($2::bigint[]) and not {_IS_HIDDEN}
"""


class Snapshot(NamedTuple):
    """The database cluster and the run of its server; sees all transactions below `oldest`, none from `newest` on."""

    system: int
    run: int
    oldest: int
    newest: int


async def take_snapshot(db: Reader) -> Snapshot:
    row = await db.fetchrow(SNAPSHOT)
    assert row is not None
    return Snapshot(*row.values())


async def list_changed(
    db: Reader, user_id: int, since: int, after: tuple[int, int], limit: int
) -> list[tuple[int, int]]:
    """(transaction, chat) of my chats changed by `since` or later, behind `after`, in that order."""
    rows = await db.fetch(CHANGED, user_id, since, *after, limit)
    return [(row["changed_in"], row["chat_id"]) for row in rows]


async def list_versions(db: Reader, user_id: int, chat_ids: list[int]) -> dict[int, int]:
    """The versions of those of these chats that are mine."""
    return {row["chat_id"]: row["version"] for row in await db.fetch(VERSIONS, user_id, chat_ids)}
