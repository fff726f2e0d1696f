"""What has happened."""

from typing import NamedTuple

from kocmoc.chats.types import ChatType


class Mark(NamedTuple):
    """`chat.read`: how far a member has read, after they said so. `leads`: further than all of a group but one."""

    chat_id: int
    chat_type: ChatType
    user_id: int
    seq: int
    leads: bool
    unread_count: int
    unread_mentions_count: int
