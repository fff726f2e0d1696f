"""Whom somebody wants nothing from, and who is to know nothing of them."""

from kocmoc.users.blocks.routes import ROUTES

__all__ = ["ROUTES"]
