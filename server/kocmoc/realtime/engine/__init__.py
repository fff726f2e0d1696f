"""A small Engine.IO 4 / Socket.IO 5 server on one asyncio loop, behind uvicorn. It knows no rooms and no users."""

from kocmoc.realtime.engine.handshake import Request
from kocmoc.realtime.engine.neighbours import Neighbours
from kocmoc.realtime.engine.options import Options
from kocmoc.realtime.engine.packets import Packet, encode
from kocmoc.realtime.engine.polling import Polling
from kocmoc.realtime.engine.promises import Promise
from kocmoc.realtime.engine.server import Handler, Server
from kocmoc.realtime.engine.sockets import Refuse, Socket
from kocmoc.realtime.engine.websocket import arrival, websocket

__all__ = [
    "Handler",
    "Neighbours",
    "Options",
    "Packet",
    "Polling",
    "Promise",
    "Refuse",
    "Request",
    "Server",
    "Socket",
    "arrival",
    "encode",
    "websocket",
]
