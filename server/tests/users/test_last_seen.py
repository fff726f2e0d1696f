"""Who may know when somebody is and was here: as they wish."""

from dataclasses import dataclass, field

import pytest

from kocmoc import users
from kocmoc.core import clock
from kocmoc.core.db import Database
from tests.cast import Person


@dataclass
class Sky:
    """A presence in which those named are online."""

    online: set[int] = field(default_factory=set)

    def is_online(self, user_id: int) -> bool:
        return user_id in self.online


async def look(database: Database, viewer: Person, at: Person) -> tuple[bool, bool]:
    """Whether the viewer sees somebody online, and when they were last here; they are and were."""
    number = int(at.id)
    async with database.transaction() as db:
        await users.touch(db, {number: clock.now()})
    seen = await users.get(database, users.Viewer(int(viewer.id), Sky({number})), number)
    return seen.online, seen.last_seen_at is not None


@pytest.mark.parametrize(
    ("wish", "stranger_sees", "friend_sees"),
    [("everyone", True, True), ("chats", False, True), ("nobody", False, False)],
)
async def test_last_seen_is_shown_to_whom_i_wish(
    gagarin: Person,
    tereshkova: Person,
    stranger: Person,
    database: Database,
    wish: str,
    stranger_sees: bool,
    friend_sees: bool,
) -> None:
    await gagarin.patch("/users/me/settings", last_seen=wish)
    await tereshkova.chat_with(gagarin)
    assert await look(database, stranger, at=gagarin) == (stranger_sees, stranger_sees)
    assert await look(database, tereshkova, at=gagarin) == (friend_sees, friend_sees)
    assert await look(database, gagarin, at=gagarin) == (True, True)


async def test_a_channel_in_common_is_no_acquaintance_and_a_group_is(
    gagarin: Person, stranger: Person, database: Database
) -> None:
    await gagarin.patch("/users/me/settings", last_seen="chats")
    for kind, sees in (("channel", False), ("group", True)):
        await database.fetch(
            """
            with chat as (insert into chats (type, title) values ($1, 'Восток') returning id)
            insert into members (chat_id, user_id) select id, unnest($2::bigint[]) from chat
            """,
            kind,
            [int(gagarin.id), int(stranger.id)],
        )
        assert await look(database, stranger, at=gagarin) == (sees, sees)


async def test_search_and_profile_hide_alike(gagarin: Person, stranger: Person, database: Database) -> None:
    async def shown() -> list[bool]:
        profile = (await stranger.get(f"/users/{gagarin.id}")).json()
        found = (await stranger.get("/users", query=gagarin.username)).json()["users"]
        return [each["last_seen_at"] is not None for each in (profile, *found)]

    await look(database, stranger, at=gagarin)
    assert await shown() == [True, True]
    await gagarin.patch("/users/me/settings", last_seen="nobody")
    assert await shown() == [False, False]
