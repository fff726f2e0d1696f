"""Chats: who talks with whom, and how far everybody has read."""

from kocmoc.chats import marks, routes, wishes
from kocmoc.chats.look import get_chat, get_chats
from kocmoc.chats.marks import Mark, read
from kocmoc.chats.types import Arranged, Changed, Chat, ChatType, ChatUpdate, Cleared, Ended, Hidden, Opened, Seq

ROUTES = [*routes.ROUTES, *marks.ROUTES, *wishes.ROUTES]

__all__ = [
    "ROUTES",
    "Arranged",
    "Changed",
    "Chat",
    "ChatType",
    "ChatUpdate",
    "Cleared",
    "Ended",
    "Hidden",
    "Mark",
    "Opened",
    "Seq",
    "get_chat",
    "get_chats",
    "read",
]
