"""What is done with accounts: making one, signing in, staying signed in, leaving."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import time
from uuid import UUID

from kocmoc import users
from kocmoc.auth import lockout, rules, sessions, store
from kocmoc.auth.admission import Admission
from kocmoc.auth.errors import InvalidCredentials, SessionEnded, WrongPassword
from kocmoc.auth.gate import Gate
from kocmoc.auth.lockout import Lockout
from kocmoc.auth.origins import Origins
from kocmoc.auth.passwords import Passwords
from kocmoc.auth.tokens import Refresh, RefreshTokens, Tokens
from kocmoc.auth.types import Login, PasswordChange, Registration, Session, SignedIn, Visitor, Welcome
from kocmoc.core import jobs, text
from kocmoc.core.db import Database, Db, Reader
from kocmoc.core.events import Events
from kocmoc.core.limits import Limits, Rate
from kocmoc.core.principal import Principal
from kocmoc.settings import Settings

LONGEST_LOGIN = 254
SWEEP_SECONDS = 600.0
SWEEP_BATCH = 1000


class Accounts:
    """The room's machinery, made once from the settings. `gate` lets in who is signed in."""

    def __init__(
        self, settings: Settings, database: Database, events: Events, limits: Limits, presence: users.Presence
    ) -> None:
        if not settings.secret_key:
            raise ValueError("Accounts need a secret_key to sign with.")
        secret = settings.secret_key
        told = settings.cors_origins + ((settings.public_url,) if settings.public_url else ())
        self._settings = settings
        self._database = database
        self._limits = limits
        self._presence = presence
        self._admission = Admission(secret, settings.registration)
        self._passwords = Passwords(settings.bcrypt_cost)
        self._lockout = Lockout(database, settings.login_max_failures, settings.login_lock_seconds)
        self._tokens = Tokens(secret)
        self._refresh_tokens = RefreshTokens(secret)
        self.gate = Gate(self._tokens, Origins(told), database, events, settings.access_ttl_seconds)

    @asynccontextmanager
    async def living(self) -> AsyncIterator[None]:
        """What has to go on while the server runs."""
        async with self.gate.watching(), jobs.every(SWEEP_SECONDS, self.sweep):
            try:
                yield
            finally:
                self._passwords.close()

    async def sweep(self) -> None:
        """Remove what has been over for so long that no token of it can live, a bounded number at a time."""
        while await store.sweep(self._database, self._settings.access_ttl_seconds + SWEEP_SECONDS, SWEEP_BATCH):
            pass
        while await self._lockout.sweep(SWEEP_BATCH):
            pass

    async def setup_token(self) -> str | None:
        """What makes the first account from afar; None when there is an admin already."""
        return None if await users.has_admin(self._database) else self._admission.setup_token

    async def register(self, db: Db, visitor: Visitor, form: Registration) -> Welcome:
        """A new account, signed in. Hashing comes before the transaction, which would hold a connection meanwhile."""
        chosen = rules.password(form.password, "password")
        newcomer = users.Newcomer(username=form.username, email=form.email, display_name=form.display_name)
        users.check(newcomer)
        self._spend(f"register:{visitor.address}", self._settings.address_limit_register)
        first = await self._admission.is_first(self._database, visitor, form.invite)
        hashed = await self._passwords.hash(chosen)
        if first:
            await store.lock_first_account(db)
            first = await self._admission.is_first(db, visitor, form.invite)
        user_id = await users.create(db, newcomer, is_admin=first)
        await store.set_password(db, user_id, hashed)
        return await self._sign_in(db, visitor, user_id)

    async def login(self, db: Db, visitor: Visitor, form: Login) -> Welcome:
        """Signs in, or raises InvalidCredentials or Locked, whether or not there is such an account."""
        login = text.clean(form.login, "login", LONGEST_LOGIN)
        self._spend(f"login:{visitor.address}", self._settings.address_limit_login)
        found = await store.find_credentials(self._database, users.login_key(login))
        hashed = found.hash if found else None
        key = lockout.account(found.user_id) if found else lockout.stranger(users.login_key(login) or login)
        right = await self._lockout.check(key, lambda: self._passwords.verify(form.password, hashed))
        # Looked at again under a lock: a password changed meanwhile opens nothing any more.
        if found is None or not right or not await store.hold_password(db, found):
            raise InvalidCredentials
        return await self._sign_in(db, visitor, found.user_id)

    async def refresh(self, token: str) -> Welcome:
        """In a transaction of its own: ending a session whose token was copied is no part of the refusal."""
        given = self._refresh_tokens.read(token)
        if given is None:
            raise SessionEnded
        async with self._database.transaction() as db:
            session = await sessions.renew(db, given, self._settings.refresh_ttl_seconds)
            welcome = await self._welcome(db, session) if session else None
        if welcome is None:
            raise SessionEnded
        return welcome

    async def logout(self, db: Db, me: Principal) -> None:
        await sessions.end(db, me.id, UUID(me.session_id))

    async def change_password(self, db: Db, me: Principal, change: PasswordChange) -> None:
        """Sets the new password; all my other sessions end. Raises WrongPassword, or Locked as signing in does."""
        chosen = rules.password(change.new_password, "new_password")
        hashed = await store.find_hash(self._database, me.id)
        key = lockout.account(me.id)
        if not await self._lockout.check(key, lambda: self._passwords.verify(change.current_password, hashed)):
            raise WrongPassword
        if not await store.replace_password(db, me.id, hashed, await self._passwords.hash(chosen)):
            raise WrongPassword
        await sessions.end_others(db, me)

    async def _sign_in(self, db: Db, visitor: Visitor, user_id: int) -> Welcome:
        seconds = self._settings.refresh_ttl_seconds
        return await self._welcome(db, await store.open_session(db, user_id, visitor.device, seconds))

    async def _welcome(self, reader: Reader, session: Session) -> Welcome:
        now, ends_at = int(time()), int(session.expires_at.timestamp())
        expires_at = min(now + self._settings.access_ttl_seconds, ends_at)
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

    def _spend(self, key: str, rate: tuple[int, int]) -> None:
        if self._settings.address_limits:
            self._limits.spend(key, Rate.per(*rate))
