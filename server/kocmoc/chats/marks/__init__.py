"""Read marks: how far everybody has read, and how much is left."""

from kocmoc.chats.marks.actions import lead, read
from kocmoc.chats.marks.routes import ROUTES
from kocmoc.chats.marks.store import leave_front
from kocmoc.chats.marks.types import Front, Mark

__all__ = ["ROUTES", "Front", "Mark", "lead", "leave_front", "read"]
