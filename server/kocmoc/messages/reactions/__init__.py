"""Reactions: one emoji of somebody under a message."""

from kocmoc.messages.reactions.actions import list_reactors
from kocmoc.messages.reactions.change import Reacting
from kocmoc.messages.reactions.emoji import require_emoji
from kocmoc.messages.reactions.types import Reactors

__all__ = ["Reacting", "Reactors", "list_reactors", "require_emoji"]
