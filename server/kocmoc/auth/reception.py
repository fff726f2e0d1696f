"""Letting people in: sessions are opened here, and written into the tokens that prove them."""

from time import time

from kocmoc import users
from kocmoc.auth import sessions, store
from kocmoc.auth.errors import SessionEnded
from kocmoc.auth.tokens import Refresh, RefreshTokens, Tokens
from kocmoc.auth.types import Session, SignedIn, Visitor, Welcome
from kocmoc.core.db import Database, Db, Reader


class Reception:
    """Whoever comes here has already proved who they are."""

    def __init__(
        self, secret: str, tokens: Tokens, presence: users.Presence, access_seconds: int, refresh_seconds: int
    ) -> None:
        self._tokens = tokens
        self._refresh_tokens = RefreshTokens(secret)
        self._presence = presence
        self._access_seconds = access_seconds
        self._refresh_seconds = refresh_seconds

    async def sign_in(self, db: Db, visitor: Visitor, user_id: int) -> Welcome:
        session = await store.open_session(db, user_id, visitor.device, self._refresh_seconds)
        return await self._welcome(db, session)

    async def renew(self, database: Database, token: str) -> Welcome:
        """In a transaction of its own: ending a session whose token was copied is no part of the refusal."""
        given = self._refresh_tokens.read(token)
        if given is None:
            raise SessionEnded
        async with database.transaction() as db:
            session = await sessions.renew(db, given, self._refresh_seconds)
            welcome = await self._welcome(db, session) if session else None
        if welcome is None:
            raise SessionEnded
        return welcome

    async def _welcome(self, reader: Reader, session: Session) -> Welcome:
        now, ends_at = int(time()), int(session.expires_at.timestamp())
        expires_at = min(now + self._access_seconds, ends_at)
        me = await users.get_me(reader, users.Viewer(session.user_id, self._presence))
        return Welcome(
            SignedIn(
                access_token=self._tokens.issue("access", session.user_id, session.id, expires_at),
                expires_in=expires_at - now,
                user=me,
            ),
            self._refresh_tokens.write(Refresh(session.id, session.generation)),
            self._tokens.issue("files", session.user_id, session.id, expires_at),
            ends_at - now,
        )
