"""Members: who is in a group or channel, and what they are in it."""

from kocmoc.chats.members.actions import require_known
from kocmoc.chats.members.leaving import farewell
from kocmoc.chats.members.moving import seat, welcome
from kocmoc.chats.members.routes import ROUTES
from kocmoc.chats.members.standing import hold, require
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
    "list_leader_ids",
    "require",
    "require_known",
    "seat",
    "welcome",
]
