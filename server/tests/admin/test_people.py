"""Those who run the server look after accounts, and nobody else does."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from kocmoc.admin import AccountChange
from kocmoc.app import House
from kocmoc.settings import Settings
from kocmoc.users import UserNotFound
from tests.admin.conftest import sign_in
from tests.cast import PASSWORD, Person
from tests.phone import PATIENCE_SECONDS, Phone
from tests.stage import Running


async def _deeds(korolev: Person, limit: int = 10) -> list[tuple[str, str]]:
    entries = (await korolev.get("/admin/audit", limit=limit)).json()["entries"]
    return [(each["deed"], each["user_id"]) for each in entries]


async def test_strangers_learn_that_the_routes_are_not_theirs(gagarin: Person, tereshkova: Person) -> None:
    for answer in (
        await gagarin.get("/admin/users"),
        await gagarin.patch(f"/admin/users/{gagarin.id}", is_admin=True),
        await gagarin.patch("/admin/users/999999999", is_admin=True),
        await gagarin.delete(f"/admin/users/{tereshkova.id}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert (await gagarin.get("/users/me")).json()["is_admin"] is False


async def test_everybody_is_listed_and_found_by_name_or_address(
    korolev: Person, gagarin: Person, tereshkova: Person
) -> None:
    newest, before = (await korolev.get("/admin/users", limit=2)).json()["users"]
    assert (newest["id"], before["id"]) == (tereshkova.id, gagarin.id)
    first = (await korolev.get("/admin/users", limit=1)).json()
    second = (await korolev.get("/admin/users", limit=1, cursor=first["next_cursor"])).json()
    assert [each["id"] for page in (first, second) for each in page["users"]] == [tereshkova.id, gagarin.id]
    for query in (gagarin.username, f"@{gagarin.username.upper()}", f"{gagarin.username}@cosmos"):
        found = (await korolev.get("/admin/users", query=query)).json()["users"]
        assert [each["id"] for each in found] == [gagarin.id], query
    assert (found[0]["email"], found[0]["sessions_count"]) == (f"{gagarin.username}@cosmos.example", 1)
    assert (found[0]["is_admin"], found[0]["disabled"], found[0]["stored_bytes"]) == (False, False, 0)
    assert (await korolev.get("/admin/users", query="%_'\"")).json()["users"] == []
    assert (await korolev.get("/admin/users", query="я" * 257)).status_code == 422


async def test_a_disabled_person_is_out_at_once_everywhere_and_may_come_back(korolev: Person, gagarin: Person) -> None:
    async with Phone(gagarin) as his:
        answer = await korolev.patch(f"/admin/users/{gagarin.id}", disabled=True)
        assert (answer.status_code, answer.json()["disabled"], answer.json()["sessions_count"]) == (200, True, 0)
        await his.wait("session:expired")
        await asyncio.wait_for(his.disconnected.wait(), PATIENCE_SECONDS)
    assert (await gagarin.get("/users/me")).status_code == 401
    login = {"login": gagarin.username, "password": PASSWORD}
    assert (await gagarin.http.post("/api/auth/login", json=login)).status_code == 401
    await korolev.patch(f"/admin/users/{gagarin.id}", disabled=False)
    assert (await gagarin.http.post("/api/auth/login", json=login)).status_code == 200
    assert (await _deeds(korolev))[:2] == [("user.enabled", gagarin.id), ("user.disabled", gagarin.id)]


async def test_sessions_are_ended_and_the_password_stays(server: Running, korolev: Person, gagarin: Person) -> None:
    assert (await korolev.patch(f"/admin/users/{gagarin.id}", end_sessions=True)).status_code == 200
    assert (await gagarin.get("/users/me")).json()["code"] == "session_ended"
    await (await sign_in(server.url, gagarin.username)).leave()
    assert (await _deeds(korolev, 1)) == [("user.sessions_ended", gagarin.id)]


@pytest.mark.parametrize("chosen", ["белка-и-стрелка", True])
async def test_a_temporary_password_opens_the_account_and_the_old_one_no_more(
    server: Running, korolev: Person, gagarin: Person, chosen: str | bool
) -> None:
    answer = (await korolev.patch(f"/admin/users/{gagarin.id}", temporary_password=chosen)).json()
    password = answer["temporary_password"] if chosen is True else chosen
    assert chosen is True or answer["temporary_password"] is None
    assert (await gagarin.get("/users/me")).status_code == 401
    old = {"login": gagarin.username, "password": PASSWORD}
    assert (await gagarin.http.post("/api/auth/login", json=old)).status_code == 401
    await (await sign_in(server.url, gagarin.username, str(password))).leave()
    entry = (await korolev.get("/admin/audit", limit=1)).json()["entries"][0]
    assert (entry["deed"], entry["details"]) == ("user.password_set", {})


@pytest.mark.parametrize(
    "body",
    [
        {"temporary_password": "short"},
        {"temporary_password": ""},
        {"temporary_password": "я" * 37},
        {"is_admin": "yes"},
        {"email": "a@b.c"},
    ],
)
async def test_what_cannot_be_changes_nothing(korolev: Person, gagarin: Person, body: dict[str, object]) -> None:
    assert (await korolev.patch(f"/admin/users/{gagarin.id}", **body)).status_code == 422
    assert (await gagarin.get("/users/me")).status_code == 200


@pytest.mark.parametrize("who", ["0", "999999999", "abc", "9" * 30])
async def test_nobody_cannot_be_changed(korolev: Person, who: str) -> None:
    for answer in (
        await korolev.patch(f"/admin/users/{who}", disabled=True),
        await korolev.delete(f"/admin/users/{who}"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "user_not_found")


async def test_whose_account_is_deleted_is_gone_and_their_words_stay(
    korolev: Person, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    await gagarin.say(chat_id, "Поехали!")
    assert (await korolev.delete(f"/admin/users/{gagarin.id}")).status_code == 204
    assert (await gagarin.get("/users/me")).status_code == 401
    message = (await tereshkova.get(f"/chats/{chat_id}/messages")).json()["messages"][0]
    assert (message["text"], message["sender"]["display_name"]) == ("Поехали!", "Deleted account")
    assert (await korolev.get("/admin/users", query=gagarin.username)).json()["users"] == []
    for answer in (
        await korolev.delete(f"/admin/users/{gagarin.id}"),
        await korolev.patch(f"/admin/users/{gagarin.id}", disabled=False),
    ):
        assert answer.status_code == 404
    assert (await _deeds(korolev, 1)) == [("user.deleted", gagarin.id)]


async def test_whoever_has_the_machine_looks_after_accounts_without_one(
    server: Running, korolev: Person, gagarin: Person
) -> None:
    people = server.house.people
    for name in (gagarin.username, f"@{gagarin.username.upper()}", f"{gagarin.username}@cosmos.example"):
        assert await people.find(name) == int(gagarin.id), name
    [account] = (await people.list_page(None, gagarin.username, 1, None)).users
    assert (account.id, account.is_admin) == (gagarin.id, False)
    async with server.house.database.transaction() as db:
        changed = await people.change(db, None, int(gagarin.id), AccountChange(is_admin=True))
        assert changed.is_admin
    assert (await gagarin.get("/admin/users")).status_code == 200
    async with server.house.database.transaction() as db:
        await people.remove(db, None, int(gagarin.id))
    with pytest.raises(UserNotFound):
        await people.find(gagarin.username)
    entries = (await korolev.get("/admin/audit", limit=2)).json()["entries"]
    assert [(each["deed"], each["actor_id"]) for each in entries] == [("user.deleted", None), ("user.promoted", None)]


@pytest_asyncio.fixture
async def alone(settings: Settings, new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[tuple[Person, Person]]:
    """A server of its own: its only administrator, and somebody else."""
    async with Running(House(settings, await new_database())) as running:
        chief = await Person.register(running.url, "korolev")
        other = await Person.register(running.url, "mishin")
        yield chief, other
        await chief.leave()
        await other.leave()


async def test_the_last_administrator_stays(alone: tuple[Person, Person]) -> None:
    chief, _ = alone
    for answer in (
        await chief.patch(f"/admin/users/{chief.id}", is_admin=False),
        await chief.patch(f"/admin/users/{chief.id}", disabled=True),
        await chief.patch(f"/admin/users/{chief.id}", is_admin=True, disabled=True),
        await chief.delete(f"/admin/users/{chief.id}"),
        await chief.delete("/users/me", password=PASSWORD),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "last_admin")
    assert (await chief.get("/users/me")).json()["is_admin"] is True
    assert (await chief.patch(f"/admin/users/{chief.id}", is_admin=True)).status_code == 200
    assert await _deeds(chief) == []


async def test_rights_are_those_of_now(alone: tuple[Person, Person]) -> None:
    chief, other = alone
    assert (await chief.patch(f"/admin/users/{other.id}", is_admin=True)).json()["is_admin"] is True
    assert (await other.get("/admin/users")).status_code == 200
    assert (await other.patch(f"/admin/users/{chief.id}", is_admin=False)).status_code == 200
    assert (await chief.get("/admin/users")).status_code == 403
    assert (await other.delete(f"/admin/users/{chief.id}")).status_code == 204
    assert await _deeds(other) == [("user.deleted", chief.id), ("user.demoted", chief.id), ("user.promoted", other.id)]


async def test_of_two_who_dismiss_each_other_one_stays(alone: tuple[Person, Person]) -> None:
    chief, other = alone
    await chief.patch(f"/admin/users/{other.id}", is_admin=True)
    answers = await asyncio.gather(
        chief.patch(f"/admin/users/{other.id}", is_admin=False), other.patch(f"/admin/users/{chief.id}", is_admin=False)
    )
    assert sorted(answer.status_code for answer in answers) == [200, 403]
