"""The realtime layer: who may connect, and when they have to go."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from time import time

import msgspec
import structlog

from kocmoc import auth
from kocmoc.auth import SessionOver
from kocmoc.core import http, jobs
from kocmoc.core.bus import EVERYONE, Bus, News
from kocmoc.core.db import Database
from kocmoc.core.errors import Unauthorized, UnderMaintenance
from kocmoc.core.principal import Principal
from kocmoc.core.tally import Tally
from kocmoc.realtime import store
from kocmoc.realtime.crowds import Crowds
from kocmoc.realtime.engine import Refuse, Server, Socket, encode
from kocmoc.realtime.healing import Healing
from kocmoc.realtime.missing import Missing
from kocmoc.realtime.news import Newsroom
from kocmoc.realtime.order import Order
from kocmoc.realtime.patience import REFUSED, Patience, Refusal
from kocmoc.realtime.presence import Presence
from kocmoc.realtime.rooms import Rooms

# How long a socket outlives its token when its client does not renew it.
EXPIRY_GRACE_SECONDS = 60
EXPIRY_CHECK_SECONDS = 1.0
DRAIN_SECONDS = 4.0

SESSION_ENDED = "session.ended"
SENDING = frozenset({"send", "change"})

_log = structlog.get_logger("realtime")


class Live:
    """Everybody who is connected to this process. `server.handlers` is filled by `Handlers`."""

    def __init__(
        self, gate: auth.Gate, database: Database, presence: Presence, server: Server, bus: Bus, per_user: int
    ) -> None:
        self._gate = gate
        self._crowds = Crowds(Tally(bus), server, per_user)
        self._database = database
        self._bus = bus
        self._patience = Patience()
        self.server = server
        self.presence = presence
        self.order = Order(Missing(database).fetch)
        self.rooms = Rooms(bus, server, self.order)
        self.news = Newsroom(bus, database, self.rooms, presence)
        self._healing = Healing(bus, database, self.rooms, self.order)
        # Raises UnderMaintenance for whoever is not to come in now.
        self.require_open: Callable[[int], None] = lambda _user_id: None
        self.server.on_connect = self._connect
        self.server.on_disconnect = self._disconnect
        bus.subscribe(EVERYONE, self._hear)

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        async with (
            self.presence.living(),
            self._healing.living(),
            self._crowds.living(),
            jobs.every(EXPIRY_CHECK_SECONDS, self.expire),
        ):
            try:
                yield
            finally:
                await self.server.drain(DRAIN_SECONDS)
                await self.news.close()
                await self.order.close()

    def refused(self, key: str, seconds: float) -> None:
        """A limit was hit here. Every process is to count it, so that nobody gains by asking another one."""
        deed, _, user_id = key.partition(":")
        if deed in SENDING:
            self.news.desk.tell(EVERYONE, REFUSED, Refusal(int(user_id), round(seconds, 3)))

    def session_ended(self, over: SessionOver) -> None:
        """Ended here: every process is to know."""
        self.news.desk.tell(EVERYONE, SESSION_ENDED, over)

    def _hear(self, news: News) -> None:
        if news.name == SESSION_ENDED:
            self._shut(msgspec.json.decode(news.body, type=SessionOver))
        elif news.name == REFUSED:
            self._count(msgspec.json.decode(news.body, type=Refusal))

    def _shut(self, over: SessionOver) -> None:
        self._gate.shut(over)
        for socket in self.rooms.sockets_of(over.user_id):
            if socket.data.session_id == over.session_id:
                _expire(socket)

    def _count(self, refusal: Refusal) -> None:
        """Whoever does not slow down is told, and cut off. The answer to what was refused leaves first."""
        if self._patience.is_lost(refusal.user_id):
            asyncio.get_running_loop().call_soon(self._cut_off, refusal)

    def _cut_off(self, refusal: Refusal) -> None:
        for socket in self.rooms.sockets_of(refusal.user_id):
            socket.disconnect(encode("flood", {"retry_after": refusal.seconds}))

    def user_disabled(self, user_id: int) -> None:
        """Every process finds that out by itself."""
        for socket in self.rooms.sockets_of(user_id):
            _expire(socket)

    def tell_all(self, event: str, payload: object) -> None:
        """Everybody who is connected here."""
        self.server.send(encode(event, payload), self.rooms.sockets())

    def send_home(self, stays: Callable[[int], bool]) -> None:
        """What they have asked for is done and answered, then the connections of those who do not stay end."""
        for socket in [each for each in self.rooms.sockets() if not stays(each.data.id)]:
            socket.retire()

    async def _connect(self, socket: Socket, credentials: dict[str, object]) -> None:
        principal = self._admit(credentials)
        if not self._crowds.let_in(principal.id):
            raise Refuse("too_many_connections", {"code": "too_many_connections", "retry_after": 60})
        self.rooms.expect(principal.id)
        try:
            await self._seat(principal)
            # Again, because the session may have ended meanwhile. And no await from here on: what happens in these
            # chats is either in the client's next sync or reaches this socket.
            socket.data = self._admit(credentials)
        except BaseException as error:
            self.rooms.turn_away(principal.id)
            self._crowds.left(principal.id)
            raise _refusal(error) from None
        socket.accept()
        if self.rooms.enter(principal.id, socket):
            self.presence.came(principal.id)

    async def _seat(self, principal: Principal) -> None:
        """In all their chats. First what happens to them is followed, then it is read which chats those are, then those
        are followed: whatever happens in between is heard, or is in the client's next sync."""
        await self._bus.following()
        memberships = await store.list_memberships(self._database, [principal.id])
        self.rooms.seat(principal.id, memberships)
        await self._bus.following()

    def _admit(self, credentials: dict[str, object]) -> Principal:
        token = credentials.get("token")
        try:
            principal = self._gate.admit(token if isinstance(token, str) else "")
            self.require_open(principal.id)
        except Unauthorized as refusal:
            raise Refuse("unauthorized", {"code": refusal.code}) from None
        except UnderMaintenance as refusal:
            raise Refuse(refusal.code, {"retry_after": refusal.retry_after}) from None
        return principal

    def _disconnect(self, socket: Socket, _reason: str) -> None:
        user_id = socket.data.id
        self._crowds.left(user_id)
        if self.rooms.leave(user_id, socket):
            self.presence.left(user_id)
            self.news.typists.gone(user_id)

    async def expire(self) -> None:
        """End the sockets whose session is over, or whose token ran out a while ago and was not renewed."""
        past = time() - EXPIRY_GRACE_SECONDS
        for socket in list(self.rooms.sockets()):
            if socket.data.expires_at < past or self._gate.is_over(socket.data):
                _expire(socket)


def _expire(socket: Socket) -> None:
    socket.disconnect(encode("session:expired", {}), final=True)


def _refusal(error: BaseException) -> BaseException:
    if isinstance(error, Refuse) or not isinstance(error, Exception):
        return error
    problem = http.explain(error)
    return Refuse("unavailable", {"code": problem.code, "retry_after": problem.retry_after})
