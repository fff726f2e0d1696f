"""The realtime layer: who may connect, and when they have to go."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import time

import structlog

from kocmoc import auth
from kocmoc.auth import SessionOver
from kocmoc.core import http, jobs
from kocmoc.core.bus import Bus
from kocmoc.core.db import Database
from kocmoc.core.errors import Unauthorized
from kocmoc.core.principal import Principal
from kocmoc.realtime import store
from kocmoc.realtime.engine import Refuse, Server, Socket, encode
from kocmoc.realtime.news import Newsroom
from kocmoc.realtime.presence import Presence
from kocmoc.realtime.rooms import Rooms

# How long a socket outlives its token when its client does not renew it.
EXPIRY_GRACE_SECONDS = 60
EXPIRY_CHECK_SECONDS = 5.0
DRAIN_SECONDS = 4.0

_log = structlog.get_logger("realtime")


class Live:
    """Everybody who is connected to this process. `server.handlers` is filled by `Handlers`."""

    def __init__(self, gate: auth.Gate, database: Database, presence: Presence, server: Server, bus: Bus) -> None:
        self._gate = gate
        self._database = database
        self.server = server
        self.presence = presence
        self.rooms = Rooms(bus, server)
        self.news = Newsroom(bus, database, presence)
        self.rooms.on_return = self.news.chats.returned
        self.server.on_connect = self._connect
        self.server.on_disconnect = self._disconnect

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with self.presence.living(), jobs.every(EXPIRY_CHECK_SECONDS, self.expire):
            try:
                yield
            finally:
                await self.server.drain(DRAIN_SECONDS)
                await self.news.close()

    def session_ended(self, over: SessionOver) -> None:
        for socket in [each for each in self.rooms.sockets() if each.data.session_id == over.session_id]:
            _expire(socket)

    async def _connect(self, socket: Socket, credentials: dict[str, object]) -> None:
        principal = self._admit(credentials)
        self.rooms.expect(principal.id)
        try:
            memberships = await store.list_memberships(self._database, principal.id)
            # Again, because the session may have ended meanwhile. And no await from here on: what happens in these
            # chats is either in the client's next sync or reaches this socket.
            socket.data = self._admit(credentials)
        except Refuse:
            self.rooms.leave(principal.id)
            raise
        except Exception as error:
            self.rooms.leave(principal.id)
            problem = http.explain(error)
            raise Refuse("unavailable", {"code": problem.code, "retry_after": problem.retry_after}) from None
        socket.accept()
        if self.rooms.enter(principal.id, socket, memberships):
            self.presence.came(principal.id)

    def _admit(self, credentials: dict[str, object]) -> Principal:
        token = credentials.get("token")
        try:
            return self._gate.admit(token if isinstance(token, str) else "")
        except Unauthorized as refusal:
            raise Refuse("unauthorized", {"code": refusal.code}) from None

    def _disconnect(self, socket: Socket, _reason: str) -> None:
        user_id = socket.data.id
        if self.rooms.leave(user_id, socket):
            self.presence.left(user_id)
            self.news.typists.gone(user_id)

    async def expire(self) -> None:
        """End the sockets whose token ran out a while ago and was not renewed."""
        past = time() - EXPIRY_GRACE_SECONDS
        for socket in [each for each in self.rooms.sockets() if each.data.expires_at < past]:
            _expire(socket)


def _expire(socket: Socket) -> None:
    socket.disconnect(encode("session:expired", {}), final=True)
