"""Who may open a session or come back to one: the questions both transports ask before anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import msgspec

if TYPE_CHECKING:
    from kocmoc.realtime.engine.server import Server
    from kocmoc.realtime.engine.session import Session


class Request(msgspec.Struct, frozen=True):
    """What either door knows of a request."""

    method: str
    query: dict[str, str]
    headers: dict[str, str]
    """Names in lower case; of repeated ones the last."""
    peer: str


class Rejection(Exception):
    """The request is answered with this status and the error body Engine.IO prescribes; `retry_after` says in how many
    seconds it may do better."""

    def __init__(self, status: int, code: int, message: str, retry_after: int = 0) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.body = msgspec.json.encode({"code": code, "message": message})


def unknown_transport() -> Rejection:
    return Rejection(400, 0, "Transport unknown")


def unknown_session() -> Rejection:
    return Rejection(400, 1, "Session ID unknown")


def bad_method() -> Rejection:
    return Rejection(400, 2, "Bad handshake method")


def bad_request() -> Rejection:
    return Rejection(400, 3, "Bad request")


def forbidden() -> Rejection:
    return Rejection(403, 4, "Forbidden")


def unsupported_version() -> Rejection:
    return Rejection(400, 5, "Unsupported protocol version")


def query(raw: str) -> dict[str, str]:
    try:
        return dict(parse_qsl(raw, max_num_fields=32))
    except ValueError:
        raise bad_request() from None


def admit(server: Server, request: Request, transport: str) -> Session | None:
    """The session the request belongs to, or None for one that may open its own. Raises Rejection."""
    if not may_enter(server, request):
        raise forbidden()
    if request.query.get("transport") != transport:
        raise unknown_transport()
    if request.query.get("EIO") != "4":
        raise unsupported_version()
    sid = request.query.get("sid")
    if sid is not None:
        return _returning(server, sid)
    _check_newcomer(server, request)
    return None


def may_enter(server: Server, request: Request) -> bool:
    """Browsers say where a page comes from; a foreign page may not speak with its visitor's address and cookies."""
    origin = request.headers.get("origin")
    if origin is None or is_own(origin, request.headers.get("host", "")):
        return True
    allowed = server.options.origins
    return allowed(origin) if callable(allowed) else origin in allowed


def is_own(origin: str, host: str) -> bool:
    # Scheme aside: behind a proxy that ends TLS we cannot know our own.
    try:
        return bool(host) and urlsplit(origin).netloc.lower() == host.lower()
    except ValueError:
        return False


def _check_newcomer(server: Server, request: Request) -> None:
    if request.method != "GET":
        raise bad_method()
    if server.draining:
        raise Rejection(503, 3, "Shutting down", retry_after=2)
    limit = server.options.max_per_address
    if limit and server.crowd(server.locate(request)) >= limit:
        raise Rejection(429, 4, "Too many connections from this address", retry_after=5)


def _returning(server: Server, sid: str) -> Session:
    session = server.sessions.get(sid)
    if session is not None and session.pulse.expired():
        session.drop("ping timeout")
        session = None
    if session is None:
        raise unknown_session()
    return session
