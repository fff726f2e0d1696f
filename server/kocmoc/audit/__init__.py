"""What administrators do, written down in the transaction that does it."""

from kocmoc.audit.actions import list_entries, write
from kocmoc.audit.routes import ROUTES
from kocmoc.audit.types import Entry

__all__ = ["ROUTES", "Entry", "list_entries", "write"]
