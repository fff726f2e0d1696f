"""News of how far everybody has read."""

import msgspec

from kocmoc.chats import Front, Mark
from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.news.pace import Pace


class Read(msgspec.Struct):
    """How far somebody has read; to their own sockets also what is left."""

    chat_id: str
    user_id: str
    seq: int
    unread_count: int | msgspec.UnsetType = msgspec.UNSET
    unread_mentions_count: int | msgspec.UnsetType = msgspec.UNSET


class MarkNews:
    """To the reader's own sockets at once, and to the other half of a direct chat. A group hears of its two highest
    marks, one a second, the highest first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._fronts: dict[int, list[Front]] = {}
        self.pace = Pace(self._tell_group)

    def read(self, mark: Mark) -> None:
        news = Read(str(mark.chat_id), str(mark.user_id), mark.seq)
        if mark.chat_type == "direct":
            self._desk.tell(f"chat:{mark.chat_id}", "chat:read", news, besides=mark.user_id)
        mine = msgspec.structs.replace(
            news, unread_count=mark.unread_count, unread_mentions_count=mark.unread_mentions_count
        )
        self._desk.tell(f"user:{mark.user_id}", "chat:read", mine)

    def led(self, front: Front) -> None:
        others = [each for each in self._fronts.get(front.chat_id, ()) if each.user_id != front.user_id]
        self._fronts[front.chat_id] = sorted([front, *others], key=lambda each: each.seq, reverse=True)[:2]
        self.pace.due(front.chat_id)

    def _tell_group(self, chat_id: int) -> None:
        front, *rest = self._fronts.pop(chat_id)
        self._desk.tell(
            f"chat:{chat_id}", "chat:read", Read(str(chat_id), str(front.user_id), front.seq), besides=front.user_id
        )
        if rest:
            self._fronts[chat_id] = rest
            self.pace.due(chat_id)

    def close(self) -> None:
        self.pace.close()
