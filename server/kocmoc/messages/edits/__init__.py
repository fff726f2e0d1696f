"""Editing: what a message says instead, and what it said before."""

from kocmoc.messages.edits.actions import list_edits
from kocmoc.messages.edits.change import Edit
from kocmoc.messages.edits.types import Edits

__all__ = ["Edit", "Edits", "list_edits"]
