"""What people used last: written down behind the messages, because nothing that must not be lost depends on it."""

import asyncio

from kocmoc.core.db import AWAY, Database
from kocmoc.core.errors import Problem
from kocmoc.messages import Message
from kocmoc.stickers import store


class Recents:
    """Hears of every message."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._writing: set[asyncio.Task[None]] = set()

    def message_created(self, message: Message) -> None:
        if message.type == "sticker" and message.attachments:
            task = asyncio.get_running_loop().create_task(
                self._write(int(message.sender.id), int(message.attachments[0].id))
            )
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def settle(self) -> None:
        """Until all that has been heard is written down."""
        await asyncio.gather(*self._writing)

    async def _write(self, user_id: int, file_id: int) -> None:
        try:
            await store.use(self._database, user_id, file_id)
        except (*AWAY, Problem):
            return
