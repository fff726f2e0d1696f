"""Messages: accepting them durably, in one order for everybody, and reading them again."""

from kocmoc.messages import routes
from kocmoc.messages.actions import Messages
from kocmoc.messages.edits.routes import ROUTES as EDITS
from kocmoc.messages.errors import ChatNotFound, MessageNotFound, TooFast
from kocmoc.messages.forwards.routes import ROUTES as FORWARDS
from kocmoc.messages.journal import Journal, Letter, Receipt, Stale, Writer, hold, note
from kocmoc.messages.pins.routes import ROUTES as PINS
from kocmoc.messages.previews import Fetcher, Previews
from kocmoc.messages.reactions.fading import TICK_SECONDS as FADING_SECONDS
from kocmoc.messages.reactions.fading import Feelings, let_fade
from kocmoc.messages.reactions.routes import ROUTES as REACTIONS
from kocmoc.messages.reading import list_changed
from kocmoc.messages.retention import RETENTION_SECONDS, Retention
from kocmoc.messages.rows import for_reader, from_row, message_id
from kocmoc.messages.rules import place
from kocmoc.messages.scheduled import DISPATCH_SECONDS, Dispatch, Schedule, leave, say_farewell
from kocmoc.messages.scheduled.routes import ROUTES as SCHEDULED
from kocmoc.messages.store import AROUND, MESSAGE, SEEN
from kocmoc.messages.types import (
    Deed,
    DeedKind,
    Deleted,
    Draft,
    DraftCleared,
    DraftType,
    Entity,
    Message,
    MessageType,
    Pinned,
    Reacted,
    Sender,
)

ROUTES = [*routes.ROUTES, *EDITS, *FORWARDS, *REACTIONS, *PINS, *SCHEDULED]

__all__ = [
    "AROUND",
    "DISPATCH_SECONDS",
    "FADING_SECONDS",
    "MESSAGE",
    "RETENTION_SECONDS",
    "ROUTES",
    "SEEN",
    "ChatNotFound",
    "Deed",
    "DeedKind",
    "Deleted",
    "Dispatch",
    "Draft",
    "DraftCleared",
    "DraftType",
    "Entity",
    "Feelings",
    "Fetcher",
    "Journal",
    "Letter",
    "Message",
    "MessageNotFound",
    "MessageType",
    "Messages",
    "Pinned",
    "Previews",
    "Reacted",
    "Receipt",
    "Retention",
    "Schedule",
    "Sender",
    "Stale",
    "TooFast",
    "Writer",
    "for_reader",
    "from_row",
    "hold",
    "leave",
    "let_fade",
    "list_changed",
    "message_id",
    "note",
    "place",
    "say_farewell",
]
