"""Who may come in. Every request and every socket passes here, and no query is made for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from kocmoc.auth import store
from kocmoc.auth.errors import SessionEnded, TokenExpired
from kocmoc.auth.origins import Origins
from kocmoc.auth.tokens import Audience, Tokens
from kocmoc.auth.types import SessionOver
from kocmoc.core import jobs
from kocmoc.core.db import Database
from kocmoc.core.errors import Unauthorized
from kocmoc.core.events import Events
from kocmoc.core.principal import Principal

# What any route that is not public may answer.
REFUSALS = (TokenExpired, SessionEnded)
# Sockets are to know within a second, also of what was done by a command, or while no news get through.
REREAD_SECONDS = 0.5
# A transaction may say when it ended a session and commit that only later.
OVERLAP_SECONDS = 60.0


class Gate:
    """Knows which sessions have ended while tokens of theirs may still live: at once what ends here, and within
    seconds what ended elsewhere."""

    def __init__(
        self, tokens: Tokens, origins: Origins, database: Database, events: Events, token_seconds: int
    ) -> None:
        self._tokens = tokens
        self._origins = origins
        self._database = database
        self._events = events
        self._remember = token_seconds + OVERLAP_SECONDS
        self._ended: dict[str, float] = {}
        self._disabled: frozenset[int] = frozenset()
        self._read_at = monotonic() - self._remember
        events.on("session.ended", self.shut)

    def admit(self, token: str, audience: Audience = "access") -> Principal:
        """Whose token this is, if they may still come in. Raises Unauthorized, TokenExpired or SessionEnded."""
        principal = self._tokens.read(token, audience)
        if self.is_over(principal):
            raise SessionEnded
        return principal

    def is_over(self, principal: Principal) -> bool:
        """Whether somebody who came in may not be here any more."""
        return principal.session_id in self._ended or principal.id in self._disabled

    async def guard(self, connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
        """Before any route: a living Bearer token, unless the route says that it is `public`.

        A public route that also serves `guests` knows those who bring a token; a bad one is refused even there.
        A route that reads or sets cookies says `cookies`, and then no page of another site may call it.
        """
        if handler.opt.get("cookies"):
            self._origins.require_own(connection.headers)
        recognises = handler.opt.get("guests") and "authorization" in connection.headers
        if recognises or not handler.opt.get("public"):
            scheme, _, token = connection.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer":
                raise Unauthorized
            connection.scope["user"] = self.admit(token.strip())

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Keeps reading what has ended, by whichever process, while the block lasts."""
        await jobs.once(self.reread)
        async with jobs.every(REREAD_SECONDS, self.reread):
            yield

    async def reread(self) -> None:
        """Learn what was ended since the last time; what is news is announced, so that sockets hear of it too."""
        started = monotonic()
        since = min(started - self._read_at + OVERLAP_SECONDS, self._remember)
        rows = await store.list_revoked(self._database, since, self._remember)
        self._read_at = started
        disabled = frozenset(row["user_id"] for row in rows if row["session_id"] is None)
        news, self._disabled = disabled - self._disabled, disabled
        self._ended = {each: ended for each, ended in self._ended.items() if ended > started - self._remember}
        for row in rows:
            if row["session_id"] is not None and str(row["session_id"]) not in self._ended:
                self._events.announce("session.ended", SessionOver(str(row["session_id"]), row["user_id"]))
        for user_id in news:
            self._events.announce("user.disabled", user_id)

    def shut(self, over: SessionOver) -> None:
        """This session has ended, here or elsewhere."""
        self._ended[over.session_id] = monotonic()
