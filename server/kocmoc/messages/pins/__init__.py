"""Pins: what a chat wants to keep in sight."""

from kocmoc.messages.pins.actions import list_pins
from kocmoc.messages.pins.change import Pinning
from kocmoc.messages.pins.types import Pins

__all__ = ["Pinning", "Pins", "list_pins"]
