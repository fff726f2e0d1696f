"""The server is closed for a while: who still comes in, what the others are told, and that it opens again."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio
import socketio

from kocmoc.admin.maintenance import store
from kocmoc.app import House
from kocmoc.settings import Settings
from tests.admin.conftest import sign_in
from tests.cast import PASSWORD, Person
from tests.phone import PATIENCE_SECONDS, Phone
from tests.stage import Running

WORDS = "Стыковка. Вернёмся в полдень."


@pytest_asyncio.fixture
async def opened(korolev: Person) -> AsyncIterator[None]:
    """Whatever the test did, the next one finds the server open."""
    yield
    await korolev.put("/admin/maintenance", enabled=False)


async def _close(korolev: Person, message: str | None = WORDS) -> None:
    answer = await korolev.put("/admin/maintenance", enabled=True, message=message)
    assert (answer.status_code, answer.json()) == (200, {"enabled": True, "message": message})


def _assert_told_to_wait(answer: httpx.Response) -> None:
    assert (answer.status_code, answer.json()["code"]) == (503, "maintenance")
    assert int(answer.headers["retry-after"]) >= 1


async def _refused(phone: Phone) -> object:
    with pytest.raises(socketio.exceptions.ConnectionError):
        await phone.__aenter__()
    return phone.refusal


def _in_an_hour() -> str:
    return (datetime.now(UTC) + timedelta(hours=1)).isoformat()


async def test_only_administrators_turn_the_switch_or_look_at_it(gagarin: Person) -> None:
    for answer in (await gagarin.get("/admin/maintenance"), await gagarin.put("/admin/maintenance", enabled=True)):
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_while_it_is_closed_everyone_but_administrators_waits(
    server: Running, opened: None, korolev: Person, gagarin: Person
) -> None:
    photo = await gagarin.upload(b"notes")
    await _close(korolev)
    anybody = Person.nobody(server.url)
    newcomer = {"username": "titov", "email": "titov@cosmos.example", "password": PASSWORD}
    for answer in (
        await gagarin.get("/chats"),
        await gagarin.get("/admin/maintenance"),
        await gagarin.post("/chats", user_id=korolev.id),
        await gagarin.send_file(b"more notes"),
        await gagarin.fetch(photo["url"]),
        await anybody.get("/api/users/me"),
        await anybody.post("/api/auth/register", json=newcomer),
        await anybody.post("/api/auth/send-code", json={"email": "titov@cosmos.example"}),
    ):
        _assert_told_to_wait(answer)
    assert (await korolev.get("/chats")).status_code == 200
    assert (await korolev.get("/admin/maintenance")).json() == {"enabled": True, "message": WORDS}
    await korolev.put("/admin/maintenance", enabled=False)
    assert (await gagarin.get("/chats")).status_code == 200
    assert (await gagarin.fetch(photo["url"])).content == b"notes"
    await anybody.aclose()


async def test_health_and_the_ways_in_and_out_work_all_the_time(
    server: Running, opened: None, korolev: Person, gagarin: Person
) -> None:
    await _close(korolev)
    async with httpx.AsyncClient(base_url=server.url) as anybody:
        assert (await anybody.get("/health")).status_code == 200
        answer = await anybody.post("/api/auth/login", json={"login": gagarin.username, "password": PASSWORD})
        assert answer.status_code == 200
        assert (await anybody.post("/api/auth/refresh")).status_code == 200
        wrong = await anybody.post("/api/auth/login", json={"login": gagarin.username, "password": "wrong wrong"})
        assert (wrong.status_code, wrong.json()["code"]) == (401, "invalid_credentials")
    assert (await gagarin.post("/auth/logout")).status_code == 204


async def test_whose_token_is_over_is_told_that_first(server: Running, opened: None, korolev: Person) -> None:
    """Otherwise an administrator's client would not know that it only has to refresh."""
    await _close(korolev)
    answer = await korolev.http.get("/api/chats", headers={"Authorization": "Bearer nonsense"})
    assert answer.status_code == 401


async def test_sockets_are_told_and_closed_and_none_comes_in(
    opened: None, korolev: Person, gagarin: Person, tereshkova: Person
) -> None:
    async with Phone(korolev) as chief, Phone(gagarin) as his:
        await _close(korolev)
        assert await his.wait("maintenance") == {"enabled": True, "message": WORDS}
        await asyncio.wait_for(his.disconnected.wait(), PATIENCE_SECONDS)
        assert await chief.wait("maintenance") == {"enabled": True, "message": WORDS}
        assert await _refused(Phone(tereshkova)) == {"message": "maintenance", "data": {"retry_after": 30.0}}
        assert not chief.disconnected.is_set()
        async with Phone(korolev):
            pass
        await korolev.put("/admin/maintenance", enabled=False)
        assert await chief.wait("maintenance", lambda told: not told["enabled"]) == {"enabled": False, "message": None}
    async with Phone(tereshkova):
        pass


