"""Groups and channels as a whole: how they begin, change and end."""

from kocmoc.chats.groups.actions import end
from kocmoc.chats.groups.routes import ROUTES

__all__ = ["ROUTES", "end"]
