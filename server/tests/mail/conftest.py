"""A real mail server, as unfriendly as a test wants it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from email import message_from_bytes, policy
from email.message import Message
from typing import Any

import pytest_asyncio
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from kocmoc.core.values import MailServer, mail_server
from tests.auth.conftest import browser, start_server, visit

__all__ = ["browser", "start_server", "visit"]


class Mailroom:
    """Takes letters, or answers as `replies` say first, one for each try."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.letters: list[Message] = []
        self.envelopes: list[Envelope] = []
        self.logins: list[LoginPassword] = []
        self.tries = 0
        self.port = 0

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.tries += 1
        if self.replies:
            return self.replies.pop(0)
        self.envelopes.append(envelope)
        assert isinstance(envelope.content, bytes)
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Taken"

    def authenticate(self, *asked: Any) -> AuthResult:
        data: LoginPassword = asked[-1]
        self.logins.append(data)
        return AuthResult(handled=False, success=data.password == b"p@ss:word")

    def url(self, scheme: str, credentials: str = "") -> MailServer:
        return mail_server(f"{scheme}://{credentials}127.0.0.1:{self.port}")


OpenMailroom = Callable[..., Awaitable[Mailroom]]


@pytest_asyncio.fixture
async def open_mailroom() -> AsyncIterator[OpenMailroom]:
    """Opens a mail server on a port of its own."""
    async with AsyncExitStack() as stack:

        async def start(*replies: str, tls: ssl.SSLContext | None = None, **options: Any) -> Mailroom:
            mailroom = Mailroom(*replies)
            loop = asyncio.get_running_loop()
            options = {"authenticator": mailroom.authenticate, **options}
            server = await loop.create_server(
                lambda: SMTP(mailroom, loop=loop, hostname="post.example", **options), "127.0.0.1", 0, ssl=tls
            )
            stack.callback(server.close)
            mailroom.port = server.sockets[0].getsockname()[1]
            return mailroom

        yield start