async def test_a_send_that_was_accepted_is_finished_and_answered(
    server: Running, opened: None, korolev: Person, gagarin: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat_id = await gagarin.chat_with(korolev)
    journal = server.house.journal
    taken, write = asyncio.Event(), journal._writer.write

    async def when_closed(*batch: object, **how: object) -> object:
        taken.set()
        await asyncio.wait_for(told.wait(), PATIENCE_SECONDS)
        return await write(*batch, **how)  # type: ignore[arg-type]

    told = asyncio.Event()
    monkeypatch.setattr(journal._writer, "write", when_closed)
    async with Phone(gagarin) as his:
        draft = {"chat_id": chat_id, "client_id": str(uuid.uuid4()), "text": "Успел"}
        by_socket = asyncio.create_task(his.ask("message:send", draft))
        await asyncio.wait_for(taken.wait(), PATIENCE_SECONDS)
        await _close(korolev)
        await his.wait("maintenance")
        told.set()
        assert (await by_socket)["ok"]
        await asyncio.wait_for(his.disconnected.wait(), PATIENCE_SECONDS)
    texts = [each["text"] for each in (await korolev.get(f"/chats/{chat_id}/messages")).json()["messages"]]
    assert texts == ["Успел"]


async def test_the_same_again_is_not_told_again(opened: None, korolev: Person) -> None:
    async with Phone(korolev) as chief:
        await _close(korolev)
        await _close(korolev)
        await _close(korolev, "Ещё немного.")
        await chief.wait("maintenance", lambda told: told["message"] == "Ещё немного.")
        assert [each["message"] for each in chief.of("maintenance")] == [WORDS, "Ещё немного."]


async def test_what_was_read_before_the_last_turn_and_comes_late_is_not_believed(
    server: Running, opened: None, korolev: Person, gagarin: Person
) -> None:
    was_open = await store.read(server.house.database)
    async with Phone(korolev) as chief:
        await _close(korolev)
        server.house.maintenance.turned(was_open)
        await _close(korolev, "Ещё немного.")
        await chief.wait("maintenance", lambda told: told["message"] == "Ещё немного.")
        assert all(each["enabled"] for each in chief.of("maintenance"))
    _assert_told_to_wait(await gagarin.get("/chats"))


@pytest.mark.parametrize("body", [{}, {"enabled": "yes"}, {"enabled": True, "message": "я" * 501}, {"enabled": 1}])
async def test_a_switch_that_is_none_changes_nothing(korolev: Person, body: dict[str, object]) -> None:
    assert (await korolev.put("/admin/maintenance", **body)).status_code == 422
    assert (await korolev.get("/admin/maintenance")).json()["enabled"] is False


async def test_every_process_hears_of_it_and_a_restart_does_not_forget_it(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    """These two share nothing but the database."""
    dsn = await new_database()
    async with Running(House(settings, dsn)) as vostok, Running(House(settings, dsn)) as voskhod:
        korolev = await Person.register(vostok.url, "korolev")
        gagarin = await Person.register(voskhod.url, "gagarin")
        async with Phone(gagarin) as his:
            await _close(korolev)
            await his.wait("maintenance")
            await asyncio.wait_for(his.disconnected.wait(), PATIENCE_SECONDS)
        _assert_told_to_wait(await gagarin.get("/chats"))
        await gagarin.leave()
        await korolev.leave()
    async with Running(House(settings, dsn)) as later:
        gagarin, korolev = await sign_in(later.url, "gagarin"), await sign_in(later.url, "korolev")
        _assert_told_to_wait(await gagarin.get("/chats"))
        await korolev.put("/admin/maintenance", enabled=False)
        assert (await gagarin.get("/chats")).status_code == 200
        await gagarin.leave()
        await korolev.leave()


async def test_what_is_done_is_written_down(opened: None, korolev: Person, gagarin: Person) -> None:
    await _close(korolev)
    await korolev.put("/admin/maintenance", enabled=False)
    last, first = (await korolev.get("/admin/audit", limit=2)).json()["entries"]
    assert (first["deed"], first["actor_id"], first["details"]) == (
        "maintenance",
        korolev.id,
        {"enabled": True, "message": WORDS},
    )
    assert last["details"] == {"enabled": False, "message": None}
    answer = await gagarin.get("/admin/audit")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


async def test_what_was_put_off_waits_until_it_is_open_again(
    server: Running, opened: None, korolev: Person, gagarin: Person
) -> None:
    chat_id = await gagarin.chat_with(korolev)
    waits = {"client_id": str(uuid.uuid4()), "text": "в полдень", "send_at": _in_an_hour()}
    assert (await gagarin.post(f"/chats/{chat_id}/scheduled", **waits)).status_code == 201
    await _close(korolev)
    await server.house.database.pool.execute("update scheduled set send_at = now() where chat_id = $1", int(chat_id))
    await server.house.dispatch.send_due()
    assert (await korolev.get(f"/chats/{chat_id}/messages")).json()["messages"] == []
    async with Phone(korolev) as phone:
        await korolev.put("/admin/maintenance", enabled=False)
        assert (await phone.wait("message:new"))["client_id"] == waits["client_id"]
