"""News of chats as a whole, and of what one member wishes of them."""

from collections.abc import Awaitable

import msgspec

from kocmoc import chats, users
from kocmoc.chats import Arranged, Changed, ChatUpdate, Cleared, Ended, Hidden, Opened
from kocmoc.core.db import Database
from kocmoc.messages import DraftCleared
from kocmoc.realtime.engine import encode
from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.presence import Presence
from kocmoc.realtime.rooms import Rooms
from kocmoc.users import Viewer


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
            is_shown = user_id not in opened.unaware_ids
            self._desk.join(user_id, opened.chat_id, opened.visible_after, is_shown=is_shown)
        for user_id in opened.unaware_ids:
            self._desk.hide(user_id, opened.chat_id, opened.visible_after)

    def ended(self, ended: Ended) -> Awaitable[None]:
        """The last its members hear of it."""
        self._desk.tell(f"chat:{ended.chat_id}", "chat:gone", Gone(str(ended.chat_id)))
        return self._desk.close_room(ended.chat_id)

    def changed(self, changed: Changed) -> None:
        self._desk.tell(f"chat:{changed.chat_id}", "chat:update", changed.update)

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
