"""All the SQL of news."""

from kocmoc.core.db import Reader

# Direct peers, unless the person tells nobody. Contacts of large groups are never an audience.
AUDIENCE = """
    select r.user_id, o.user_id as listener_id
    from members r
    join chats c on c.id = r.chat_id and c.type = 'direct'
    join members o on o.chat_id = r.chat_id and o.user_id <> r.user_id
    join users u on u.id = r.user_id
    where r.user_id = any($1::bigint[])
    and ($2 or coalesce(u.settings ->> 'last_seen', 'everyone') <> 'nobody')
    limit 1000000
"""


async def list_audience(db: Reader, user_ids: list[int], *, even_hidden: bool = False) -> list[tuple[int, int]]:
    """(person, who hears of them) for each of these people."""
    rows = await db.fetch(AUDIENCE, user_ids, even_hidden)
    return [(row["user_id"], row["listener_id"]) for row in rows]
