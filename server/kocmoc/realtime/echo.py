"""A bare echo server on the engine, for the published protocol suites and for trying clients.

`python -m kocmoc.realtime.echo --port 3000` serves Socket.IO at `/socket.io/` and Engine.IO alone at `/engine.io/`.
"""

import asyncio

import cyclopts
import uvicorn
from msgspec.structs import replace

from kocmoc.realtime.engine import Options, Packet, Polling, Server, Socket, websocket
from kocmoc.realtime.engine.packets import blob, message
from kocmoc.realtime.engine.polling import Receive, Scope, Send
from kocmoc.realtime.engine.session import Session

# The figures the suites expect.
OPTIONS = Options(
    namespaces=frozenset({"/", "/custom"}),
    ping_interval=0.3,
    ping_timeout=0.2,
    connect_timeout=1.0,
    max_payload=1_000_000,
    max_packets_per_second=10_000,
    binary=True,
)


class BareEcho:
    """Engine.IO without Socket.IO on top: every message comes back."""

    full = False
    idle = True

    def __init__(self, session: Session) -> None:
        self._session = session
        session.pulse.introduced()  # There is no CONNECT to wait for.

    def receive(self, data: str | bytes) -> None:
        self._session.push(blob(data) if isinstance(data, bytes) else message(data.encode()))

    def resume(self) -> None: ...

    def leave(self, reason: str) -> None: ...

    def cut(self, reason: str) -> None: ...

    def complain(self, detail: str) -> list[Packet]:  # noqa: ARG002
        return []

    def flooded(self) -> list[Packet]:
        return []


class Echo:
    """Both servers behind one port."""

    def __init__(self, path: str, options: Options = OPTIONS) -> None:
        self._socket_io = Server(replace(options, path=path))
        self._engine_io = Server(replace(options, path="/engine.io/"), BareEcho)
        self._socket_io.on_connect = _greet
        self._socket_io.handlers = {"message": _send_back, "message-with-ack": _acknowledge}
        self._polling = {server.options.path: Polling(server) for server in (self._socket_io, self._engine_io)}
        self.websocket = websocket(self._socket_io, self._engine_io)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        polling = self._polling.get(scope["path"].rstrip("/") + "/")
        if polling is not None:
            return await polling(scope, receive, send)
        await send({"type": "http.response.start", "status": 404, "headers": []})
        return await send({"type": "http.response.body", "body": b""})


def serve(
    *,
    port: int = 3000,
    host: str = "127.0.0.1",
    path: str = "/socket.io/",
    ping_interval: float = OPTIONS.ping_interval,
    ping_timeout: float = OPTIONS.ping_timeout,
) -> None:
    """Times are in seconds."""
    echo = Echo(path, replace(OPTIONS, ping_interval=ping_interval, ping_timeout=ping_timeout))
    uvicorn.run(echo, host=host, port=port, ws=echo.websocket, lifespan="off", access_log=False)


async def _greet(socket: Socket, auth: dict[str, object]) -> None:
    socket.accept()
    await asyncio.sleep(0.02)  # The published suite misses an event that shares a TCP segment with the answer.
    socket.emit("auth", auth)


async def _send_back(socket: Socket, *arguments: object) -> None:
    socket.emit("message-back", *arguments)


async def _acknowledge(_: Socket, *arguments: object) -> tuple[object, ...]:
    return arguments


if __name__ == "__main__":
    cyclopts.run(serve)
