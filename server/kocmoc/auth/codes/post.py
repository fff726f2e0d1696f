"""Issuing codes, and sending them off."""

import hashlib
import hmac
import secrets

from kocmoc import users
from kocmoc.auth.codes import letters, store
from kocmoc.auth.codes.types import CodeSent, Purpose
from kocmoc.auth.errors import CodeTooSoon
from kocmoc.auth.types import Visitor
from kocmoc.core.db import Database
from kocmoc.core.errors import TooMany
from kocmoc.core.limits import AddressLimits
from kocmoc.core.principal import Principal
from kocmoc.core.values import Rate
from kocmoc.mail import Post

RESEND_SECONDS = 60


class CodePost:
    """`ration` is how many codes there are for everybody together; None is no limit."""

    def __init__(
        self, secret: str, database: Database, post: Post, limits: AddressLimits, *, seconds: int, ration: Rate | None
    ) -> None:
        self._key = secret.encode()
        self._database = database
        self._post = post
        self._limits = limits
        self._seconds = seconds
        self._ration = ration

    async def send(self, visitor: Visitor, guest: Principal | None, email: str) -> CodeSent:
        """A code to this address. Of an address without an account nothing is different but that no letter leaves.

        Whoever is signed in means to move to the address, so a letter leaves in any case, for that alone.
        """
        email_key = users.email_key(email)
        self._limits.spend("codes", visitor.address)
        if guest:  # to any address at all, so wherever they come from
            self._limits.spend("codes", f"account {guest.id}")
        self._post.require_room()
        purpose: Purpose = "change" if guest else "sign_in"
        found = await (
            store.find_user(self._database, guest.id) if guest else store.find_recipient(self._database, email_key)
        )
        code = f"{secrets.randbelow(10**6):06}"
        await self._issue(email_key, purpose, found.user_id if found else None, code)
        if found:
            language = found.language or visitor.language
            self._post.send_later(letters.write(email_key, code, purpose, language, self._seconds), self._seconds)
        return CodeSent(expires_in=self._seconds, retry_after=RESEND_SECONDS)

    def seal(self, email_key: str, purpose: Purpose, code: str) -> bytes:
        """What is stored of a code. Its address and purpose are part of it, so it can be mistaken for no other."""
        return hmac.digest(self._key, f"code:{purpose}:{code}:{email_key}".encode(), hashlib.sha256)

    async def _issue(self, email_key: str, purpose: Purpose, user_id: int | None, code: str) -> None:
        hashed = self.seal(email_key, purpose, code)
        # Together: what cannot be sent replaces no code that was.
        async with self._database.transaction() as db:
            issued = await store.issue(
                db, email_key, purpose, user_id, hashed, seconds=self._seconds, gap=RESEND_SECONDS
            )
            if not issued:
                ago = await store.find_seconds_ago(db, email_key, purpose)
                raise CodeTooSoon(retry_after=max(RESEND_SECONDS - ago, 1))
            wait = await store.ration(db, *self._ration) if self._ration else None
            if wait is not None:
                raise TooMany(retry_after=wait)
