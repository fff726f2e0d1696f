"""What one member wants of a chat, for themselves alone: its place in their list, its silence, its past."""

from kocmoc.chats.wishes.actions import hide
from kocmoc.chats.wishes.routes import ROUTES
from kocmoc.chats.wishes.store import unhide

__all__ = ["ROUTES", "hide", "unhide"]
