"""Pages of other origins: those in the settings may read our answers, wherever they come from; no others may."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import httpx
import msgspec
import pytest
import pytest_asyncio

from kocmoc.app import House
from kocmoc.core.limits import AddressLimits, Rate
from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running

DESK = "https://desk.cosmos.example"
PUBLIC = "https://chat.cosmos.example"
EVIL = "https://desk.cosmos.example.evil.example"
POLL = "/socket.io/?EIO=4&transport=polling"
PATHS = ("/api/users/me", "/api/nothing", "/health", "/files/nothing", "/socket.io/?EIO=3", POLL)


@pytest_asyncio.fixture(scope="module")
async def server(
    tmp_path_factory: pytest.TempPathFactory, settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> AsyncIterator[Running]:
    folder: Path = tmp_path_factory.mktemp("foreign")
    told = msgspec.structs.replace(settings, data_dir=folder, cors_origins=(DESK,), public_url=PUBLIC)
    async with Running(House(told, await new_database())) as running:
        korolev = await Person.register(running.url, "korolev")
        await korolev.leave()
        yield running


def names(answer: httpx.Response, header: str) -> set[str]:
    return {name.strip().lower() for name in answer.headers.get(header, "").split(",")}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("origin", [DESK, PUBLIC])
async def test_a_page_we_were_told_of_may_read_every_answer(gagarin: Person, origin: str, path: str) -> None:
    answer = await gagarin.http.get(path, headers={"origin": origin})
    assert answer.headers.get_list("access-control-allow-origin") == [origin]
    assert answer.headers.get_list("access-control-allow-credentials") == ["true"]
    assert "origin" in names(answer, "vary")
    assert names(answer, "access-control-expose-headers") >= {"x-request-id", "retry-after", "content-range"}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("origin", [EVIL, "null", "http://desk.cosmos.example", DESK + ":8443", DESK.upper()])
async def test_no_other_page_may(gagarin: Person, origin: str, path: str) -> None:
    answer = await gagarin.http.get(path, headers={"origin": origin})
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert "origin" in names(answer, "vary")


@pytest.mark.parametrize("path", ["/api/chats", "/files/nothing", POLL])
async def test_a_browser_that_asks_first_is_told_what_may_be_sent(server: Running, path: str) -> None:
    asked = {"access-control-request-method": "PATCH", "access-control-request-headers": "authorization,content-type"}
    async with Person.nobody(server.url) as browser:
        answer = await browser.options(path, headers=asked | {"origin": DESK})
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer.headers["access-control-allow-origin"] == DESK
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert names(answer, "access-control-allow-methods") == {"get", "post", "put", "patch", "delete"}
        assert names(answer, "access-control-allow-headers") >= {"authorization", "content-type", "range"}
        assert answer.headers["x-request-id"]
        foreign = await browser.options(path, headers=asked | {"origin": EVIL})
        assert not [name for name in foreign.headers if name.startswith("access-control-")]


async def test_a_page_we_were_told_of_can_talk_by_polling(gagarin: Person) -> None:
    page = {"origin": DESK}
    opened = await gagarin.http.get(POLL, headers=page)
    address = f"{POLL}&sid={json.loads(opened.text[1:])['sid']}"
    said = await gagarin.http.post(address, headers=page, content=f'40{{"token":"{gagarin.token}"}}')
    heard = await gagarin.http.get(address, headers=page)
    assert (said.text, heard.text[:2]) == ("ok", "40")
    for answer in (opened, said, heard):
        assert answer.headers.get_list("access-control-allow-origin") == [DESK]


async def test_a_file_may_be_read_by_the_page_that_may_see_it(gagarin: Person, leonov: Person) -> None:
    notes = await gagarin.upload("Земля в иллюминаторе".encode())
    mine = await gagarin.fetch(notes["url"], origin=DESK, range="bytes=0-3")
    assert (mine.status_code, mine.headers["access-control-allow-origin"]) == (206, DESK)
    assert (await leonov.fetch(notes["url"], origin=DESK)).status_code == 404


async def test_who_asks_too_often_can_read_for_how_long_to_wait(
    gagarin: Person, server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        server.house.asgi, "_limits", AddressLimits(server.house.limits, {"everything": Rate.per(1, 60)})
    )
    await gagarin.get("/users/me")
    refused = await gagarin.http.get("/api/users/me", headers={"origin": DESK})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (429, DESK)
    assert refused.headers["retry-after"]


async def test_where_no_origins_are_set_nothing_is_said_of_them(
    tmp_path: Path, settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    plain = msgspec.structs.replace(settings, data_dir=tmp_path)
    async with Running(House(plain, await new_database())) as running, Person.nobody(running.url) as browser:
        answer = await browser.get("/health", headers={"origin": DESK})
        assert not {"vary", "access-control-allow-origin"} & set(answer.headers)
