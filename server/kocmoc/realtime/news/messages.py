"""News of messages."""

from kocmoc.messages import Deleted, Message, Pinned, Reacted, Stale
from kocmoc.realtime import order
from kocmoc.realtime.news.desk import Desk


class MessageNews:
    """Each change of a chat's messages, to everybody in it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def created(self, message: Message) -> None:
        self._tell("message:new", message)

    def forwarded(self, message: Message) -> None:
        self._tell("message:forward", message)

    def edited(self, message: Message) -> None:
        """Also when only its link has been looked up: `edited` says which."""
        self._tell("message:edit", message)

    def deleted(self, deleted: Deleted) -> None:
        self._tell("message:delete", deleted)

    def reacted(self, reacted: Reacted) -> None:
        self._tell("message:reaction", reacted)

    def pinned(self, pinned: Pinned) -> None:
        self._tell("message:pin", pinned)

    def missed(self, stale: Stale) -> None:
        """There was a change that perhaps nobody has announced."""
        told = order.Stale(str(stale.chat_id), stale.version)
        self._desk.tell(f"chat:{stale.chat_id}", order.STALE, told, version=stale.version)

    def _tell(self, name: str, change: Message | Deleted | Reacted | Pinned) -> None:
        self._desk.tell(f"chat:{change.chat_id}", name, change, version=change.version, seq=change.seq)
