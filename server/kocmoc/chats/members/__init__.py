"""Members: who is in a group or channel, and what they are in it."""

from kocmoc.chats.members.actions import require_known
from kocmoc.chats.members.leaving import farewell
from kocmoc.chats.members.moving import join, seat
from kocmoc.chats.members.routes import ROUTES
from kocmoc.chats.members.standing import hold, require, require_may_post
from kocmoc.chats.members.store import find_roll, list_leader_ids
from kocmoc.chats.members.types import Joined, Left, RolesChanged

__all__ = [
    "ROUTES",
    "Joined",
    "Left",
    "RolesChanged",
    "farewell",
    "find_roll",
    "hold",
    "join",
    "list_leader_ids",
    "require",
    "require_known",
    "require_may_post",
    "seat",
]
