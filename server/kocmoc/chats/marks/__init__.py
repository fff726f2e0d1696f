"""Read marks: how far everybody has read, and how much is left."""

from kocmoc.chats.marks.actions import read
from kocmoc.chats.marks.routes import ROUTES
from kocmoc.chats.marks.store import leave_front, push_front
from kocmoc.chats.marks.types import Mark

__all__ = ["ROUTES", "Mark", "leave_front", "push_front", "read"]
