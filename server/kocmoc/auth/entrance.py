"""The front door: making an account, and signing in with a password."""

from kocmoc import users
from kocmoc.auth import lockout, rules, store
from kocmoc.auth.admission import Admission
from kocmoc.auth.errors import InvalidCredentials
from kocmoc.auth.lockout import Lockouts
from kocmoc.auth.passwords import Passwords
from kocmoc.auth.reception import Reception
from kocmoc.auth.totp import SecondFactor
from kocmoc.auth.types import Login, Registration, Visitor, Welcome
from kocmoc.core import text
from kocmoc.core.db import Database, Db
from kocmoc.core.limits import AddressLimits

LONGEST_LOGIN = 254


class Entrance:
    """Whoever gets through is welcomed at the reception."""

    def __init__(
        self,
        database: Database,
        limits: AddressLimits,
        admission: Admission,
        passwords: Passwords,
        lockouts: Lockouts,
        second_factor: SecondFactor,
        reception: Reception,
    ) -> None:
        self._database = database
        self._limits = limits
        self._admission = admission
        self._passwords = passwords
        self._lockouts = lockouts
        self._second_factor = second_factor
        self._reception = reception

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
        if not first:
            await self._admission.use(db, form.invite)
        user_id = await users.create(db, newcomer, is_admin=first)
        await store.set_password(db, user_id, hashed)
        return await self._reception.sign_in(db, visitor, user_id)

    async def login(self, db: Db, visitor: Visitor, form: Login) -> Welcome:
        """Signs in, or raises InvalidCredentials or Locked, whether or not there is such an account."""
        login = text.clean(form.login, "login", LONGEST_LOGIN)
        self._limits.spend("login", visitor.address)
        login_key = users.login_key(login)
        found = await store.find_credentials(self._database, login_key)
        hashed = found.hash if found else None
        key = lockout.account("password", found.user_id) if found else lockout.stranger("password", login_key or login)
        right = await self._lockouts.passwords.check(key, lambda: self._passwords.verify(form.password, hashed))
        if found is None or not right:
            raise InvalidCredentials
        await self._second_factor.require(found.user_id, form.totp)
        # Looked at again under a lock: a password changed meanwhile opens nothing any more.
        if not await store.hold_password(db, found):
            raise InvalidCredentials
        return await self._reception.sign_in(db, visitor, found.user_id)
