"""The short way of the request there are most of: a message being sent.

What Litestar does for requests of every kind costs such a request as much as everything else that happens to it. Here
it meets the same gate, the same decoder and the same action. Whatever is unusual about a request takes the long way,
so what is said of it there (in the API document too) is said once.
"""

import re
from typing import Any

import msgspec
from litestar.types import ASGIApp, Receive, Send

from kocmoc.admin import Admit
from kocmoc.core import http, ids
from kocmoc.core.errors import Problem
from kocmoc.messages import ChatNotFound, Draft, Messages, Receipt

_PATH = re.compile(r"/api/chats/([^/]+)/messages")
_TEMPLATE = "/api/chats/{chat_id}/messages"
_HOST = re.compile(rb"[A-Za-z0-9.-]+(:[0-9]+)?")
_BEARER = b"Bearer "
# What has more of them is too long by far; thousands of them Python would not even read.
_DIGITS = 18

Headers = dict[bytes, bytes]


class Express:
    """Answers `POST /api/chats/{chat_id}/messages` as `messages.create` does, and hands on all else."""

    def __init__(self, house: ASGIApp, admit: Admit, sender: Messages, most_bytes: int) -> None:
        self._house = house
        self._admit = admit
        self._messages = sender
        self._most_bytes = most_bytes

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        path = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" and scope["method"] == "POST" else None
        headers = dict(scope["headers"]) if path else {}
        if path is None or not self._is_usual(headers, scope):
            await self._house(scope, receive, send)
            return
        scope["path_template"] = _TEMPLATE
        try:
            receipt = await self._send(path[1], headers, receive)
        except Problem:
            raise
        except Exception as error:
            raise http.explain(error) from error
        if receipt:
            await _answer(receipt, send)

    def _is_usual(self, headers: Headers, scope: Any) -> bool:
        length = headers.get(b"content-length", b"")
        return (
            len(headers) == len(scope["headers"])
            and headers.get(b"authorization", b"").startswith(_BEARER)
            and length.isdigit()
            and int(length.lstrip(b"0")[:_DIGITS] or b"0") <= self._most_bytes
            and _HOST.fullmatch(headers.get(b"host", b"")) is not None
        )

    async def _send(self, chat_id: str, headers: Headers, receive: Receive) -> Receipt | None:
        """Nothing when whoever asked left before they had said it all."""
        me = self._admit(headers[b"authorization"][len(_BEARER) :].decode("latin-1").strip(), "access")
        body = await _read(receive)
        if body is None:
            return None
        draft = http.decode(body, Draft)
        return await self._messages.send(me.id, ids.parse(chat_id, ChatNotFound), draft)


async def _read(receive: Receive) -> bytes | None:
    """The body, as long as it was announced to be: the transport sees to that."""
    body = b""
    while (event := await receive())["type"] == "http.request":
        body += event.get("body", b"")
        if not event.get("more_body", False):
            return body
    return None


async def _answer(receipt: Receipt, send: Send) -> None:
    body = msgspec.json.encode(receipt.message)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 201 if receipt.is_new else 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
