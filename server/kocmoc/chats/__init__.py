"""Chats: who talks with whom, and how far everybody has read."""

from kocmoc.chats.actions import get_chat, get_chats, read
from kocmoc.chats.routes import ROUTES
from kocmoc.chats.store import is_member, list_member_ids, list_peer_ids
from kocmoc.chats.types import Chat, ChatType, Mark, Opened, Seq

__all__ = [
    "ROUTES",
    "Chat",
    "ChatType",
    "Mark",
    "Opened",
    "Seq",
    "get_chat",
    "get_chats",
    "is_member",
    "list_member_ids",
    "list_peer_ids",
    "read",
]
