"""The journal: the only writer of messages, many at once."""

from kocmoc.messages.journal.changes import Receipt, Stale
from kocmoc.messages.journal.letters import Letter
from kocmoc.messages.journal.notes import hold, note
from kocmoc.messages.journal.queue import Journal
from kocmoc.messages.journal.writing import Writer

__all__ = ["Journal", "Letter", "Receipt", "Stale", "Writer", "hold", "note"]
