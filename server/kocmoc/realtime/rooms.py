"""Who hears what: chats hold users, users hold sockets, so 1,000 chats on three devices cost 1,000 entries."""

from collections.abc import Callable, Iterable, Iterator

import msgspec

from kocmoc.core import meters
from kocmoc.core.bus import EVERYONE, Bus, News
from kocmoc.realtime.each import EACH, Each
from kocmoc.realtime.engine import Packet, Server, Socket, encode
from kocmoc.realtime.order import STALE, Order, Stale
from kocmoc.realtime.seating import CLOSE, HIDE, JOIN, MOVES, PART, Move, Room, Seat
from kocmoc.realtime.store import Membership

SAID = frozenset({"message:new", "message:forward"})


class Rooms:
    """The people connected to this process. It follows on the bus only what they need."""

    def __init__(self, bus: Bus, server: Server, order: Order) -> None:
        self._bus = bus
        self._server = server
        self._order = order
        self._seats: dict[int, Seat] = {}
        self._rooms: dict[int, Room] = {}
        # Told of a user and a chat that is new to them, or that they had hidden and something new is said in it.
        self.on_show: Callable[[int, int], None] = lambda _user_id, _chat_id: None
        # Told of a chat and a message in it, before anybody here hears it.
        self.on_said: Callable[[int, bytes], None] = lambda _chat_id, _message: None
        order.spread = self._spread
        bus.subscribe(EVERYONE, self._hear_of_many)

    def is_in(self, user_id: int, chat_id: int) -> bool:
        seat = self._seats.get(user_id)
        return seat is not None and chat_id in seat.chats

    def users(self) -> list[int]:
        return list(self._seats)

    def chats_of(self, user_id: int) -> set[int]:
        seat = self._seats.get(user_id)
        return set(seat.chats) if seat else set()

    def sockets(self) -> Iterator[Socket]:
        for seat in self._seats.values():
            yield from seat.sockets

    def sockets_of(self, user_id: int) -> list[Socket]:
        seat = self._seats.get(user_id)
        return list(seat.sockets) if seat else []

    def expect(self, user_id: int) -> None:
        """Somebody is coming in: from here on no chat they are added to is missed."""
        if user_id not in self._seats:
            self._seats[user_id] = Seat()
            self._bus.subscribe(f"user:{user_id}", self._hear_of_user)
        self._seats[user_id].coming += 1

    def seat(self, user_id: int, memberships: Iterable[Membership]) -> None:
        """Somebody expected, in all their chats but for those they have left while the list was read."""
        left = self._seats[user_id].left
        for each in memberships:
            if each.chat_id not in left:
                self.join(user_id, each.chat_id, each.visible_after, each.version)
                if each.is_hidden:
                    self.hide(user_id, each.chat_id, each.visible_after)

    def enter(self, user_id: int, socket: Socket) -> bool:
        """A socket of somebody expected. Answers whether it is their first."""
        seat = self._seats[user_id]
        seat.arrived()
        seat.sockets.append(socket)
        return len(seat.sockets) == 1

    def turn_away(self, user_id: int) -> None:
        """Somebody expected does not come."""
        self._seats[user_id].arrived()
        self._clear(user_id)

    def leave(self, user_id: int, socket: Socket) -> bool:
        """A socket is gone. Answers whether it was its person's last."""
        seat = self._seats[user_id]
        seat.sockets.remove(socket)
        self._clear(user_id)
        return not seat.sockets

    def join(self, user_id: int, chat_id: int, visible_after: int = 0, version: int = 0) -> None:
        """Takes effect on all sockets of a person who is here, at once."""
        seat = self._seats.get(user_id)
        if seat is None:
            return
        seat.chats.add(chat_id)
        if chat_id not in self._rooms:
            self._rooms[chat_id] = Room()
            self._order.begin(chat_id, version)
            self._bus.subscribe(f"chat:{chat_id}", self._hear_of_chat)
        self._rooms[chat_id].seat(user_id, visible_after)

    def hide(self, user_id: int, chat_id: int, visible_after: int) -> None:
        """They hear nothing of the chat until there is a message behind this place."""
        if self.is_in(user_id, chat_id):
            self._rooms[chat_id].hide(user_id, visible_after)

    def part(self, user_id: int, chat_id: int) -> None:
        seat, room = self._seats.get(user_id), self._rooms.get(chat_id)
        if seat is not None:
            seat.chats.discard(chat_id)
        if room is None:
            return
        room.part(user_id)
        if room.is_empty:
            del self._rooms[chat_id]
            self._order.end(chat_id)
            self._bus.unsubscribe(f"chat:{chat_id}", self._hear_of_chat)

    def tell(self, user_ids: Iterable[int], packet: Packet) -> None:
        """Those of these people who are here."""
        seats = self._seats
        here = (seats[user_id] for user_id in user_ids if user_id in seats)
        self._server.send(packet, (socket for seat in here for socket in seat.sockets))

    def _clear(self, user_id: int) -> None:
        seat = self._seats[user_id]
        if not seat.is_free:
            return
        for chat_id in tuple(seat.chats):
            self.part(user_id, chat_id)
        del self._seats[user_id]
        self._bus.unsubscribe(f"user:{user_id}", self._hear_of_user)

    def _hear_of_user(self, news: News) -> None:
        user_id = _number(news)
        if news.name in MOVES:
            self._move(user_id, news.name, msgspec.json.decode(news.body, type=Move))
        else:
            self.tell((user_id,), _packet(news))

    def _hear_of_many(self, news: News) -> None:
        if news.name == EACH:
            each = msgspec.json.decode(news.body, type=Each)
            self.tell(each.to, encode(each.name, each.event))

    def _move(self, user_id: int, name: str, move: Move) -> None:
        self._seats[user_id].note(name, move.chat_id)
        if name == JOIN:
            self.join(user_id, move.chat_id, move.visible_after)
        elif name == HIDE:
            self.hide(user_id, move.chat_id, move.visible_after)
        else:
            self.part(user_id, move.chat_id)
        if move.is_shown:
            self.on_show(user_id, move.chat_id)

    def _hear_of_chat(self, news: News) -> None:
        if news.version:
            self._order.take(_number(news), news)
        elif news.name == CLOSE:
            self._close(_number(news))
        else:
            self._spread(_number(news), news)

    def _close(self, chat_id: int) -> None:
        room = self._rooms[chat_id]
        for user_id in [*room.members, *room.hidden]:
            self._seats[user_id].note(PART, chat_id)
            self.part(user_id, chat_id)

    def _spread(self, chat_id: int, news: News) -> None:
        """The hot path: encoded once, framed once, one append for each socket."""
        room = self._rooms.get(chat_id)
        if room is None:
            return
        besides = news.besides
        if room.hidden:
            self._return(chat_id, room, news)
        meters.fan_out.observe(len(room.members))
        if news.name in SAID:
            self.on_said(chat_id, news.body)
        if news.seq > room.latest_start or not news.seq:
            self._send(_packet(news), (user for user in room.members if user != besides))
            return
        self._send(_packet(news), (user for user, after in room.members.items() if after < news.seq))
        stale = encode(STALE, Stale(str(chat_id), news.version))
        self._send(stale, (user for user, after in room.members.items() if after >= news.seq))

    def _return(self, chat_id: int, room: Room, news: News) -> None:
        """Seated again, before the message that brings them back."""
        for user_id in room.returning(news.seq):
            room.seat(user_id, room.hidden[user_id])
            self.on_show(user_id, chat_id)

    def _send(self, packet: Packet, users: Iterable[int]) -> None:
        seats = self._seats
        self._server.send(packet, (socket for user in users for socket in seats[user].sockets))


def _packet(news: News) -> Packet:
    return encode(news.name, msgspec.Raw(news.body))


def _number(news: News) -> int:
    return int(news.subject.partition(":")[2])
