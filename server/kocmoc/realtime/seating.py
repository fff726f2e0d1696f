"""Places: what one process remembers of each person and each chat it serves."""

import msgspec

from kocmoc.realtime.engine import Socket

# News of a user that is for the process they are connected to, not for them.
JOIN, PART, HIDE = "@join", "@part", "@hide"
MOVES = frozenset({JOIN, PART, HIDE})
# The same of a chat: it is over.
CLOSE = "@close"


class Move(msgspec.Struct, array_like=True):
    """A member comes into a chat, leaves it, or hides it. What they see of it begins behind `visible_after`; with
    `is_shown` they are told of it as of a new one."""

    chat_id: int
    visible_after: int = 0
    is_shown: bool = False


class Seat:
    """One person here: their sockets, and the chats they are in.

    Of who is `coming` it is remembered what they `left` meanwhile: the list of their chats may have been read before.
    """

    __slots__ = ("chats", "coming", "left", "sockets")

    def __init__(self) -> None:
        self.sockets: list[Socket] = []
        self.chats: set[int] = set()
        self.coming = 0
        self.left: set[int] = set()

    @property
    def is_free(self) -> bool:
        return not self.sockets and not self.coming

    def arrived(self) -> None:
        self.coming -= 1
        if not self.coming:
            self.left.clear()

    def note(self, move: str, chat_id: int) -> None:
        if move == PART and self.coming:
            self.left.add(chat_id)
        elif move == JOIN:
            self.left.discard(chat_id)


class Room:
    """One chat: who of its members is here, and behind which place each of them begins to see.

    Who has hidden it hears nothing, and is seated again when a message comes behind that place.
    """

    __slots__ = ("hidden", "latest_start", "members")

    def __init__(self) -> None:
        self.members: dict[int, int] = {}
        self.hidden: dict[int, int] = {}
        self.latest_start = 0

    @property
    def is_empty(self) -> bool:
        return not self.members and not self.hidden

    def seat(self, user_id: int, visible_after: int) -> None:
        self.hidden.pop(user_id, None)
        self.members[user_id] = visible_after
        self.latest_start = max(self.latest_start, visible_after)

    def hide(self, user_id: int, visible_after: int) -> None:
        self.members.pop(user_id, None)
        self.hidden[user_id] = visible_after

    def part(self, user_id: int) -> None:
        self.members.pop(user_id, None)
        self.hidden.pop(user_id, None)

    def returning(self, seq: int) -> list[int]:
        """Those who have hidden the chat and may see this message."""
        return [user for user, after in self.hidden.items() if after < seq]
