"""The outermost layer of REST: a request id, an address limit, security headers, and one log line for each request."""

import asyncio
import re
import secrets
from time import perf_counter
from typing import Any

import msgspec
import structlog
from litestar.types import ASGIApp, Message, Receive, Send

from kocmoc.core import http, meters
from kocmoc.core.address import Addresses
from kocmoc.core.errors import Problem, ShuttingDown
from kocmoc.core.foreign import PERMISSION, ForeignPages, Headers
from kocmoc.core.limits import AddressLimits

_log = structlog.get_logger("access")
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")

# Everything we answer; `core.static` adds the page's own policy, which is why a policy already there is kept.
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=()"),
)
_API_HEADERS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)


class Edge:
    """Wraps the whole HTTP application."""

    def __init__(self, app: ASGIApp, addresses: Addresses, limits: AddressLimits, foreign: ForeignPages) -> None:
        self._app = app
        self._addresses = addresses
        self._limits = limits
        self._foreign = foreign

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._serve(scope, receive, send)

    async def _serve(self, scope: Any, receive: Receive, send: Send) -> None:
        request_id = _request_id(scope)
        address = self._addresses.of(scope)
        scope.setdefault("state", {}).update(request_id=request_id, address=address)
        is_api = scope["path"].startswith(("/api", "/health"))
        answer = _Answer(send, scope, request_id, self._foreign.headers(scope), is_api=is_api)
        started = perf_counter()
        # Never unbound: every request is a task of its own, and this ends with it.
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            if answer.is_api:
                self._limits.spend("everything", address)
            if self._foreign.is_asking(scope):
                await answer.permit()
            else:
                await self._app(scope, receive, answer.send)
        except Problem as problem:
            await answer.refuse(problem)
        except asyncio.CancelledError:
            # Only a stop cancels requests, those that are not done in its time; uvicorn would say 500 for us.
            if answer.status:
                raise
            await answer.refuse(ShuttingDown())
        finally:
            took = perf_counter() - started
            meters.requests.labels(scope["method"], _route(scope), answer.status).observe(took)
            _log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=answer.status,
                ms=round(took * 1000, 1),
                address=address,
            )


class _Answer:
    """Passes the response on, with the headers every response has."""

    def __init__(self, send: Send, scope: Any, request_id: str, foreign: Headers, *, is_api: bool) -> None:
        self._send = send
        self._scope = scope
        self._request_id = request_id
        self._foreign = foreign
        self.is_api = is_api
        self.status = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = list(message.get("headers", ()))
            if self._scope["method"] == "OPTIONS" and (methods := http.allowed(self._scope)):
                headers = [(b"allow", methods), *(header for header in headers if header[0].lower() != b"allow")]
            present = {name.lower() for name, _ in headers}
            wanted = _HEADERS + _API_HEADERS if self.is_api else _HEADERS
            headers += [header for header in wanted if header[0] not in present]
            headers += [header for header in self._foreign if header[0] == b"vary" or header[0] not in present]
            headers.append((b"x-request-id", self._request_id.encode()))
            message = {**message, "headers": headers}
        await self._send(message)

    async def permit(self) -> None:
        await self.send({"type": "http.response.start", "status": 204, "headers": PERMISSION})
        await self.send({"type": "http.response.body", "body": b"", "more_body": False})

    async def refuse(self, problem: Problem) -> None:
        body = msgspec.json.encode(http.describe(problem, self._request_id))
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            *((name.encode(), value.encode()) for name, value in http.headers(problem).items()),
        ]
        await self.send({"type": "http.response.start", "status": problem.status, "headers": headers})
        await self.send({"type": "http.response.body", "body": body, "more_body": False})


def _route(scope: Any) -> str:
    """The pattern of the path, so that there are only so many."""
    template: str | None = scope.get("path_template")
    if template:
        return template
    return next((each for each in ("/api/", "/files/", "/socket.io/") if scope["path"].startswith(each)), "/")


def _request_id(scope: Any) -> str:
    """The caller's own id when it is well-formed, so that logs on both sides can be joined; else a fresh one."""
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return str(value.decode())
    return secrets.token_hex(8)
