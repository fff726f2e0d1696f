"""Who gets a file, and how it is sent: asked anew at every request."""

import asyncio
import os
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from kocmoc.core import db
from kocmoc.settings import Settings
from tests.auth.conftest import StartServer
from tests.auth.conftest import start_server as start_server
from tests.cast import Person
from tests.stage import Running
from tests.uploads.conftest import Desk, shown

TEXT = "Поехали!".encode()


async def test_an_upload_is_its_owners_alone(gagarin: Person, stranger: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    assert (await gagarin.fetch(url)).content == TEXT
    refused = await stranger.fetch(url)
    assert (refused.status_code, refused.json()["code"]) == (404, "file_not_found")
    assert refused.json().keys() == (await stranger.fetch("/files/missing.txt")).json().keys()


async def test_nobody_gets_a_file_without_a_token(gagarin: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    nobody = Person.nobody(gagarin.url)
    assert (await nobody.get(url)).status_code == 401
    assert (await nobody.get(url, headers={"Authorization": "Bearer x"})).status_code == 401
    assert (await nobody.get(url, headers={"Cookie": "kocmoc_files=x; kocmoc_refresh=y"})).status_code == 401
    await nobody.aclose()


async def test_the_cookie_of_the_browser_opens_files_and_nothing_else(gagarin: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    cookie = gagarin.http.cookies["kocmoc_files"]
    browser = Person.nobody(gagarin.url)
    browser.cookies.set("kocmoc_files", cookie)
    assert (await browser.get(url)).content == TEXT
    assert (await browser.get("/api/users/me")).status_code == 401
    assert (await browser.get("/api/users/me", headers={"Authorization": f"Bearer {cookie}"})).status_code == 401
    await browser.aclose()


async def test_an_odd_cookie_of_somebody_else_does_not_hide_it(gagarin: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    ours = f"kocmoc_files={gagarin.http.cookies['kocmoc_files']}"
    nobody = Person.nobody(gagarin.url)
    for cookies in (f"a/b=1; {ours}", f'{ours}; "=";', f"; ;{ours}"):
        assert (await nobody.get(url, headers={"Cookie": cookies})).content == TEXT
    assert (await nobody.get(url, headers={"Cookie": "a/b=1"})).status_code == 401
    await nobody.aclose()


async def test_without_the_database_nobody_gets_it_and_may_ask_again(
    start_server: StartServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    running = await start_server(data_dir=tmp_path, database_pool_size=3)
    korolev = await Person.register(running.url, "korolev")
    url = (await korolev.upload(TEXT))["url"]
    monkeypatch.setattr(db, "ACQUIRE_SECONDS", 0.2)
    async with AsyncExitStack() as taken:
        for _ in range(3):
            await taken.enter_async_context(running.house.database.pool.acquire(timeout=10))
        refused = await korolev.fetch(url)
        assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert (await korolev.fetch(url)).content == TEXT
    await korolev.leave()


async def test_a_file_that_breaks_off_is_not_taken_for_whole(
    gagarin: Person, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half of it is gone from the disk: what has been sent is all there is, and the end is not said."""
    attachment = await gagarin.upload(TEXT * 40_000)
    name = attachment["url"].rpartition("/")[2]
    path = settings.data_dir / "files" / name[:2] / name
    os.truncate(path, attachment["size"] // 2)
    with pytest.raises(httpx.RemoteProtocolError):
        await gagarin.fetch(attachment["url"])
    said = capsys.readouterr().out
    assert "storage_lost_some" in said
    assert "unforeseen" not in said
    await gagarin.say(await gagarin.chat_with(gagarin), "на связи")


async def test_after_the_session_the_cookie_opens_nothing(gagarin: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    elsewhere = await gagarin.sign_in()
    cookie = elsewhere.http.cookies["kocmoc_files"]
    await elsewhere.post("/auth/logout")
    browser = Person.nobody(gagarin.url)
    assert (await browser.get(url, headers={"Cookie": f"kocmoc_files={cookie}"})).status_code == 401
    await browser.aclose()
    await elsewhere.leave()


async def test_a_file_in_a_message_is_seen_by_those_in_the_chat(
    gagarin: Person, tereshkova: Person, stranger: Person, desk: Desk
) -> None:
    file = await shown(gagarin, desk, await gagarin.chat_with(tereshkova))
    assert (await gagarin.fetch(file["url"])).status_code == 200
    assert (await tereshkova.fetch(file["url"])).status_code == 200
    assert (await stranger.fetch(file["url"])).status_code == 404


async def test_a_deleted_message_takes_its_file_from_everybody_at_once(
    gagarin: Person, tereshkova: Person, desk: Desk
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    file = await gagarin.upload(TEXT)
    message = await gagarin.say(chat_id, "смотри")
    await desk.show(message, file)
    assert (await tereshkova.fetch(file["url"])).status_code == 200
    await desk.delete(message)
    assert (await tereshkova.fetch(file["url"])).status_code == 404
    assert (await gagarin.fetch(file["url"])).status_code == 404


async def test_a_forward_keeps_the_file_for_those_who_see_it(
    gagarin: Person, tereshkova: Person, stranger: Person, desk: Desk
) -> None:
    file = await gagarin.upload(TEXT)
    original = await gagarin.say(await gagarin.chat_with(tereshkova), "смотри")
    forward = await tereshkova.say(await tereshkova.chat_with(stranger), "смотри")
    await desk.show(original, file)
    await desk.show(forward, file)
    await desk.delete(original)
    assert (await stranger.fetch(file["url"])).content == TEXT
    assert (await gagarin.fetch(file["url"])).status_code == 404


async def test_who_cannot_see_the_message_cannot_see_its_file(gagarin: Person, tereshkova: Person, desk: Desk) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    file = await shown(gagarin, desk, chat_id)
    assert (await tereshkova.fetch(file["url"])).status_code == 200
    await desk.database.fetch(
        "update members set visible_after = 1000 where chat_id = $1 and user_id = $2", int(chat_id), int(tereshkova.id)
    )
    assert (await tereshkova.fetch(file["url"])).status_code == 404


async def test_a_file_is_sent_so_that_it_can_do_nothing(gagarin: Person) -> None:
    headers = (await gagarin.fetch((await gagarin.upload(TEXT, 'жур"нал.txt'))["url"])).headers
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["content-disposition"] == ("attachment; filename*=UTF-8''%D0%B6%D1%83%D1%80_%D0%BD%D0%B0%D0%BB.txt")
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert {"private", "immutable"} <= {part.strip() for part in headers["cache-control"].split(",")}
    assert headers["accept-ranges"] == "bytes"
    assert "set-cookie" not in headers


async def test_head_says_everything_but_the_file(gagarin: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    whole, head = await gagarin.fetch(url), await gagarin.http.head(url)
    assert (head.status_code, head.content) == (200, b"")
    own = {"date", "x-request-id"}
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in whole.headers.items() if k not in own
    }


async def test_nothing_else_can_be_done_to_a_file(gagarin: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        answer = await gagarin.http.request(method, url)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    ("asked", "status", "part", "span"),
    [
        ("bytes=0-3", 206, TEXT[:4], "bytes 0-3/15"),
        ("bytes=4-", 206, TEXT[4:], "bytes 4-14/15"),
        ("bytes=-5", 206, TEXT[-5:], "bytes 10-14/15"),
        ("bytes=-500", 206, TEXT, "bytes 0-14/15"),
        ("bytes=0-99999", 206, TEXT, "bytes 0-14/15"),
        ("bytes=15-", 416, b"", "bytes */15"),
        ("bytes=-0", 416, b"", "bytes */15"),
        ("bytes=5-2", 200, TEXT, None),
        ("bytes=-", 200, TEXT, None),
        ("bytes=a-b", 200, TEXT, None),
        ("lines=1-2", 200, TEXT, None),
        ("bytes=0-" + "9" * 30, 200, TEXT, None),
        ("bytes=" + ",".join("0-" for _ in range(1000)), 200, TEXT, None),
        ("bytes=0-0,2-3", 200, TEXT, None),
    ],
)
async def test_a_part_of_a_file(gagarin: Person, asked: str, status: int, part: bytes, span: str | None) -> None:
    answer = await gagarin.fetch((await gagarin.upload(TEXT))["url"], Range=asked)
    assert (answer.status_code, answer.content) == (status, part)
    assert answer.headers.get("content-range") == span
    assert answer.headers["content-length"] == str(len(part))


async def test_a_known_file_is_not_sent_again_but_asked_about(gagarin: Person, stranger: Person) -> None:
    url = (await gagarin.upload(TEXT))["url"]
    etag = (await gagarin.fetch(url)).headers["etag"]
    known = await gagarin.fetch(url, **{"If-None-Match": f'"other", {etag}'})
    assert (known.status_code, known.content) == (304, b"")
    assert (await stranger.fetch(url, **{"If-None-Match": etag})).status_code == 404
    part = {"Range": "bytes=0-1"}
    assert (await gagarin.fetch(url, **part, **{"If-Range": etag})).status_code == 206
    assert (await gagarin.fetch(url, **part, **{"If-Range": '"other"'})).status_code == 200


@pytest.mark.parametrize("path", ["", "%2e%2e%2fsecret.key", "a/b/c", "%00", "%ff", "я" * 3000, "avatars/"])
async def test_a_strange_path_leads_nowhere(gagarin: Person, path: str) -> None:
    assert (await gagarin.fetch(f"/files/{path}")).status_code in (404, 405)


async def test_nothing_more_is_read_for_whoever_has_hung_up(server: Running, gagarin: Person) -> None:
    """Otherwise one could let the server read for nothing by asking and leaving."""
    size = 8 * 1024 * 1024
    file = await gagarin.upload(b"%PDF-1.7" + bytes(size))
    said: list[int] = []
    for words in ([{"type": "http.request"}, {"type": "http.disconnect"}], [{"type": "http.request"}]):
        coming = iter(words)

        async def receive(coming: Any = coming) -> Any:
            return next(coming, None) or await asyncio.Event().wait()

        async def send(message: Any) -> None:
            said[-1] += len(message.get("body", b""))

        said.append(0)
        await server.house.asgi(_asking(file["url"], gagarin.token), receive, send)
    assert said[0] <= size / 4
    assert said[1] == size + 8


def _asking(path: str, token: str) -> Any:
    """A request, as uvicorn tells of it."""
    return {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "http_version": "1.1",
        "headers": [(b"host", b"localhost"), (b"authorization", f"Bearer {token}".encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
