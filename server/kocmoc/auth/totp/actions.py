"""Setting up a second step, asking for it, taking it down."""

import hashlib
import hmac
import secrets
from time import time

from kocmoc import users
from kocmoc.auth import lockout
from kocmoc.auth.errors import InvalidCode, InvalidTotp, TotpEnabled, TotpNotSetUp, TotpRequired
from kocmoc.auth.lockout import Lockouts
from kocmoc.auth.proof import PasswordProof
from kocmoc.auth.totp import rules, store
from kocmoc.auth.totp.types import Factor, RecoveryCodes, TotpDisable, TotpSetup
from kocmoc.core.db import Database, Db
from kocmoc.core.principal import Principal

NONCE_BYTES = 16


class SecondFactor:
    """Whatever is used up here is used up at once, also when what it was to open does not open in the end."""

    def __init__(self, secret: str, database: Database, lockouts: Lockouts, proof: PasswordProof) -> None:
        self._key = secret.encode()
        self._database = database
        self._lockouts = lockouts
        self._proof = proof

    async def require(self, user_id: int, given: str | None) -> None:
        """Nothing for accounts with one step. Raises TotpRequired, InvalidTotp, Locked.

        Its counter is out of reach for whoever has not passed the first step, so nobody can lock it from outside.
        """
        factor = await store.find(self._database, user_id)
        if factor is None or not factor.is_enabled:
            return
        if given is None:
            raise TotpRequired
        await self._use(factor, given)

    async def set_up(self, db: Db, me: Principal) -> TotpSetup:
        """A new secret for an authenticator. Nothing is asked for until it has proved that it has it."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        if not await store.set_up(db, me.id, nonce):
            raise TotpEnabled
        secret = self._secret(me.id, nonce)
        mine = await users.get(db, users.Viewer(me.id, users.NobodyOnline()), me.id)
        return TotpSetup(uri=rules.uri(secret, mine.username), secret=rules.spell(secret))

    async def enable(self, db: Db, me: Principal, code: str) -> RecoveryCodes:
        factor = await store.find(self._database, me.id)
        if factor is None:
            raise TotpNotSetUp
        if factor.is_enabled:
            raise TotpEnabled
        if not await self._lockouts.factors.check(lockout.account("factor", me.id), lambda: self._knows(factor, code)):
            raise InvalidCode
        codes = rules.make_recovery_codes()
        if not await store.enable(db, factor, [rules.hash_recovery_code(each) for each in codes]):
            raise TotpNotSetUp
        return RecoveryCodes(codes)

    async def disable(self, db: Db, me: Principal, form: TotpDisable) -> None:
        """One step again, for whoever can do both. Raises WrongPassword, InvalidTotp, Locked."""
        factor = await store.find(self._database, me.id)
        if factor is None or not factor.is_enabled:
            raise TotpNotSetUp
        await self._proof.require(me.id, form.password)
        await self._use(factor, form.totp)
        await store.disable(db, me.id)

    async def _use(self, factor: Factor, given: str) -> None:
        key = lockout.account("factor", factor.user_id)
        if not await self._lockouts.factors.check(key, lambda: self._is_unused(factor, given)):
            raise InvalidTotp

    async def _is_unused(self, factor: Factor, given: str) -> bool:
        given = given.strip()
        if not rules.is_code(given):
            return await store.use_recovery_code(self._database, factor.user_id, rules.hash_recovery_code(given))
        step = rules.find_step(self._secret(factor.user_id, factor.nonce), given, time())
        return step is not None and await store.use_step(self._database, factor.user_id, step)

    async def _knows(self, factor: Factor, code: str) -> bool:
        return rules.find_step(self._secret(factor.user_id, factor.nonce), code, time()) is not None

    def _secret(self, user_id: int, nonce: bytes) -> bytes:
        sealed = hmac.digest(self._key, b"totp:%d:" % user_id + nonce, hashlib.sha256)
        return sealed[: rules.SECRET_BYTES]
