"""Everything the server keeps of somebody, for themselves to take away."""

from kocmoc.export.actions import Export
from kocmoc.export.routes import ROUTES

__all__ = ["ROUTES", "Export"]
