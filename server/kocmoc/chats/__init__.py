"""Chats: who talks with whom, and how far everybody has read."""

from kocmoc.chats import groups, invites, marks, members, routes, wishes
from kocmoc.chats.ending import Sweeper
from kocmoc.chats.look import find_chat, get_chat, get_chats
from kocmoc.chats.marks import Front, Mark, read
from kocmoc.chats.members import Joined, Left, RolesChanged, farewell, find_roll, list_leader_ids, require_may_post
from kocmoc.chats.types import Arranged, Changed, Chat, ChatType, ChatUpdate, Cleared, Ended, Hidden, Opened, Role, Seq

ROUTES = [*routes.ROUTES, *groups.ROUTES, *members.ROUTES, *invites.ROUTES, *marks.ROUTES, *wishes.ROUTES]

__all__ = [
    "ROUTES",
    "Arranged",
    "Changed",
    "Chat",
    "ChatType",
    "ChatUpdate",
    "Cleared",
    "Ended",
    "Front",
    "Hidden",
    "Joined",
    "Left",
    "Mark",
    "Opened",
    "Role",
    "RolesChanged",
    "Seq",
    "Sweeper",
    "farewell",
    "find_chat",
    "find_roll",
    "get_chat",
    "get_chats",
    "list_leader_ids",
    "read",
    "require_may_post",
]
