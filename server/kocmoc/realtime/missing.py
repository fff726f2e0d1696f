"""Changes of a chat whose news did not come: read again, as what the messages are by now."""

import msgspec

from kocmoc.core.bus import News
from kocmoc.core.db import AWAY, Database
from kocmoc.core.errors import Problem
from kocmoc.messages import Message, MessageType
from kocmoc.realtime import store


class Gone(msgspec.Struct):
    """`message:delete`."""

    id: str
    chat_id: str
    seq: int
    version: int
    sender_id: str
    type: MessageType


class Missing:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def fetch(self, chat_id: int, after: int, until: int) -> list[News]:
        """The changes between these versions, both excluded; none when not each of them can be told."""
        try:
            changed = await store.list_changes(self._database, chat_id, after, until)
        except (*AWAY, Problem):
            return []
        # A message that has changed again since is found at its newest version only; and so many are told as one thing.
        if [message.version for message in changed] != list(range(after + 1, until)):
            return []
        return [_news(chat_id, message) for message in changed]


def _news(chat_id: int, message: Message) -> News:
    name, shown = _told(message)
    return News(f"chat:{chat_id}", name, msgspec.json.encode(shown), version=message.version, seq=message.seq)


def _told(message: Message) -> tuple[str, Message | Gone]:
    if message.deleted:
        return "message:delete", Gone(
            message.id, message.chat_id, message.seq, message.version, sender_id=message.sender.id, type=message.type
        )
    is_new = not (message.edited or message.pinned or message.reactions or message.link_preview)
    if not is_new:
        return "message:edit", message
    return ("message:forward" if message.forwarded_from else "message:new"), message
