"""News of people."""

from kocmoc.core.db import Database
from kocmoc.realtime import store
from kocmoc.realtime.news.desk import Desk
from kocmoc.realtime.presence import Presence
from kocmoc.users import UserUpdated


class PeopleNews:
    """A changed profile, to themselves and to whoever knows them."""

    def __init__(self, desk: Desk, database: Database, presence: Presence) -> None:
        self._desk = desk
        self._presence = presence
        self._database = database

    def updated(self, updated: UserUpdated) -> None:
        self._desk.later(self._tell(updated))

    async def _tell(self, updated: UserUpdated) -> None:
        """Whatever `last_seen` says."""
        user_id = updated.user_id
        audience = await store.list_audience(self._database, [user_id], self._presence.audible())
        known = audience.get(user_id, store.Listeners([], []))
        self._desk.tell_each([user_id, *known.open, *known.closed], "user:update", updated.user)
