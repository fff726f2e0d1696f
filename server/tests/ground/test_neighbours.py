"""A session lives in one worker; its requests may reach any of them."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest_asyncio
import socketio

from tests.cast import Person
from tests.ground.owner import wait_until_gone
from tests.ground.running import Command
from tests.phone import PATIENCE_SECONDS, line

SETTINGS = {
    "KOCMOC_ADDRESS_LIMITS": "off",
    "KOCMOC_LOG_LEVEL": "warning",
    "KOCMOC_BCRYPT_COST": "4",
    "KOCMOC_SEND_BURST": "1000",
}


@pytest_asyncio.fixture(scope="module")
async def url(tmp_path_factory: Any) -> AsyncIterator[str]:
    folder: Path = tmp_path_factory.mktemp("neighbours") / "data"
    kocmoc = Command(folder, "--workers", "3", **SETTINGS)
    yield await asyncio.to_thread(kocmoc.ready)
    kocmoc.kill()
    wait_until_gone(kocmoc.postgres())


@pytest_asyncio.fixture(scope="module")
async def gagarin(url: str) -> AsyncIterator[Person]:
    gagarin = await Person.register(url, "gagarin")
    yield gagarin
    await gagarin.leave()


async def request(url: str, method: str, sid: str, content: bytes = b"") -> httpx.Response:
    """Over a connection of its own, so that any worker may get it."""
    async with httpx.AsyncClient(base_url=url, timeout=30) as anybody:
        query = {"EIO": "4", "transport": "polling"} | ({"sid": sid} if sid else {})
        return await anybody.request(method, "/socket.io/", params=query, content=content)


async def test_every_request_of_a_polling_session_may_reach_another_worker(url: str, gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    owners = set()
    for number in range(12):
        opened = await request(url, "GET", "")
        sid = msgspec.json.decode(opened.content[1:])["sid"]
        owners.add(sid.partition(".")[0])
        connect = b"40" + msgspec.json.encode({"token": gagarin.token})
        assert (await request(url, "POST", sid, connect)).text == "ok"
        assert (await request(url, "GET", sid)).text.startswith("40{")
        draft = {"chat_id": chat_id, "client_id": str(uuid.uuid4()), "text": f"{number}"}
        send = b"427" + msgspec.json.encode(["message:send", draft])
        assert (await request(url, "POST", sid, send)).text == "ok"
        heard = ""
        while '437[{"ok":true' not in heard:
            heard += (await request(url, "GET", sid)).text
        assert (await request(url, "POST", sid, b"1")).text == "ok"
        assert (await request(url, "GET", sid)).status_code == 400
    assert len(owners) > 1


async def test_a_poll_waits_at_another_worker_and_is_given_up_with_its_client(url: str, gagarin: Person) -> None:
    opened = await request(url, "GET", "")
    sid = msgspec.json.decode(opened.content[1:])["sid"]
    await request(url, "POST", sid, b"40" + msgspec.json.encode({"token": gagarin.token}))
    assert (await request(url, "GET", sid)).text.startswith("40{")
    chat_id = await gagarin.chat_with(gagarin)
    for number in range(8):
        waiting = asyncio.create_task(request(url, "GET", sid))
        await gagarin.say(chat_id, f"слышу {number}")
        heard = (await waiting).text
        while "message:new" not in heard:  # where this chat is new, it is shown first
            heard += (await request(url, "GET", sid)).text


async def test_stock_clients_upgrade_whichever_worker_their_websocket_reaches(url: str, gagarin: Person) -> None:
    chat_id = await gagarin.chat_with(gagarin)
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(line())
        clients = [socketio.AsyncClient(reconnection=False, http_session=http) for _ in range(12)]
        for client in clients:
            await client.connect(url, auth={"token": gagarin.token}, wait_timeout=PATIENCE_SECONDS)
            stack.push_async_callback(client.disconnect)
            assert client.transport() == "websocket"
        assert len({client.eio.sid.partition(".")[0] for client in clients}) > 1
        for client in clients:
            draft = {"chat_id": chat_id, "client_id": str(uuid.uuid4()), "text": "на связи"}
            assert (await client.call("message:send", draft, timeout=20))["ok"]


async def test_a_session_of_a_worker_that_is_no_more_is_unknown(url: str) -> None:
    answer = await request(url, "GET", "w999.AAAAAAAAAAAAAAAAAAAA")
    assert (answer.status_code, answer.json()) == (400, {"code": 1, "message": "Session ID unknown"})
