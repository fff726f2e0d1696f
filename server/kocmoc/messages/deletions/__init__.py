"""Deleting messages."""

from kocmoc.messages.deletions.change import Deletion, tell

__all__ = ["Deletion", "tell"]
