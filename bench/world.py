"""People and chats for the benchmarks, written straight into the database, and tokens for them."""

import time
from pathlib import Path
from uuid import UUID

import asyncpg

from bench.contest import SECRET
from kocmoc.auth.tokens import Tokens
from kocmoc.core import migrate

_PEOPLE = """
    insert into users (username, username_key, display_name, email, email_key)
    select 'p' || n, 'p' || n, 'Person ' || n, 'p' || n, 'p' || n from generate_series(10000, 9999 + $1) n
    returning id
"""
_CHATS = """
    with made as (
        insert into chats (type, title) select 'group', 'Room ' || n from generate_series(1, $1) n returning id
    )
    insert into chat_heads (chat_id) select id from made returning chat_id
"""
_SEATS = """
    insert into members (chat_id, user_id, role)
    select c, u, 'member' from unnest($1::bigint[], $2::bigint[]) as seats (c, u)
"""
_TALK = """
    insert into messages (chat_id, seq, version, sender_id, client_id, type, text, countable, created_at, tsv)
    select
        c, s, s, u, gen_random_uuid(), 'text', repeat('слово ', 20), s, now() - interval '1 day' + s * interval '1 s',
        to_tsvector('simple', 'слово')
    from unnest($1::bigint[], $2::bigint[]) as rooms (c, u) cross join generate_series(1, $3) s
"""
_HEADS = """
    update chat_heads set last_seq = $2, version = $2, countable = $2, last_message_at = now()
    where chat_id = any($1::bigint[])
"""


class World:
    """A migrated database with people in it."""

    def __init__(self, connection: "asyncpg.Connection[asyncpg.Record]", people: list[int]) -> None:
        self._connection = connection
        self.people = people

    @classmethod
    async def make(cls, dsn: str, people: int) -> "World":
        await migrate.migrate(dsn)
        connection = await asyncpg.connect(dsn)
        return cls(connection, [row["id"] for row in await connection.fetch(_PEOPLE, people)])

    async def rooms(self, count: int) -> list[int]:
        """So many chats, lived in, the people spread over them evenly."""
        rooms = [row["chat_id"] for row in await self._connection.fetch(_CHATS, count)]
        seats = [rooms[place % count] for place in range(len(self.people))]
        await self._connection.execute(_SEATS, seats, self.people)
        await self.talk(rooms, 200)
        return rooms

    async def shared(self, count: int) -> list[int]:
        """So many chats with everybody in all of them."""
        rooms = [row["chat_id"] for row in await self._connection.fetch(_CHATS, count)]
        for room in rooms:
            await self._connection.execute(_SEATS, [room] * len(self.people), self.people)
        return rooms

    async def talk(self, rooms: list[int], messages: int) -> None:
        """So many messages in each of these chats, by its first people in turn."""
        await self._connection.execute(_TALK, rooms, [self.people[0]] * len(rooms), messages)
        await self._connection.execute(_HEADS, rooms, messages)
        await self._connection.execute("vacuum analyze")

    async def close(self) -> None:
        await self._connection.close()

    def token(self, user_id: int) -> str:
        return Tokens(SECRET).issue("access", user_id, UUID(int=user_id), int(time.time()) + 86_400)

    def invite(self, path: Path, rooms: list[int], senders: int) -> Path:
        """The list the load client reads: everybody, the first `senders` of whom send."""
        lines = [
            f"{self.token(user)} {rooms[place % len(rooms)]} {int(place < senders)}"
            for place, user in enumerate(self.people)
        ]
        path.write_text("\n".join(lines) + "\n")
        return path
