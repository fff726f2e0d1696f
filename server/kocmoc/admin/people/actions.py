"""What administrators do with accounts. Whether they may is looked at under a lock, together with the deed."""

import secrets

import asyncpg
from msgspec import UNSET
from msgspec.structs import replace

from kocmoc import audit, users
from kocmoc.admin.people import rules, store
from kocmoc.admin.people.types import Account, AccountChange, AccountList, Held
from kocmoc.auth import Accounts
from kocmoc.core import clock, pages
from kocmoc.core.db import Database, Db
from kocmoc.core.errors import Forbidden
from kocmoc.users import LastAdmin, UserNotFound, Viewer

PASSWORD_BYTES = 12


class People:
    """Accounts, as administrators see and change them. Without an actor the command line does it."""

    def __init__(self, database: Database, accounts: Accounts, presence: users.Presence) -> None:
        self._database = database
        self._accounts = accounts
        self._presence = presence

    async def list_page(self, actor_id: int | None, query: str, limit: int, cursor: str | None) -> AccountList:
        await self._require_admin(actor_id)
        before = pages.place(cursor, pages.Number)
        rows = await store.list_page(self._database, rules.query(query), before, limit + 1)
        page = rows[:limit]
        return AccountList(
            [self._see(row) for row in page],
            next_cursor=pages.cursor(page[-1]["id"]) if len(rows) > limit else None,
        )

    async def change(self, db: Db, actor_id: int | None, user_id: int, change: AccountChange) -> Account:
        """Raises Forbidden, UserNotFound, LastAdmin, Invalid. Hashing comes before the transaction."""
        await self._require_admin(actor_id)
        password = _password(change)
        hashed = await self._accounts.hash(password, "temporary_password") if password is not None else None
        before = await _hold(db, actor_id, user_id, stays=lambda held: rules.is_in_charge(held, change))
        for deed, details in rules.deeds(before, change):
            await audit.write(db, actor_id, deed, user_id=user_id, **details)
        await _apply(db, user_id, change)
        if hashed:
            await self._accounts.set_password(db, user_id, hashed)
        if hashed or change.disabled is True or change.end_sessions is True:
            await self._accounts.end_sessions(db, user_id)
        account = await self._look_at(db, user_id)
        return replace(account, temporary_password=password if change.temporary_password is True else None)

    async def remove(self, db: Db, actor_id: int | None, user_id: int) -> None:
        """The end of an account, as when its owner deletes it."""
        await _hold(db, actor_id, user_id, stays=lambda _: False)
        await audit.write(db, actor_id, "user.deleted", user_id=user_id)
        await self._accounts.leaving.remove(db, user_id)

    async def find(self, name: str) -> int:
        """Whose username or address this is. Raises UserNotFound."""
        user_id = await store.find_by_name(self._database, users.login_key(name.removeprefix("@")))
        if user_id is None:
            raise UserNotFound
        return user_id

    async def _require_admin(self, actor_id: int | None) -> None:
        if actor_id is not None:
            await users.require_admin(self._database, actor_id)

    async def _look_at(self, db: Db, user_id: int) -> Account:
        """An account that is held."""
        row = await store.find(db, user_id)
        assert row is not None
        return self._see(row)

    def _see(self, row: asyncpg.Record) -> Account:
        shown = users.see(row, Viewer(row["id"], self._presence))
        return Account(
            **{name: getattr(shown, name) for name in shown.__struct_fields__},
            email=row["email"],
            email_verified=row["email_verified_at"] is not None,
            is_admin=row["is_admin"],
            totp_enabled=row["totp_enabled"],
            disabled=row["disabled_at"] is not None,
            sessions_count=row["sessions_count"],
            stored_bytes=row["stored_bytes"],
            created_at=clock.wire(row["created_at"]),
        )


async def _hold(db: Db, actor_id: int | None, user_id: int, stays: rules.Stays) -> Held:
    """Nobody else changes this account, nor who the administrators are, until the deed is done."""
    admins = await users.hold_admins(db, user_id)
    if actor_id is not None and actor_id not in admins:
        raise Forbidden
    held = await store.hold(db, user_id)
    if held is None:
        raise UserNotFound
    if admins == {user_id} and not stays(held):
        raise LastAdmin
    return held


async def _apply(db: Db, user_id: int, change: AccountChange) -> None:
    if change.is_admin is not UNSET:
        await store.appoint(db, user_id, is_admin=change.is_admin)
    if change.disabled is not UNSET:
        await store.disable(db, user_id, is_disabled=change.disabled)


def _password(change: AccountChange) -> str | None:
    if change.temporary_password is True:
        return secrets.token_urlsafe(PASSWORD_BYTES)
    return change.temporary_password if isinstance(change.temporary_password, str) else None
