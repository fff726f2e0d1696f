"""HTTP long-polling: the ASGI application to mount at the server's path."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any

from kocmoc.realtime.engine import attachments
from kocmoc.realtime.engine.handshake import (
    Rejection,
    Request,
    admit,
    bad_request,
    forbidden,
    may_enter,
    query,
    unknown_session,
)
from kocmoc.realtime.engine.poll import Poll

if TYPE_CHECKING:
    from kocmoc.realtime.engine.server import Server
    from kocmoc.realtime.engine.session import Session

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_OF_THE_CONNECTION = frozenset({b"connection", b"keep-alive", b"transfer-encoding", b"content-length", b"expect"})


class Polling:
    """GET opens a session or takes what waits for it, POST brings packets, every failure has its documented body."""

    def __init__(self, server: Server) -> None:
        self._server = server

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return None
        headers: Headers = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
        try:
            request = _request(scope)
            if (neighbour := self._neighbour(request)) is not None:
                return await self._pass_on(neighbour, scope, receive, send)
            headers += self._share(request)
            status, kind, body = 200, b"text/plain; charset=UTF-8", await self._respond(request, receive)
        except Rejection as rejection:
            status, kind, body = rejection.status, b"application/json", rejection.body
            if rejection.retry_after:
                headers.append((b"retry-after", b"%d" % rejection.retry_after))
        headers += [(b"content-type", kind), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        return await send({"type": "http.response.body", "body": body})

    def _neighbour(self, request: Request) -> str | None:
        """Whose session this is, if not ours."""
        neighbours, sid = self._server.neighbours, request.query.get("sid")
        return neighbours.owner(sid) if neighbours and sid else None

    async def _pass_on(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask the process that knows this session, for as long as there is somebody to tell the answer."""
        assert self._server.neighbours is not None
        request = _written(scope, await _read(receive, self._server.options.max_payload))
        asking = asyncio.create_task(self._server.neighbours.ask(name, request))
        leaving = asyncio.ensure_future(_gone(receive))
        try:
            await asyncio.wait((asking, leaving), return_when=asyncio.FIRST_COMPLETED)
            if not asking.done():
                return
            status, headers, body = asking.result()
        except OSError:
            raise unknown_session() from None  # it has just gone, and its sessions with it
        finally:
            asking.cancel()
            leaving.cancel()
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _share(self, request: Request) -> Headers:
        """What a browser must hear before a permitted foreign page may read the answer."""
        if not may_enter(self._server, request):
            raise forbidden()
        origin = request.headers.get("origin")
        if origin is None:
            return []
        headers = [(b"access-control-allow-origin", origin.encode("latin-1")), (b"vary", b"origin")]
        if request.method == "OPTIONS":
            headers.append((b"access-control-allow-methods", b"GET, POST"))
            headers.append((b"access-control-allow-headers", b"authorization, content-type"))
        return headers

    async def _respond(self, request: Request, receive: Receive) -> bytes:
        if request.method == "OPTIONS":
            return b""
        last = self._server.parting.get(request.query.get("sid", ""))
        if last is not None and request.method == "GET":
            return last.part()
        session = admit(self._server, request, "polling")
        if session is None:
            return await self._open(request, receive)
        poll = session.carrier
        if isinstance(poll, Poll) and request.method == "GET":
            return await self._get(session, poll, receive)
        if isinstance(poll, Poll) and request.method == "POST":
            return await self._post(session, poll, receive)
        raise bad_request()

    async def _open(self, request: Request, receive: Receive) -> bytes:
        poll = Poll(self._server)
        session = self._server.open(poll, request, ["websocket"])
        poll.sid = session.sid
        return await self._get(session, poll, receive)

    async def _get(self, session: Session, poll: Poll, receive: Receive) -> bytes:
        if poll.ready:
            session.close("overlapping polls")
            raise bad_request()
        getter = poll.ask()
        session.flush()
        session.release()
        session.nudge()
        if not getter.done():
            await _wait(getter, session, receive)
        return getter.result() if getter.done() else b""

    async def _post(self, session: Session, poll: Poll, receive: Receive) -> bytes:
        if poll.posting:
            session.close("overlapping posts")
            raise bad_request()
        poll.posting = True
        try:
            async with asyncio.timeout(self._server.options.ping_timeout):
                body = await _read(receive, self._server.options.max_payload)
            _hand_in(session, poll, body)
            await poll.room()
        except TimeoutError:
            raise bad_request() from None
        finally:
            poll.posting = False
        return b"ok"


def _request(scope: Scope) -> Request:
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    peer = scope["client"][0] if scope["client"] else ""
    return Request(scope["method"], query(scope["query_string"].decode("latin-1")), headers, peer)


def _written(scope: Scope, body: bytes) -> bytes:
    """The same request, to be sent to a neighbour."""
    target = scope["path"].encode() + b"?" + scope["query_string"]
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target), b"connection: close"]
    lines += [b"%b: %b" % header for header in scope["headers"] if header[0] not in _OF_THE_CONNECTION]
    lines += [b"content-length: %d" % len(body), b"", body]
    return b"\r\n".join(lines)


async def _wait(getter: asyncio.Future[bytes], session: Session, receive: Receive) -> None:
    """Until there is a payload, or nobody to take it."""
    leaving = asyncio.ensure_future(_gone(receive))
    try:
        await asyncio.wait((getter, leaving), return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        if not getter.done():
            session.lost("transport close")


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _read(receive: Receive, limit: int) -> bytes:
    body, more = b"", True
    while more:
        part = await receive()
        body += part.get("body", b"")
        if len(body) > limit:
            raise Rejection(413, 3, "Payload too large")
        more = part.get("more_body", False)
    return body


def _hand_in(session: Session, poll: Poll, body: bytes) -> None:
    try:
        packets = body.decode().split("\x1e")
    except UnicodeDecodeError:
        packets = [""]
    for packet in packets:
        if session.carrier is not poll or not session.count():
            raise bad_request()
        _take(session, packet)
    if session.closed and packets[-1] != "1":
        raise bad_request()


def _take(session: Session, packet: str) -> None:
    if not packet.startswith("b"):
        return session.receive(packet)
    try:
        return session.receive_binary(attachments.from_text(packet))
    except ValueError:
        return session.reject("not base64")
