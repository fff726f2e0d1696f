"""News of people."""

from kocmoc.core.db import Database
from kocmoc.realtime import store
from kocmoc.realtime.news.desk import Desk
from kocmoc.users import UserUpdated


class PeopleNews:
    """A changed profile, to themselves and to whoever knows them."""

    def __init__(self, desk: Desk, database: Database) -> None:
        self._desk = desk
        self._database = database

    def updated(self, updated: UserUpdated) -> None:
        self._desk.later(self._tell(updated))

    async def _tell(self, updated: UserUpdated) -> None:
        audience = await store.list_audience(self._database, [updated.user_id])
        for listener_id in (updated.user_id, *(known.listener_id for known in audience)):
            self._desk.tell(f"user:{listener_id}", "user:update", updated.user)
