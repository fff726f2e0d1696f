"""Who hears what: chats hold users, users hold sockets, so 1,000 chats on three devices cost 1,000 entries."""

from collections.abc import Iterable, Iterator

import msgspec

from kocmoc.core.bus import LocalBus, News
from kocmoc.realtime.engine import Server, Socket, encode


class _Seat:
    """One person here: their sockets, and the chats they are in."""

    __slots__ = ("chats", "sockets")

    def __init__(self) -> None:
        self.sockets: list[Socket] = []
        self.chats: set[int] = set()


class Rooms:
    """The people connected to this process. It follows on the bus only what they need."""

    def __init__(self, bus: LocalBus, server: Server) -> None:
        self._bus = bus
        self._server = server
        self._seats: dict[int, _Seat] = {}
        self._chats: dict[int, set[int]] = {}

    def is_here(self, user_id: int) -> bool:
        seat = self._seats.get(user_id)
        return seat is not None and bool(seat.sockets)

    def is_in(self, user_id: int, chat_id: int) -> bool:
        seat = self._seats.get(user_id)
        return seat is not None and chat_id in seat.chats

    def sockets(self) -> Iterator[Socket]:
        for seat in self._seats.values():
            yield from seat.sockets

    def expect(self, user_id: int) -> None:
        """Somebody is coming in: from here on no chat they are added to is missed."""
        if user_id not in self._seats:
            self._seats[user_id] = _Seat()
            self._bus.subscribe(f"user:{user_id}", self._hear)

    def enter(self, user_id: int, socket: Socket, chat_ids: Iterable[int]) -> bool:
        """Seat a socket in all its person's chats. Answers whether it is their first."""
        self.expect(user_id)
        for chat_id in chat_ids:
            self.join(user_id, chat_id)
        seat = self._seats[user_id]
        seat.sockets.append(socket)
        return len(seat.sockets) == 1

    def leave(self, user_id: int, socket: Socket | None = None) -> bool:
        """A socket is gone (or never came). Answers whether it was its person's last."""
        seat = self._seats.get(user_id)
        if seat is None:
            return False
        if socket in seat.sockets:
            seat.sockets.remove(socket)
        if seat.sockets:
            return False
        for chat_id in tuple(seat.chats):
            self.part(user_id, chat_id)
        del self._seats[user_id]
        self._bus.unsubscribe(f"user:{user_id}", self._hear)
        return socket is not None

    def join(self, user_id: int, chat_id: int) -> None:
        """Takes effect on all sockets of a person who is here, at once."""
        seat = self._seats.get(user_id)
        if seat is None:
            return
        seat.chats.add(chat_id)
        if chat_id not in self._chats:
            self._chats[chat_id] = set()
            self._bus.subscribe(f"chat:{chat_id}", self._hear)
        self._chats[chat_id].add(user_id)

    def part(self, user_id: int, chat_id: int) -> None:
        seat = self._seats.get(user_id)
        if seat is not None:
            seat.chats.discard(chat_id)
        members = self._chats.get(chat_id)
        if members is None:
            return
        members.discard(user_id)
        if not members:
            del self._chats[chat_id]
            self._bus.unsubscribe(f"chat:{chat_id}", self._hear)

    def _hear(self, news: News) -> None:
        """The hot path: encoded once, framed once, one append for each socket."""
        kind, _, number = news.subject.partition(":")
        seats = self._seats
        if kind == "user":
            sockets = iter(seats[int(number)].sockets)
        else:
            users = self._chats[int(number)]
            sockets = (socket for user in users if user != news.besides for socket in seats[user].sockets)
        self._server.send(encode(news.name, msgspec.Raw(news.body)), sockets)
