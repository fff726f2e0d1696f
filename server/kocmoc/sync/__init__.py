"""Sync: how a client that was away comes back into step."""

from kocmoc.sync.actions import sync
from kocmoc.sync.routes import ROUTES
from kocmoc.sync.types import SyncRequest

__all__ = ["ROUTES", "SyncRequest", "sync"]
