"""The journal: the only writer of messages, many at once."""

from kocmoc.messages.journal.changes import Alteration, Change, Outcome, Receipt, Stale, altered
from kocmoc.messages.journal.extra import Extra, Source
from kocmoc.messages.journal.files import look_up
from kocmoc.messages.journal.letters import Letter
from kocmoc.messages.journal.mentions import mention
from kocmoc.messages.journal.notes import hold, note, note_all
from kocmoc.messages.journal.queue import Journal
from kocmoc.messages.journal.shape import IS_UNWELCOME, alteration, unasked_alteration
from kocmoc.messages.journal.writing import Writer

__all__ = [
    "IS_UNWELCOME",
    "Alteration",
    "Change",
    "Extra",
    "Journal",
    "Letter",
    "Outcome",
    "Receipt",
    "Source",
    "Stale",
    "Writer",
    "alteration",
    "altered",
    "hold",
    "look_up",
    "mention",
    "note",
    "note_all",
    "unasked_alteration",
]
