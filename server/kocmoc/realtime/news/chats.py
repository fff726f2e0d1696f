"""News of chats: who is in them, and how far everybody has read."""

import msgspec

from kocmoc import chats, users
from kocmoc.chats import Arranged, ChatUpdate, Cleared, Hidden, Mark, Opened
from kocmoc.core.db import Database
from kocmoc.messages import DraftCleared
from kocmoc.realtime.engine import encode
from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.presence import Presence
from kocmoc.realtime.rooms import Rooms
from kocmoc.users import Viewer


class ReadNews(msgspec.Struct):
    """How far somebody has read; to their own sockets also what is left."""

    chat_id: str
    user_id: str
    seq: int
    unread_count: int | msgspec.UnsetType = msgspec.UNSET
    unread_mentions_count: int | msgspec.UnsetType = msgspec.UNSET


class Gone(msgspec.Struct):
    chat_id: str


class ChatNews:
    """Whoever is in a chat hears it; what they see of it is looked up where they are connected."""

    def __init__(self, desk: Desk, database: Database, rooms: Rooms, presence: Presence) -> None:
        self._desk = desk
        self._rooms = rooms
        self._database = database
        self._presence = presence

    def opened(self, opened: Opened) -> None:
        """Its members are in at once, before the answer to whoever opened it; what they see of it follows."""
        self._presence.met(opened.member_ids)
        for user_id in opened.member_ids:
            self._desk.join(user_id, opened.chat_id, opened.visible_after)

    def read(self, mark: Mark) -> None:
        news = ReadNews(str(mark.chat_id), str(mark.user_id), mark.seq)
        if mark.chat_type == "direct":
            self._desk.tell(f"chat:{mark.chat_id}", "chat:read", news, besides=mark.user_id)
        mine = msgspec.structs.replace(
            news, unread_count=mark.unread_count, unread_mentions_count=mark.unread_mentions_count
        )
        self._desk.tell(f"user:{mark.user_id}", "chat:read", mine)

    def arranged(self, arranged: Arranged) -> None:
        self._desk.tell(f"user:{arranged.user_id}", "chat:update", arranged.update)

    def draft_cleared(self, cleared: DraftCleared) -> None:
        update = ChatUpdate(chat_id=str(cleared.chat_id), draft=None)
        self._desk.tell(f"user:{cleared.user_id}", "chat:update", update)

    def cleared(self, cleared: Cleared) -> None:
        """They hear of what happens to older messages no more."""
        self._desk.join(cleared.user_id, cleared.chat_id, cleared.visible_after, is_shown=False)

    def hidden(self, hidden: Hidden) -> None:
        self._desk.hide(hidden.user_id, hidden.chat_id, hidden.visible_after)
        self._desk.tell(f"user:{hidden.user_id}", "chat:gone", Gone(str(hidden.chat_id)))

    def show(self, user_id: int, chat_id: int) -> None:
        """To one of those connected here: a chat that is new to them, or comes back."""
        self._desk.later(self._show(chat_id, user_id))

    async def _show(self, chat_id: int, user_id: int) -> None:
        chat = await chats.get_chat(self._database, Viewer(user_id, self._presence), chat_id)
        # In events nobody is online: presence has news of its own, and it follows within the second.
        shown = msgspec.structs.replace(chat, peer=chat.peer and users.bare(chat.peer))
        self._rooms.tell((user_id,), encode("chat:new", shown))
