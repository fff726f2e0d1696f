"""What is done with accounts: making one, signing in, staying signed in, leaving."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from kocmoc import users
from kocmoc.auth import lockout, rules, sessions, store
from kocmoc.auth.admission import Admission
from kocmoc.auth.errors import InvalidCredentials, WrongPassword
from kocmoc.auth.gate import Gate
from kocmoc.auth.leaving import Farewell, Leaving
from kocmoc.auth.lockout import Lockout
from kocmoc.auth.origins import Origins
from kocmoc.auth.passwords import Passwords
from kocmoc.auth.proof import PasswordProof
from kocmoc.auth.reception import Reception
from kocmoc.auth.tokens import Tokens
from kocmoc.auth.types import Login, PasswordChange, Registration, Visitor, Welcome
from kocmoc.core import jobs, text
from kocmoc.core.db import Database, Db
from kocmoc.core.events import Events
from kocmoc.core.limits import AddressLimits
from kocmoc.core.principal import Principal
from kocmoc.settings import Settings

LONGEST_LOGIN = 254
SWEEP_SECONDS = 600.0
SWEEP_BATCH = 1000


class Accounts:
    """The room's machinery, made once from the settings. `gate` lets in who is signed in."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        events: Events,
        limits: AddressLimits,
        presence: users.Presence,
        farewells: Sequence[Farewell] = (),
    ) -> None:
        if not settings.secret_key:
            raise ValueError("Accounts need a secret_key to sign with.")
        secret = settings.secret_key
        tokens = Tokens(secret)
        told = settings.cors_origins + ((settings.public_url,) if settings.public_url else ())
        self._settings = settings
        self._database = database
        self._limits = limits
        self._admission = Admission(secret, settings.registration)
        self._passwords = Passwords(settings.bcrypt_cost)
        self._lockout = Lockout(database, settings.login_max_failures, settings.login_lock_seconds)
        self._proof = PasswordProof(database, self._passwords, self._lockout)
        self._reception = Reception(
            secret,
            tokens,
            presence,
            access_seconds=settings.access_ttl_seconds,
            refresh_seconds=settings.refresh_ttl_seconds,
        )
        self.leaving = Leaving(farewells)
        self.gate = Gate(tokens, Origins(told), database, events, settings.access_ttl_seconds)

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
        self._limits.spend("register", visitor.address)
        first = await self._admission.is_first(self._database, visitor, form.invite)
        hashed = await self._passwords.hash(chosen)
        if first:
            await store.lock_first_account(db)
            first = await self._admission.is_first(db, visitor, form.invite)
        user_id = await users.create(db, newcomer, is_admin=first)
        await store.set_password(db, user_id, hashed)
        return await self._reception.sign_in(db, visitor, user_id)

    async def login(self, db: Db, visitor: Visitor, form: Login) -> Welcome:
        """Signs in, or raises InvalidCredentials or Locked, whether or not there is such an account."""
        login = text.clean(form.login, "login", LONGEST_LOGIN)
        self._limits.spend("login", visitor.address)
        found = await store.find_credentials(self._database, users.login_key(login))
        hashed = found.hash if found else None
        key = lockout.account(found.user_id) if found else lockout.stranger(users.login_key(login) or login)
        right = await self._lockout.check(key, lambda: self._passwords.verify(form.password, hashed))
        # Looked at again under a lock: a password changed meanwhile opens nothing any more.
        if found is None or not right or not await store.hold_password(db, found):
            raise InvalidCredentials
        return await self._reception.sign_in(db, visitor, found.user_id)

    async def refresh(self, token: str) -> Welcome:
        return await self._reception.renew(self._database, token)

    async def logout(self, db: Db, me: Principal) -> None:
        await sessions.end(db, me.id, UUID(me.session_id))

    async def change_password(self, db: Db, me: Principal, change: PasswordChange) -> None:
        """Sets the new password; all my other sessions end. Raises WrongPassword, or Locked as signing in does."""
        chosen = rules.password(change.new_password, "new_password")
        hashed = await self._proof.require(me.id, change.current_password)
        if not await store.replace_password(db, me.id, hashed, await self._passwords.hash(chosen)):
            raise WrongPassword
        await sessions.end_others(db, me)

    async def leave(self, db: Db, me: Principal, password: str) -> None:
        """My account ends, now. Raises WrongPassword, or Locked as signing in does."""
        hashed = await self._proof.require(me.id, password)
        if not await store.take_password(db, me.id, hashed):
            raise WrongPassword
        await self.leaving.remove(db, me.id)
