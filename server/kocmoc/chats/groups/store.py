"""All the SQL of groups and channels."""

from kocmoc.chats.groups.types import Group
from kocmoc.chats.types import ChatType
from kocmoc.core.db import Db

MAKE = """
    insert into chats (type, title, title_key, description, avatar, history)
    values ($1, $2, $3, $4, $5, $6)
    returning id
"""

SETTLE = """
    with head as (insert into chat_heads (chat_id, members_count) values ($1, 1)),
    front as (insert into chat_fronts (chat_id) values ($1))
    insert into members (chat_id, user_id, role) values ($1, $2, 'owner')
"""

FIND = "select title, description, avatar, history from chats where id = $1"

CHANGE = """
    with head as (
        update chat_heads set changed_in = pg_current_xact_id()::text::bigint where chat_id = $1
    )
    update chats c
    set title = $3, title_key = $4, description = $5, avatar = $6, history = $7
    from members r
    where c.id = $1 and c.type in ('group', 'channel')
    and r.chat_id = c.id and r.user_id = $2 and r.role in ('owner', 'admin')
"""


async def make(db: Db, owner_id: int, chat_type: ChatType, group: Group, title_key: str) -> int:
    chat_id: int = await db.fetchval(
        MAKE, chat_type, group.title, title_key, group.description, group.avatar, group.history
    )
    await db.execute(SETTLE, chat_id, owner_id)
    return chat_id


async def get(db: Db, chat_id: int) -> Group:
    row = await db.fetchrow(FIND, chat_id)
    assert row is not None
    return Group(*row.values())


async def change(db: Db, chat_id: int, by_id: int, group: Group, title_key: str) -> None:
    await db.execute(CHANGE, chat_id, by_id, group.title, title_key, group.description, group.avatar, group.history)
