"""Stickers: packs people make and have, one of our own for everybody, and which one used last."""

from kocmoc.stickers.actions import say_farewell
from kocmoc.stickers.ours import OurPack
from kocmoc.stickers.recents import Recents
from kocmoc.stickers.routes import ROUTES
from kocmoc.stickers.store import find_usable

__all__ = ["ROUTES", "OurPack", "Recents", "find_usable", "say_farewell"]
