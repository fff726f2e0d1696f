"""What administrators do, written down in the transaction that does it."""

from kocmoc.audit.actions import write
from kocmoc.audit.routes import ROUTES

__all__ = ["ROUTES", "write"]
