"""Files in hand, and a way into the database beside the product: which message shows which file."""

import asyncio

import pytest

from kocmoc.core.db import Database
from tests.cast import Person
from tests.stage import Running

_WAITING = """
    select exists (select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())
"""


class Desk:
    """Puts a file into a message, or takes it out, without the rooms that do so in the product."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def show(self, message: dict[str, object], *attachments: dict[str, object]) -> None:
        for attachment in attachments:
            file_id = int(str(attachment["id"]))
            await self.database.fetch("update files set claimed_at = now() where id = $1", file_id)
            await self.database.fetch(
                "insert into message_files (chat_id, seq, file_id) values ($1, $2, $3)",
                int(str(message["chat_id"])),
                message["seq"],
                file_id,
            )

    async def wait_for_a_lock(self) -> None:
        """Until somebody waits for a row that somebody else holds."""
        async with asyncio.timeout(10):
            while True:
                if await self.database.fetchval(_WAITING):
                    return
                await asyncio.sleep(0.01)

    async def delete(self, message: dict[str, object]) -> None:
        place = (int(str(message["chat_id"])), message["seq"])
        async with self.database.transaction() as db:
            await db.execute("update messages set deleted_at = now() where chat_id = $1 and seq = $2", *place)
            await db.execute("delete from message_files where chat_id = $1 and seq = $2", *place)


@pytest.fixture
def desk(server: Running) -> Desk:
    return Desk(server.house.database)


async def shown(person: Person, desk: Desk, chat_id: str, **fields: str) -> dict[str, object]:
    """A text file of this person's, in a message of this chat."""
    attachment = await person.upload("Поехали!".encode(), **fields)
    await desk.show(await person.say(chat_id, "смотри"), attachment)
    return attachment
