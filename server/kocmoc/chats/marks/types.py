"""What has happened."""

from typing import NamedTuple

from kocmoc.chats.types import ChatType


class Mark(NamedTuple):
    """`chat.read`: how far a member has read, after they said so."""

    chat_id: int
    chat_type: ChatType
    user_id: int
    seq: int
    unread_count: int
    unread_mentions_count: int


class Front(NamedTuple):
    """`front.moved`: a mark that is one of the two highest of its group now."""

    chat_id: int
    user_id: int
    seq: int
