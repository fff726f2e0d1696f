"""Messages put off: written now, sent later, exactly once."""

from kocmoc.messages.scheduled.actions import Schedule, leave, say_farewell
from kocmoc.messages.scheduled.sending import TICK_SECONDS as DISPATCH_SECONDS
from kocmoc.messages.scheduled.sending import Dispatch

__all__ = ["DISPATCH_SECONDS", "Dispatch", "Schedule", "leave", "say_farewell"]
