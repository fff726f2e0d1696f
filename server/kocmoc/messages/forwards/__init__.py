"""Forwarding: what somebody wrote, shown elsewhere."""

from kocmoc.messages.forwards.letters import compose
from kocmoc.messages.forwards.types import Forwarded, Forwarding

__all__ = ["Forwarded", "Forwarding", "compose"]
