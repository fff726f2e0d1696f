"""Who may make an account. The first one is the server's admin, so it is made by whoever runs the server."""

import base64
import hashlib
import hmac

from kocmoc import users
from kocmoc.auth import invites
from kocmoc.auth.errors import InviteRequired, RegistrationClosed, SetupRequired
from kocmoc.auth.types import Visitor
from kocmoc.core.db import Db, Reader


class Admission:
    """`registration` is open, invite or closed."""

    def __init__(self, secret: str, registration: str) -> None:
        self._registration = registration
        # Derived, so that every start prints the same.
        token = base64.b32encode(hmac.digest(secret.encode(), b"setup", hashlib.sha256)[:15]).decode().lower()
        self.setup_token = "-".join(token[start : start + 6] for start in range(0, 24, 6))

    async def is_first(self, reader: Reader, visitor: Visitor, invite: str | None) -> bool:
        """Whether this visitor is about to become the admin. Raises when they may not make an account at all."""
        if not await users.has_admin(reader):
            if visitor.is_local or self._opens(invite):
                return True
            raise SetupRequired
        if self._registration == "closed":
            raise RegistrationClosed
        if self._registration == "invite" and not await invites.is_open(reader, _code(invite)):
            raise InviteRequired
        return False

    async def use(self, db: Db, invite: str | None) -> None:
        """The invitation lets one more in, if that is how one gets in here. Raises InviteRequired: of two who come
        with the last use of it, only one does."""
        if self._registration == "invite" and not await invites.use(db, _code(invite)):
            raise InviteRequired

    def _opens(self, invite: str | None) -> bool:
        given = (invite or "").strip().lower()
        return hmac.compare_digest(given.encode(errors="replace"), self.setup_token.encode())


def _code(invite: str | None) -> str:
    """What people copied around a code is not part of it; what no code can hold is none."""
    return (invite or "").strip().replace("\x00", "")
