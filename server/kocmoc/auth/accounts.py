"""The room's machinery, made once from the settings, and what people do with the accounts they are in."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from uuid import UUID

from kocmoc import users
from kocmoc.auth import invites, rules, sessions, store
from kocmoc.auth.admission import Admission
from kocmoc.auth.codes import CodePost, Codes
from kocmoc.auth.codes.store import sweep as sweep_codes
from kocmoc.auth.entrance import Entrance
from kocmoc.auth.errors import WrongPassword
from kocmoc.auth.gate import Gate
from kocmoc.auth.leaving import Farewell, Leaving
from kocmoc.auth.lockout import Lockouts
from kocmoc.auth.origins import Origins
from kocmoc.auth.passwords import Passwords
from kocmoc.auth.proof import PasswordProof
from kocmoc.auth.reception import Reception
from kocmoc.auth.tokens import Tokens
from kocmoc.auth.totp import SecondFactor
from kocmoc.auth.types import PasswordChange, Welcome
from kocmoc.core import jobs
from kocmoc.core.db import Database, Db
from kocmoc.core.events import Events
from kocmoc.core.limits import AddressLimits
from kocmoc.core.principal import Principal
from kocmoc.mail import Post
from kocmoc.settings import Settings

SWEEP_SECONDS = 600.0
SWEEP_BATCH = 1000


class Accounts:
    """`entrance` and `codes` let in who proves who they are, `gate` lets in who is signed in."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        events: Events,
        limits: AddressLimits,
        post: Post,
        presence: users.Presence,
        farewells: Sequence[Farewell] = (),
    ) -> None:
        if not settings.secret_key:
            raise ValueError("Accounts need a secret_key to sign with.")
        secret = settings.secret_key
        tokens = Tokens(secret)
        told = settings.cors_origins + ((settings.public_url,) if settings.public_url else ())
        lifetimes = settings.access_ttl_seconds, settings.refresh_ttl_seconds
        self._database = database
        self._remember_seconds = settings.access_ttl_seconds + SWEEP_SECONDS
        self._passwords = Passwords(settings.bcrypt_cost)
        self._lockouts = Lockouts(database, settings.login_max_failures, settings.login_lock_seconds)
        self._proof = PasswordProof(database, self._passwords, self._lockouts.passwords)
        self._admission = Admission(secret, settings.registration)
        self._reception = Reception(secret, tokens, presence, *lifetimes)
        self.second_factor = SecondFactor(secret, database, self._lockouts, self._proof)
        self.entrance = Entrance(
            database, limits, self._admission, self._passwords, self._lockouts, self.second_factor, self._reception
        )
        ration = settings.code_limit if settings.address_limits else None
        code_post = CodePost(secret, database, post, limits, seconds=settings.code_ttl_seconds, ration=ration)
        self.codes = Codes(
            database, code_post, limits, self._lockouts, self._passwords, self.second_factor, self._reception
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
        while await store.sweep(self._database, self._remember_seconds, SWEEP_BATCH):
            pass
        while await self._lockouts.sweep(SWEEP_BATCH):
            pass
        while await sweep_codes(self._database, SWEEP_SECONDS, SWEEP_BATCH):
            pass
        while await invites.sweep(self._database, SWEEP_BATCH):
            pass

    async def setup_token(self) -> str | None:
        """What makes the first account from afar; None when there is an admin already."""
        return None if await users.has_admin(self._database) else self._admission.setup_token

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

    async def hash(self, password: str, field: str) -> str:
        """What is kept of a password somebody is given. Raises Invalid, Busy."""
        return await self._passwords.hash(rules.password(password, field))

    async def set_password(self, db: Db, user_id: int, hashed: str) -> None:
        """Whatever opened the account before, this does now."""
        await store.set_password(db, user_id, hashed)

    async def end_sessions(self, db: Db, user_id: int) -> None:
        """Wherever somebody is signed in, they are no more."""
        await sessions.end_all(db, user_id)

    async def leave(self, db: Db, me: Principal, password: str) -> None:
        """My account ends, now. Raises WrongPassword, or Locked as signing in does."""
        hashed = await self._proof.require(me.id, password)
        await users.require_other_admin(db, me.id)
        if not await users.hold(db, me.id) or not await store.take_password(db, me.id, hashed):
            raise WrongPassword
        await self.leaving.remove(db, me.id)
