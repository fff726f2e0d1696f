"""Messages: accepting them durably, in one order for everybody, and reading them again."""

from kocmoc.messages.actions import Messages
from kocmoc.messages.errors import ChatNotFound, TooFast
from kocmoc.messages.journal import Journal
from kocmoc.messages.routes import ROUTES
from kocmoc.messages.store import MESSAGE, list_changed
from kocmoc.messages.types import Draft, Message, Sender, from_row
from kocmoc.messages.writing import Entry, Receipt, Writer

__all__ = [
    "MESSAGE",
    "ROUTES",
    "ChatNotFound",
    "Draft",
    "Entry",
    "Journal",
    "Message",
    "Messages",
    "Receipt",
    "Sender",
    "TooFast",
    "Writer",
    "from_row",
    "list_changed",
]
