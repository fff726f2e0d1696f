"""From what has happened to who hears of it: the rooms' events, put on the bus for every process."""

import asyncio
from collections.abc import Coroutine

import msgspec
import structlog

from kocmoc import chats, users
from kocmoc.chats import Mark, Opened
from kocmoc.core.bus import LocalBus, News
from kocmoc.core.db import AWAY, Database
from kocmoc.core.errors import NotFound, Problem
from kocmoc.messages import Message
from kocmoc.realtime import store
from kocmoc.realtime.presence import Presence
from kocmoc.realtime.rooms import Rooms
from kocmoc.realtime.typists import Action, Typists
from kocmoc.users import UserUpdated, Viewer

_log = structlog.get_logger("realtime")


class TypingNews(msgspec.Struct):
    chat_id: str
    user_id: str
    action: Action


class ReadNews(msgspec.Struct):
    """How far somebody has read; to their own sockets also what is left."""

    chat_id: str
    user_id: str
    seq: int
    unread_count: int | msgspec.UnsetType = msgspec.UNSET
    unread_mentions_count: int | msgspec.UnsetType = msgspec.UNSET


class Newsroom:
    """Listens to the rooms and publishes. What needs the database first is done behind the announcement."""

    def __init__(self, bus: LocalBus, database: Database, rooms: Rooms, presence: Presence) -> None:
        self._bus = bus
        self._database = database
        self._rooms = rooms
        self.presence = presence
        self.typists = Typists(self._typing)
        self._behind: set[asyncio.Task[None]] = set()

    def message_created(self, message: Message) -> None:
        self.typists.stop(int(message.chat_id), int(message.sender.id))
        self._tell(f"chat:{message.chat_id}", "message:new", message)

    def chat_opened(self, opened: Opened) -> None:
        """Its members are in at once, before the answer to whoever opened it; what they see of it follows."""
        self.presence.met(opened.member_ids)
        for user_id in opened.member_ids:
            self._rooms.join(user_id, opened.chat_id)
            if self._rooms.is_here(user_id):
                self._later(self._tell_of_chat(opened.chat_id, user_id))

    def chat_read(self, mark: Mark) -> None:
        news = ReadNews(str(mark.chat_id), str(mark.user_id), mark.seq)
        if mark.chat_type == "direct":
            self._tell(f"chat:{mark.chat_id}", "chat:read", news, besides=mark.user_id)
        mine = msgspec.structs.replace(news, unread_count=mark.unread_count, unread_mentions_count=0)
        self._tell(f"user:{mark.user_id}", "chat:read", mine)

    def user_updated(self, updated: UserUpdated) -> None:
        self._later(self._tell_of_user(updated))

    async def close(self) -> None:
        self.typists.close()
        await asyncio.gather(*self._behind, return_exceptions=True)

    async def _tell_of_chat(self, chat_id: int, user_id: int) -> None:
        chat = await chats.get_chat(self._database, Viewer(user_id, self.presence), chat_id)
        # In events nobody is online: presence has news of its own, and it follows within the second.
        shown = msgspec.structs.replace(chat, peer=chat.peer and users.bare(chat.peer))
        self._tell(f"user:{user_id}", "chat:new", shown)

    async def _tell_of_user(self, updated: UserUpdated) -> None:
        audience = await store.list_audience(self._database, [updated.user_id])
        for listener_id in (updated.user_id, *(known.listener_id for known in audience)):
            self._tell(f"user:{listener_id}", "user:update", updated.user)

    def _typing(self, chat_id: int, user_id: int, action: Action, started: bool) -> None:
        name = "typing:start" if started else "typing:stop"
        self._tell(f"chat:{chat_id}", name, TypingNews(str(chat_id), str(user_id), action), besides=user_id)

    def _tell(self, subject: str, name: str, event: object, *, besides: int = 0) -> None:
        self._bus.publish(News(subject, name, msgspec.json.encode(event), besides))

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(_forgivingly(work))
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)


async def _forgivingly(work: Coroutine[None, None, None]) -> None:
    """News that cannot be told now is healed by the next sync."""
    try:
        await work
    except NotFound:
        return
    except (*AWAY, Problem) as error:
        _log.warning("news_lost", error=repr(error))
