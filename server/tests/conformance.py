"""Everything a test makes the server answer is held against the OpenAPI document."""

import re
from typing import Any, NamedTuple

import jsonschema_rs
import msgspec
from litestar.types import ASGIApp

from kocmoc.core.openapi import Reference

Json = dict[str, Any]


class _Known(NamedTuple):
    """An operation of the document, and what its answers may look like."""

    pattern: re.Pattern[str]
    path: str
    operation: Json


class Conformance:
    """Wraps an application; `broken` lists what it answered although the document does not say so."""

    def __init__(self, app: ASGIApp, reference: Reference) -> None:
        self._app = app
        self._reference = reference
        self._known: dict[str, list[_Known]] = {}
        self._validators: dict[str, jsonschema_rs.Validator] = {}
        self.broken: list[str] = []
        self.answered = 0
        self.seen: set[tuple[str, str, str]] = set()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        known = self._find(scope) if scope["type"] == "http" and not _is_asking(scope) else None
        if known is None:
            await self._app(scope, receive, send)
            return
        answer = _Answer(send)
        await self._app(scope, receive, answer.send)
        if answer.status:
            self._compare(scope["method"], known, answer)

    def _find(self, scope: Any) -> _Known | None:
        if not self._known:
            self._read()
        given = [each for each in self._known.get(scope["method"], ()) if each.pattern.fullmatch(scope["path"])]
        # A path without a parameter is meant before one with.
        return min(given, key=lambda each: each.path.count("{"), default=None) or self._find_any(scope["path"])

    def _find_any(self, path: str) -> _Known | None:
        """Where a path tells what it says to any other method, GET tells it."""
        given = [each for each in self._known["GET"] if each.pattern.fullmatch(path)]
        return next((each for each in given if "405" in each.operation["responses"]), None)

    def _read(self) -> None:
        for path, item in self._reference.document["paths"].items():
            pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path)))
            for method, operation in item.items():
                self._known.setdefault(method.upper(), []).append(_Known(pattern, path, operation))

    def _compare(self, method: str, known: _Known, answer: "_Answer") -> None:
        self.answered += 1
        name = f"{method} {known.path}"
        told = known.operation["responses"].get(str(answer.status))
        if told is None:
            self.broken.append(f"{name} answered {answer.status} {answer.code}: its route does not say it could")
            return
        self.seen.add((method, known.path, answer.code or str(answer.status)))
        missing = [name for name, header in told.get("headers", {}).items() if _is_missing(name, header, answer)]
        if missing:
            self.broken.append(f"{name} answered {answer.status} without {missing}")
        media = _media(told.get("content", {}), answer.media_type)
        if answer.has_body and media is None:
            self.broken.append(f"{name} answered {answer.status} with {answer.media_type}, which nobody told")
        elif answer.code and answer.code not in media["examples"]:
            self.broken.append(f"{name} answered {answer.code}: add its class to opt=refuses(…) of the route")
        elif answer.body:
            self._check_shape(name, media["schema"], answer)

    def _check_shape(self, name: str, schema: Json, answer: "_Answer") -> None:
        key = repr(schema)
        if key not in self._validators:
            components = self._reference.document["components"]
            self._validators[key] = jsonschema_rs.validator_for(schema | {"components": components})
        error = next(iter(self._validators[key].iter_errors(msgspec.json.decode(answer.body))), None)
        if error is not None:
            self.broken.append(f"{name} answered {answer.status} of another shape: {error.message}")


def _is_asking(scope: Any) -> bool:
    """Whether a browser asks for another page's sake what it may do here: no route answers that."""
    return scope["method"] == "OPTIONS" and any(
        name == b"access-control-request-method" for name, _ in scope["headers"]
    )


def _is_missing(name: str, header: Json, answer: "_Answer") -> bool:
    return bool(header.get("required")) and name.lower().encode() not in answer.headers


def _media(content: Json, media_type: str) -> Json | None:
    """What is told of this media type, or of all of its kind."""
    found: Json | None = content.get(media_type) or content.get(f"{media_type.partition('/')[0]}/*")
    return found


class _Answer:
    """Passes the answer on. Of its body it keeps what is JSON, and of all else whether there is any."""

    def __init__(self, send: Any) -> None:
        self._send = send
        self.status = 0
        self.media_type = ""
        self.headers: dict[bytes, str] = {}
        self.has_body = False
        self.body = b""

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.lower(): value.decode("latin-1") for name, value in message.get("headers", ())}
            self.media_type = self.headers.get(b"content-type", "").partition(";")[0]
        else:
            self.has_body = self.has_body or bool(message.get("body"))
            if self.media_type.endswith("json"):
                self.body += message.get("body", b"")
        await self._send(message)

    @property
    def code(self) -> str:
        if self.media_type != "application/problem+json":
            return ""
        code: str = msgspec.json.decode(self.body)["code"]
        return code
