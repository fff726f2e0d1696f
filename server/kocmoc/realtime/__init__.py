"""Realtime: everybody who is connected, what they hear, and what they may ask."""

from kocmoc.realtime.engine import Neighbours, Options, Polling, Server, arrival, websocket
from kocmoc.realtime.handlers import Handlers, explain
from kocmoc.realtime.live import Live
from kocmoc.realtime.presence import Presence

__all__ = [
    "Handlers",
    "Live",
    "Neighbours",
    "Options",
    "Polling",
    "Presence",
    "Server",
    "arrival",
    "explain",
    "websocket",
]
