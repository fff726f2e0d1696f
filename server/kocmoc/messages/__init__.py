"""Messages: accepting them durably, in one order for everybody, and reading them again."""

from kocmoc.messages.actions import Messages, list_changed
from kocmoc.messages.errors import ChatNotFound, MessageNotFound, TooFast
from kocmoc.messages.journal import Journal, Letter, Receipt, Stale, Writer, hold, note
from kocmoc.messages.routes import ROUTES
from kocmoc.messages.rows import for_reader, from_row, message_id
from kocmoc.messages.store import AROUND, MESSAGE, SEEN
from kocmoc.messages.types import Deed, Draft, Entity, Message, Sender

__all__ = [
    "AROUND",
    "MESSAGE",
    "ROUTES",
    "SEEN",
    "ChatNotFound",
    "Deed",
    "Draft",
    "Entity",
    "Journal",
    "Letter",
    "Message",
    "MessageNotFound",
    "Messages",
    "Receipt",
    "Sender",
    "Stale",
    "TooFast",
    "Writer",
    "for_reader",
    "from_row",
    "hold",
    "list_changed",
    "message_id",
    "note",
]
