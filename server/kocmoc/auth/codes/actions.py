"""What codes open."""

from kocmoc import users
from kocmoc.auth import lockout, rules, sessions
from kocmoc.auth import store as accounts
from kocmoc.auth.codes import store
from kocmoc.auth.codes.post import CodePost
from kocmoc.auth.codes.types import CodeLogin, CodeSent, EmailChange, Proof, Purpose, Reset
from kocmoc.auth.errors import InvalidCode
from kocmoc.auth.lockout import Lockouts
from kocmoc.auth.passwords import Passwords
from kocmoc.auth.reception import Reception
from kocmoc.auth.totp import SecondFactor
from kocmoc.auth.types import Visitor, Welcome
from kocmoc.core.db import Database, Db
from kocmoc.core.limits import AddressLimits
from kocmoc.core.principal import Principal


class Codes:
    """Each code opens one thing once."""

    def __init__(
        self,
        database: Database,
        post: CodePost,
        limits: AddressLimits,
        lockouts: Lockouts,
        passwords: Passwords,
        second_factor: SecondFactor,
        reception: Reception,
    ) -> None:
        self._database = database
        self._post = post
        self._limits = limits
        self._lockouts = lockouts
        self._passwords = passwords
        self._second_factor = second_factor
        self._reception = reception

    async def send(self, visitor: Visitor, guest: Principal | None, email: str) -> CodeSent:
        return await self._post.send(visitor, guest, email)

    async def verify(self, db: Db, visitor: Visitor, guest: Principal | None, form: CodeLogin) -> Welcome:
        """Signs in to the account of the address, whose address is verified by that.

        Whoever set the password of an account with an unverified address had not proved that it is theirs, so unless
        the proof comes from a session of that account, that password and all sessions end here.
        """
        proof = await self._prove(visitor, form)
        await self._take(db, proof, "sign_in")
        first = await users.verify_email(db, proof.user_id)
        if first and (guest is None or guest.id != proof.user_id):
            await accounts.drop_password(db, proof.user_id)
            await sessions.end_all(db, proof.user_id)
        return await self._reception.sign_in(db, visitor, proof.user_id)

    async def reset(self, db: Db, visitor: Visitor, form: Reset) -> Welcome:
        """A new password for whoever reads mail to the address; all sessions end but the new one."""
        chosen = rules.password(form.new_password, "new_password")
        proof = await self._prove(visitor, form)
        hashed = await self._passwords.hash(chosen)
        await self._take(db, proof, "sign_in")
        await users.verify_email(db, proof.user_id)
        await accounts.set_password(db, proof.user_id, hashed)
        await sessions.end_all(db, proof.user_id)
        welcome = await self._reception.sign_in(db, visitor, proof.user_id)
        await self._lockouts.forgive_passwords(proof.user_id)
        return welcome

    async def change_email(self, db: Db, me: Principal, change: EmailChange) -> None:
        """My account moves to the address the code was sent to. Raises EmailTaken, and InvalidCode."""
        email_key = users.email_key(change.email)
        proof = Proof(me.id, email_key, self._post.seal(email_key, "change", change.code))
        await self._try(lockout.account("code", me.id), proof, "change")
        await self._take(db, proof, "change")
        await store.drop_all(db, me.id)
        await users.set_email(db, me.id, change.email)

    async def _prove(self, visitor: Visitor, form: CodeLogin | Reset) -> Proof:
        """Whose code it is. Raises InvalidCode or Locked, whether or not there is such an account."""
        email_key = users.email_key(form.email)
        self._limits.spend("login", visitor.address)
        found = await store.find_recipient(self._database, email_key)
        key = lockout.account("code", found.user_id) if found else lockout.stranger("code", email_key)
        proof = Proof(found.user_id if found else 0, email_key, self._post.seal(email_key, "sign_in", form.code))
        await self._try(key, proof, "sign_in")
        await self._second_factor.require(proof.user_id, form.totp)
        return proof

    async def _try(self, key: str, proof: Proof, purpose: Purpose) -> None:
        """One try, counted by the account and by the code itself. Raises InvalidCode, Locked."""
        if not await self._lockouts.codes.check(key, lambda: store.is_right(self._database, proof, purpose)):
            raise InvalidCode

    async def _take(self, db: Db, proof: Proof, purpose: Purpose) -> None:
        """The person before the code, as whoever deletes an account locks them."""
        if not await users.hold(db, proof.user_id) or not await store.take(db, proof, purpose):
            raise InvalidCode
