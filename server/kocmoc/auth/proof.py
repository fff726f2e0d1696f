"""Proving that one is who one is signed in as, before something that cannot be taken back."""

from kocmoc.auth import lockout, store
from kocmoc.auth.errors import WrongPassword
from kocmoc.auth.lockout import Lockout
from kocmoc.auth.passwords import Passwords
from kocmoc.core.db import Database


class PasswordProof:
    """Asks for the password of an account. Wrong ones count like failed logins, for there is no difference."""

    def __init__(self, database: Database, passwords: Passwords, lockout: Lockout) -> None:
        self._database = database
        self._passwords = passwords
        self._lockout = lockout

    async def require(self, user_id: int, given: str) -> str:
        """The hash of the password it is, for the deed to make sure that it still is. Raises WrongPassword, Locked."""
        hashed = await store.find_hash(self._database, user_id)
        right = await self._lockout.check(
            lockout.account("password", user_id), lambda: self._passwords.verify(given, hashed)
        )
        if not right or hashed is None:
            raise WrongPassword
        return hashed
