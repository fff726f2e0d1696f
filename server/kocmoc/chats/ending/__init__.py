"""The end of groups and channels: at once for those in it, and bit by bit for what was said there."""

from kocmoc.chats.ending.actions import Sweeper, end, end_notes

__all__ = ["Sweeper", "end", "end_notes"]
