"""What a client may ask over the socket. Each answer is an acknowledgement; each refusal is one too."""

from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from kocmoc import auth, chats, sync
from kocmoc.core import http, ids
from kocmoc.core.db import Database
from kocmoc.core.errors import Invalid, Unauthorized
from kocmoc.core.principal import Principal
from kocmoc.messages import ChatNotFound, Draft, Messages
from kocmoc.realtime import store
from kocmoc.realtime.engine import Handler, Promise, Socket
from kocmoc.realtime.live import Live
from kocmoc.realtime.typists import Action
from kocmoc.users import Viewer

T = TypeVar("T")

Answer = dict[str, Any]


class Send(Draft, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As POST messages, plus the chat."""

    chat_id: str


class TypingIn(Struct, forbid_unknown_fields=True):
    chat_id: str
    action: Action = "text"


class ReadUpTo(Struct, forbid_unknown_fields=True):
    chat_id: str
    seq: chats.Seq


class Refresh(Struct, forbid_unknown_fields=True):
    token: str


class Handlers:
    """One method an event; `table` is the list of all there are."""

    def __init__(self, gate: auth.Gate, database: Database, sender: Messages, live: Live) -> None:
        self._gate = gate
        self._database = database
        self._messages = sender
        self._rooms = live.rooms
        self._typists = live.news.typists
        self._presence = live.presence
        self.table: dict[str, Handler] = {
            "message:send": self.send,
            "typing:start": self.start_typing,
            "typing:stop": self.stop_typing,
            "chat:read": self.read,
            "sync": self.sync,
            "auth:refresh": self.refresh,
        }

    async def send(self, socket: Socket, *arguments: object) -> Promise:
        asked = _only(arguments, Send)
        receipt = await self._messages.post(_who(socket).id, ids.parse(asked.chat_id, ChatNotFound), asked)
        return Promise(receipt, lambda receipt: {"ok": True, "message": receipt.message})

    async def start_typing(self, socket: Socket, *arguments: object) -> Answer:
        asked, user_id = _only(arguments, TypingIn), _who(socket).id
        chat_id = self._chat(socket, asked.chat_id)
        if self._typists.would_tell(chat_id, user_id, asked.action):
            await chats.require_may_post(self._database, chat_id, user_id)
            if await store.is_blocked(self._database, chat_id, user_id):
                return {"ok": True}
        # Asked again, because they may have left meanwhile.
        self._typists.start(self._chat(socket, asked.chat_id), user_id, asked.action)
        return {"ok": True}

    async def stop_typing(self, socket: Socket, *arguments: object) -> Answer:
        asked, user_id = _only(arguments, TypingIn), _who(socket).id
        chat_id = self._chat(socket, asked.chat_id)
        # Who was typing was let in when they began.
        if not self._typists.stop(chat_id, user_id):
            await chats.require_may_post(self._database, chat_id, user_id)
        return {"ok": True}

    async def read(self, socket: Socket, *arguments: object) -> Answer:
        asked = _only(arguments, ReadUpTo)
        async with self._database.transaction() as db:
            await chats.read(db, _who(socket).id, ids.parse(asked.chat_id, ChatNotFound), asked.seq)
        return {"ok": True}

    async def sync(self, socket: Socket, *arguments: object) -> Answer:
        viewer = Viewer(_who(socket).id, self._presence)
        answer = await sync.sync(self._database, viewer, _only(arguments, sync.SyncRequest))
        return {"ok": True} | msgspec.structs.asdict(answer)

    async def refresh(self, socket: Socket, *arguments: object) -> Answer:
        principal = self._gate.admit(_only(arguments, Refresh).token)
        if (principal.id, principal.session_id) != (_who(socket).id, _who(socket).session_id):
            raise Unauthorized("This token belongs to another session.")
        socket.data = principal
        return {"ok": True}

    def _chat(self, socket: Socket, chat_id: str) -> int:
        """A chat this person is in; those who are here are in their rooms, so nothing needs to be asked."""
        number = ids.parse(chat_id, ChatNotFound)
        if not self._rooms.is_in(_who(socket).id, number):
            raise ChatNotFound
        return number


def explain(error: Exception) -> dict[str, object]:
    """Any failure as the `error` of an acknowledgement."""
    problem = http.explain(error)
    told: dict[str, object] = {"code": problem.code, "detail": problem.detail}
    if problem.retry_after is not None:
        told["retry_after"] = round(problem.retry_after, 3)
    if problem.errors:
        told["errors"] = problem.errors
    return told


def _who(socket: Socket) -> Principal:
    principal: Principal = socket.data
    return principal


def _only(arguments: tuple[object, ...], kind: type[T]) -> T:
    if len(arguments) != 1:
        raise Invalid(f"Expected exactly one argument, got {len(arguments)}.")
    return http.convert(arguments[0], kind)
