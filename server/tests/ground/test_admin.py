"""`kocmoc admin`: whoever has the machine looks after accounts, while the server runs and while it does not."""

import asyncio
import signal
import uuid
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import asyncpg
import httpx
import pytest
import pytest_asyncio

from tests.admin.conftest import sign_in
from tests.cast import PASSWORD, Person
from tests.ground.owner import wait_until_gone
from tests.ground.running import Command

Admin = Callable[..., list[str]]


@pytest_asyncio.fixture
async def kocmoc(tmp_path: Path) -> AsyncIterator[Command]:
    command = Command(tmp_path / "data", KOCMOC_BCRYPT_COST="4", KOCMOC_ADDRESS_LIMITS="off")
    yield command
    command.kill()
    wait_until_gone(command.postgres())


@pytest.fixture
def admin(kocmoc: Command) -> Admin:
    """What the command says beside the same data folder; it is expected to succeed."""

    def ask(*words: str, **environ: str) -> list[str]:
        command = Command(kocmoc.data_dir, "admin", *words, KOCMOC_BCRYPT_COST="4", **environ)
        assert command.code == 0, command.log
        return command.rest()

    return ask


async def _answers(person: Person, code: str) -> httpx.Response:
    """A running server reads again every two seconds; asking is what there is to wait for."""
    async with asyncio.timeout(30):
        while True:
            answer = await person.get("/users/me")
            if code == (answer.json()["code"] if answer.is_error else "ok"):
                return answer


async def _deeds(person: Person) -> list[tuple[str, str | None, str | None]]:
    entries = (await person.get("/admin/audit")).json()["entries"]
    return [(each["deed"], each["actor_id"], each["user_id"]) for each in reversed(entries)]


async def test_accounts_are_looked_after_beside_a_running_server(kocmoc: Command, admin: Admin) -> None:
    url = kocmoc.ready()
    korolev, gagarin = await Person.register(url, "korolev"), await Person.register(url, "gagarin")
    assert admin("users") == [
        f"@gagarin  {gagarin.me['email']}  {gagarin.me['display_name']}",
        f"@korolev  {korolev.me['email']}  {korolev.me['display_name']}  [administrator]",
        "Accounts: 2",
    ]
    assert admin("users", "--query", "gag", LANG="ru_RU.UTF-8")[-1] == "Учётных записей: 1"
    assert admin("promote", "Gagarin") == ["@gagarin: is an administrator now"]
    assert (await gagarin.get("/admin/users")).status_code == 200
    assert admin("demote", gagarin.me["email"]) == ["@gagarin: is no administrator any more"]
    assert (await gagarin.get("/admin/users")).status_code == 403
    admin("disable", "gagarin")
    await _answers(gagarin, "session_ended")
    admin("enable", "gagarin")
    told = admin("password", "@gagarin")
    again = await sign_in(url, "gagarin", told[1].removeprefix("Temporary password: "))
    admin("end-sessions", "gagarin")
    await _answers(again, "session_ended")
    admin("delete", "gagarin")
    assert admin("users")[-1] == "Accounts: 1"
    deeds = ["promoted", "demoted", "disabled", "enabled", "password_set", "sessions_ended", "deleted"]
    assert await _deeds(korolev) == [(f"user.{deed}", None, gagarin.id) for deed in deeds]
    for person in (korolev, gagarin, again):
        await person.leave()


async def test_a_running_server_is_closed_and_opened(kocmoc: Command, admin: Admin) -> None:
    url = kocmoc.ready()
    korolev, gagarin = await Person.register(url, "korolev"), await Person.register(url, "gagarin")
    assert admin("maintenance") == ["The server is open."]
    closed = ["The server is closed to everyone but administrators.", "До полудня."]
    assert admin("maintenance", "on", "--message", "До полудня.") == closed
    assert admin("maintenance") == closed
    await _answers(gagarin, "maintenance")
    assert (await korolev.get("/users/me")).status_code == 200
    assert admin("maintenance", "off", LANG="ru_RU.UTF-8") == ["Сервер открыт."]
    await _answers(gagarin, "ok")
    assert await _deeds(korolev) == [("maintenance", None, None)] * 2
    for person in (korolev, gagarin):
        await person.leave()


async def test_a_stopped_server_is_looked_after_too(kocmoc: Command, admin: Admin) -> None:
    korolev = await Person.register(kocmoc.ready(), "korolev")
    postgres = kocmoc.postgres()
    kocmoc.tell(signal.SIGTERM)
    assert kocmoc.code == 0
    wait_until_gone(postgres)
    assert {"Accounts: 1", "Administrators: 1", "Messages: 0", "Open reports: 0"} <= set(admin("stats"))
    password = admin("password", "korolev")[-1].removeprefix("Temporary password: ")
    again = Command(kocmoc.data_dir, KOCMOC_BCRYPT_COST="4")
    url = again.ready()
    await (await sign_in(url, "korolev", password)).leave()
    async with httpx.AsyncClient(base_url=url) as anybody:
        old = await anybody.post("/api/auth/login", json={"login": "korolev", "password": PASSWORD})
        assert old.status_code == 401
    await korolev.leave()
    again.kill()


async def test_what_cannot_be_done_is_one_sentence(kocmoc: Command, tmp_path: Path) -> None:
    korolev = await Person.register(kocmoc.ready(), "korolev")
    for words, russian in (
        (("demote", "korolev"), "Это единственный администратор; сначала назначьте другого."),
        (("delete", "korolev"), "Это единственный администратор; сначала назначьте другого."),
        (("promote", "nobody"), "Такого пользователя нет."),
    ):
        refused = Command(kocmoc.data_dir, "admin", *words, LANG="ru_RU.UTF-8")
        assert (refused.code, refused.log) == (1, f"kocmoc: {russian}\n")
    nothing = Command(tmp_path / "nothing", "admin", "users")
    assert (nothing.code, nothing.log) == (1, f"kocmoc: There is no database in {tmp_path}/nothing yet.\n")
    assert not (tmp_path / "nothing").exists()
    await korolev.leave()


async def test_a_database_that_has_to_be_migrated_first_is_left_alone(empty_database: str, tmp_path: Path) -> None:
    refused = Command(tmp_path / uuid.uuid4().hex, "admin", "users", KOCMOC_DATABASE_URL=empty_database)
    assert refused.code == 1
    assert refused.log == "kocmoc: The database is older than this program; run kocmoc migrate first.\n"
    connection = await asyncpg.connect(empty_database)
    assert await connection.fetchval("select count(*) from pg_tables where schemaname = 'public'") == 0
    await connection.close()
