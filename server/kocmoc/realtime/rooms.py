"""Who hears what: chats hold users, users hold sockets, so 1,000 chats on three devices cost 1,000 entries."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from kocmoc.core.bus import Bus, News
from kocmoc.realtime.engine import Packet, Server, Socket, encode
from kocmoc.realtime.store import Membership

# News of a user that is for the process they are connected to, not for them.
JOIN, PART, HIDE = "@join", "@part", "@hide"


class Move(msgspec.Struct, array_like=True):
    """A member comes into a chat, leaves it, or hides it. What they see of it begins behind `visible_after`."""

    chat_id: int
    visible_after: int = 0


class Stale(msgspec.Struct):
    """The chat is at this version now: whoever holds an earlier one is behind."""

    chat_id: str
    version: int


class _Seat:
    """One person here: their sockets, and the chats they are in."""

    __slots__ = ("chats", "sockets")

    def __init__(self) -> None:
        self.sockets: list[Socket] = []
        self.chats: set[int] = set()


class _Room:
    """One chat: who of its members is here, and behind which place each of them begins to see.

    Who has hidden it hears nothing, and is seated again when a message comes behind that place.
    """

    __slots__ = ("hidden", "latest_start", "members")

    def __init__(self) -> None:
        self.members: dict[int, int] = {}
        self.hidden: dict[int, int] = {}
        self.latest_start = 0

    def seat(self, user_id: int, visible_after: int) -> None:
        self.hidden.pop(user_id, None)
        self.members[user_id] = visible_after
        self.latest_start = max(self.latest_start, visible_after)

    def hide(self, user_id: int, visible_after: int) -> None:
        self.members.pop(user_id, None)
        self.hidden[user_id] = visible_after

    def returning(self, seq: int) -> list[int]:
        """Those who have hidden the chat and may see this message."""
        return [user for user, after in self.hidden.items() if after < seq]


class Rooms:
    """The people connected to this process. It follows on the bus only what they need."""

    def __init__(self, bus: Bus, server: Server) -> None:
        self._bus = bus
        self._server = server
        self._seats: dict[int, _Seat] = {}
        self._rooms: dict[int, _Room] = {}
        # Told of a user and a chat they had hidden, when something new is said in it.
        self.on_return: Callable[[int, int], None] = lambda _user_id, _chat_id: None

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
            self._bus.subscribe(f"user:{user_id}", self._hear_of_user)

    def enter(self, user_id: int, socket: Socket, memberships: Iterable[Membership]) -> bool:
        """Seat a socket in all its person's chats. Answers whether it is their first."""
        self.expect(user_id)
        for membership in memberships:
            self.join(user_id, membership.chat_id, membership.visible_after)
            if membership.is_hidden:
                self.hide(user_id, membership.chat_id, membership.visible_after)
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
        self._bus.unsubscribe(f"user:{user_id}", self._hear_of_user)
        return socket is not None

    def join(self, user_id: int, chat_id: int, visible_after: int = 0) -> None:
        """Takes effect on all sockets of a person who is here, at once."""
        seat = self._seats.get(user_id)
        if seat is None:
            return
        seat.chats.add(chat_id)
        if chat_id not in self._rooms:
            self._rooms[chat_id] = _Room()
            self._bus.subscribe(f"chat:{chat_id}", self._hear_of_chat)
        self._rooms[chat_id].seat(user_id, visible_after)

    def hide(self, user_id: int, chat_id: int, visible_after: int) -> None:
        """They hear nothing of the chat until there is a message behind this place."""
        if self.is_in(user_id, chat_id):
            self._rooms[chat_id].hide(user_id, visible_after)

    def part(self, user_id: int, chat_id: int) -> None:
        seat = self._seats.get(user_id)
        if seat is not None:
            seat.chats.discard(chat_id)
        room = self._rooms.get(chat_id)
        if room is None:
            return
        room.members.pop(user_id, None)
        room.hidden.pop(user_id, None)
        if not room.members and not room.hidden:
            del self._rooms[chat_id]
            self._bus.unsubscribe(f"chat:{chat_id}", self._hear_of_chat)

    def _hear_of_user(self, news: News) -> None:
        user_id = _number(news)
        if news.name in (JOIN, PART, HIDE):
            self._move(user_id, news)
        else:
            self._server.send(_packet(news), self._seats[user_id].sockets)

    def _move(self, user_id: int, news: News) -> None:
        move = msgspec.json.decode(news.body, type=Move)
        if news.name == JOIN:
            self.join(user_id, move.chat_id, move.visible_after)
        elif news.name == HIDE:
            self.hide(user_id, move.chat_id, move.visible_after)
        else:
            self.part(user_id, move.chat_id)

    def _hear_of_chat(self, news: News) -> None:
        """The hot path: encoded once, framed once, one append for each socket."""
        chat_id = _number(news)
        room, besides = self._rooms[chat_id], news.besides
        if room.hidden:
            self._return(chat_id, room, news)
        if news.seq > room.latest_start or not news.seq:
            self._send(_packet(news), (user for user in room.members if user != besides))
            return
        self._send(_packet(news), (user for user, after in room.members.items() if after < news.seq))
        stale = encode("chat:stale", Stale(str(chat_id), news.version))
        self._send(stale, (user for user, after in room.members.items() if after >= news.seq))

    def _return(self, chat_id: int, room: _Room, news: News) -> None:
        """Seated again, before the message that brings them back."""
        for user_id in room.returning(news.seq):
            room.seat(user_id, room.hidden[user_id])
            self.on_return(user_id, chat_id)

    def _send(self, packet: Packet, users: Iterable[int]) -> None:
        seats = self._seats
        self._server.send(packet, (socket for user in users for socket in seats[user].sockets))


def _packet(news: News) -> Packet:
    return encode(news.name, msgspec.Raw(news.body))


def _number(news: News) -> int:
    return int(news.subject.partition(":")[2])
