"""News of messages."""

from kocmoc.messages import Message, Stale
from kocmoc.realtime import order
from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.typists import Typists


class MessageNews:
    """Each change of a chat's messages, to everybody in it."""

    def __init__(self, desk: Desk, typists: Typists) -> None:
        self._desk = desk
        self._typists = typists

    def created(self, message: Message) -> None:
        self._typists.stop(int(message.chat_id), int(message.sender.id))
        self._tell("message:new", message)

    def missed(self, stale: Stale) -> None:
        """There was a change that perhaps nobody has announced."""
        told = order.Stale(str(stale.chat_id), stale.version)
        self._desk.tell(f"chat:{stale.chat_id}", order.STALE, told, version=stale.version)

    def _tell(self, name: str, message: Message) -> None:
        self._desk.tell(f"chat:{message.chat_id}", name, message, version=message.version, seq=message.seq)
