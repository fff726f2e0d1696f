"""Deleting messages."""

from kocmoc.messages.deletions.change import Deletion

__all__ = ["Deletion"]
