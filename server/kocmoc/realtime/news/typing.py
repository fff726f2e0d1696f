"""News of who is typing."""

import msgspec

from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.typists import Action


class Typing(msgspec.Struct):
    chat_id: str
    user_id: str
    action: Action


class TypingNews:
    """To the chat, but for the typist."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def changed(self, chat_id: int, user_id: int, action: Action, started: bool) -> None:
        name = "typing:start" if started else "typing:stop"
        typing = Typing(str(chat_id), str(user_id), action)
        self._desk.tell(f"chat:{chat_id}", name, typing, besides=user_id)
