"""How much, how fast and how often: refused as soon as it is known, and nothing is left of what breaks off."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from kocmoc.core.values import Rate
from kocmoc.studio import pool
from kocmoc.uploads import reception
from kocmoc.uploads.storage import Storage
from kocmoc.uploads.sweeping import Sweeper
from tests.auth.conftest import StartServer
from tests.auth.conftest import start_server as start_server
from tests.cast import Person
from tests.ground.running import Command
from tests.uploads.conftest import Harbour
from tests.uploads.seaweed import seaweed

MIB = 2**20
HEAD = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n%PDF-1.7\n'
END = b"\r\n--x--\r\n"
WRAPPED = len(b"%PDF-1.7\n")


class Line:
    """A connection over which an upload goes piece by piece, with its length told beforehand or not."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.sent = 0

    @classmethod
    async def open(cls, person: Person, length: int | None = None) -> "Line":
        host, port = person.url.removeprefix("http://").split(":")
        line = cls(*await asyncio.open_connection(host, int(port)))
        size = f"Content-Length: {length}" if length is not None else "Transfer-Encoding: chunked"
        line._writer.write(
            f"POST /api/upload/file HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {person.token}\r\n"
            f"Content-Type: multipart/form-data; boundary=x\r\n{size}\r\n\r\n".encode()
        )
        line._is_chunked = length is None
        return line

    _is_chunked = False

    async def send(self, piece: bytes) -> None:
        self.sent += len(piece)
        self._writer.write(b"%x\r\n%s\r\n" % (len(piece), piece) if self._is_chunked else piece)
        await self._writer.drain()

    async def finish(self) -> None:
        self._writer.write(b"0\r\n\r\n" if self._is_chunked else b"")
        await self._writer.drain()

    async def answer(self) -> tuple[int, str]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        size = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
        body = await self._reader.readexactly(int(size.partition(b":")[2]))
        return int(head.split()[1]), body.decode()

    def is_answered(self) -> bool:
        return bool(self._reader._buffer)  # type: ignore[attr-defined]

    async def drop(self) -> None:
        self._writer.transport.abort()

    async def close(self) -> None:
        self._writer.close()


@pytest.mark.parametrize("told", [True, False])
async def test_fifty_mebibytes_are_taken_and_a_byte_more_is_not(harbour: Harbour, told: bool) -> None:
    for size, status in ((50 * MIB, 201), (50 * MIB + 1, 413)):
        before = await harbour.kept()
        line = await Line.open(harbour.sender, len(HEAD) - WRAPPED + size + len(END) if told else None)
        await line.send(HEAD)
        left = size - WRAPPED
        while left:
            await line.send(bytes(min(MIB, left)))
            left -= min(MIB, left)
        await line.send(END)
        await line.finish()
        answered, body = await line.answer()
        assert answered == status, body
        assert len(await harbour.kept() - before) == (1 if status == 201 else 0)
        assert await harbour.half_done() == []
        await line.close()


async def test_it_is_refused_while_it_is_still_arriving(harbour: Harbour) -> None:
    line = await Line.open(harbour.sender)
    await line.send(HEAD)
    while not line.is_answered():
        await line.send(bytes(256 * 1024))
        await asyncio.sleep(0)
    status, body = await line.answer()
    assert (status, "too_large" in body) == (413, True)
    assert line.sent < 60 * MIB
    await line.drop()


@pytest.mark.parametrize("where", ["before", "behind"])
async def test_what_comes_beside_the_form_is_counted_too(harbour: Harbour, where: str) -> None:
    """It would be read for nothing, for as long as somebody sends it."""
    line = await Line.open(harbour.sender)
    await line.send(HEAD + END if where == "behind" else b"nothing")
    while not line.is_answered():
        await line.send(bytes(256 * 1024))
        await asyncio.sleep(0)
    status, body = await line.answer()
    assert (status, "too_large" in body) == (413, True)
    await line.drop()
    assert await harbour.half_done() == []


async def test_what_says_it_is_too_large_is_refused_before_it_comes(harbour: Harbour) -> None:
    line = await Line.open(harbour.sender, 2**40)
    assert (await line.answer())[0] == 413
    assert line.sent == 0
    await line.drop()


async def test_what_it_is_is_seen_before_the_rest_has_come(harbour: Harbour) -> None:
    line = await Line.open(harbour.sender)
    await line.send(HEAD.replace(b"%PDF-1.7\n", b"MZ" + bytes(5000)))
    status, body = await line.answer()
    assert (status, "type_not_allowed" in body) == (415, True)
    await line.drop()


async def test_an_upload_that_breaks_off_leaves_nothing(harbour: Harbour) -> None:
    before, rows = await harbour.kept(), await harbour.rows()
    line = await Line.open(harbour.sender, 10 * MIB)
    await line.send(HEAD + bytes(MIB))
    await _until(lambda: _some(harbour))
    await line.drop()
    await _until(lambda: _none(harbour))
    assert (await harbour.kept(), await harbour.rows()) == (before, rows)


async def test_an_upload_that_drips_is_ended(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reception, "STALL_SECONDS", 0.2)
    line = await Line.open(harbour.sender, 10 * MIB)
    await line.send(HEAD + bytes(1000))
    status, body = await line.answer()
    assert (status, "upload_stalled" in body) == (400, True)
    assert await harbour.half_done() == []
    await line.drop()


async def test_a_drop_now_and_then_keeps_no_place(harbour: Harbour, monkeypatch: pytest.MonkeyPatch) -> None:
    """Something always arrives in time, and yet it would take for ever."""
    monkeypatch.setattr(reception, "STALL_SECONDS", 1.0)
    monkeypatch.setattr(reception, "SLOWEST_BYTES_A_SECOND", 10 * MIB)
    line = await Line.open(harbour.sender, 10 * MIB)
    await line.send(HEAD)
    answer = asyncio.create_task(line.answer())
    while not answer.done():
        await line.send(b"x")
        await asyncio.wait([answer], timeout=0.1)
    status, body = answer.result()
    assert (status, "upload_stalled" in body) == (400, True)
    assert line.sent < 1000
    await line.drop()


async def test_a_few_at_once_and_no_more(harbour: Harbour) -> None:
    lines = [await Line.open(harbour.sender, MIB) for _ in range(12)]
    for line in lines:
        await line.send(HEAD)
    await _until(lambda: _many(harbour, 12))
    refused = await harbour.sender.send_file(b"text")
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_uploads")
    assert int(refused.headers["retry-after"]) >= 1
    for line in lines:
        await line.drop()
    await _until(lambda: _none(harbour))
    assert (await harbour.sender.send_file(b"text")).status_code == 201


async def test_nobody_keeps_more_than_there_is_room_for(start_server: StartServer, tmp_path: Path) -> None:
    running = await start_server(upload_quota_bytes=100_000, data_dir=tmp_path)
    korolev = await Person.register(running.url, "korolev")
    answers = await asyncio.gather(*(korolev.send_file(b"x" * 30_000) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 201, 413, 413, 413]
    assert {each.json()["code"] for each in answers if each.status_code == 413} == {"quota_exceeded"}
    await running.house.database.fetch("update files set created_at = now() - interval '2 days'")
    await running.house.uploads.sweeper.sweep()
    assert (await korolev.send_file(b"x" * 30_000)).status_code == 201
    await korolev.leave()


async def test_who_has_no_room_left_is_told_before_anything_is_taken(start_server: StartServer, tmp_path: Path) -> None:
    running = await start_server(upload_quota_bytes=4, data_dir=tmp_path)
    korolev = await Person.register(running.url, "korolev")
    assert (await korolev.send_file(b"text")).status_code == 201
    line = await Line.open(korolev, 10 * MIB)
    status, body = await line.answer()
    assert (status, "quota_exceeded" in body) == (413, True)
    await line.drop()
    await korolev.leave()


async def test_when_too_much_waits_to_be_looked_at_one_is_asked_to_come_again(
    harbour: Harbour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "MOST_WAITING", 0)
    refused = await harbour.sender.send_file(b"text")
    assert (refused.status_code, refused.json()["code"]) == (503, "overloaded")
    assert int(refused.headers["retry-after"]) >= 1
    assert await harbour.half_done() == []


async def test_an_address_uploads_so_often_and_no_more(start_server: StartServer, tmp_path: Path) -> None:
    running = await start_server(address_limits=True, address_limit_upload=Rate(2, 60), data_dir=tmp_path)
    korolev = await Person.register(running.url, "korolev")
    answers = [await korolev.send_file(b"text") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert 1 <= int(answers[2].headers["retry-after"]) <= 30
    await korolev.leave()


async def test_behind_nginx_it_sends_the_bytes(start_server: StartServer, tmp_path: Path) -> None:
    running = await start_server(accel_prefix="/internal/", data_dir=tmp_path)
    korolev = await Person.register(running.url, "korolev")
    url = (await korolev.upload(b"text"))["url"]
    answer = await korolev.fetch(url)
    name = url.rpartition("/")[2]
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["x-accel-redirect"] == f"/internal/{name[:2]}/{name}"
    assert (tmp_path / "files" / name[:2] / name).read_bytes() == b"text"
    assert "sandbox" in answer.headers["content-security-policy"]
    nobody = Person.nobody(running.url)
    assert (await nobody.get(url)).status_code == 401
    await nobody.aclose()
    await korolev.leave()


async def test_nginx_has_nothing_to_send_from_a_bucket(start_server: StartServer, tmp_path: Path) -> None:
    folder = tmp_path / "seaweed"
    folder.mkdir()
    async with seaweed(folder) as bucket:
        running = await start_server(storage_url=bucket, accel_prefix="/internal/", data_dir=tmp_path / "data")
        korolev = await Person.register(running.url, "korolev")
        answer = await korolev.fetch((await korolev.upload(b"text"))["url"])
        assert (answer.content, "x-accel-redirect" in answer.headers) == (b"text", False)
        await korolev.leave()


async def test_a_storage_that_is_away_is_said_so(start_server: StartServer, tmp_path: Path) -> None:
    nowhere = "s3://files?endpoint=http://127.0.0.1:1&region=x&access_key_id=a&secret_access_key=b"
    running = await start_server(storage_url=nowhere, data_dir=tmp_path)
    korolev = await Person.register(running.url, "korolev")
    refused = await korolev.send_file(b"text")
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
    assert int(refused.headers["retry-after"]) >= 1
    # Whether anything arrived cannot be known: it is not forgotten before the storage has been asked.
    waiting = "select count(*) from files f join loose_files l on l.file_id = f.id where f.claimed_at is null"
    assert await running.house.database.fetchval(waiting) == 1
    await Sweeper(running.house.database, Storage(None, tmp_path), tmp_path / "incoming").sweep()
    assert await running.house.database.fetchval("select count(*) from files") == 0
    await korolev.leave()


async def test_where_nothing_can_be_received_it_is_said_so(start_server: StartServer, tmp_path: Path) -> None:
    """There is something else in the place of the folder."""
    running = await start_server(data_dir=tmp_path)
    (tmp_path / "incoming").write_text("no folder")
    korolev = await Person.register(running.url, "korolev")
    refused = await korolev.send_file(b"text")
    assert (refused.status_code, refused.json()["code"]) == (503, "storage_unavailable")
    (tmp_path / "incoming").unlink()
    assert (await korolev.send_file(b"text")).status_code == 201
    await korolev.leave()


@pytest.mark.parametrize("keeps", ["folder", "s3"])
async def test_fifty_mebibytes_cost_no_memory(
    keeps: str, new_database: Callable[[], Awaitable[str]], tmp_path: Path
) -> None:
    """The whole product, in a process of its own."""
    async with AsyncExitStack() as stack:
        there = {"KOCMOC_STORAGE_URL": await stack.enter_async_context(seaweed(tmp_path))} if keeps == "s3" else {}
        command = Command(
            tmp_path / "data",
            KOCMOC_DATABASE_URL=await new_database(),
            KOCMOC_ADDRESS_LIMITS="off",
            KOCMOC_BCRYPT_COST="4",
            **there,
        )
        stack.callback(command.kill)
        korolev = await Person.register(await asyncio.to_thread(command.ready), "korolev")
        await _send_large(korolev, 2 * MIB)
        before = _resident(command.process.pid)
        await _send_large(korolev, 50 * MIB)
        grown = _resident(command.process.pid) - before
        assert grown < 20 * MIB, f"{grown / MIB:.1f} MiB"
        await korolev.leave()


async def _send_large(person: Person, size: int) -> None:
    line = await Line.open(person)
    await line.send(HEAD)
    for _ in range(size // (256 * 1024) - 1):
        await line.send(bytes(256 * 1024))
    await line.send(END)
    await line.finish()
    status, body = await line.answer()
    assert status == 201, body
    await line.close()


def _resident(pid: int) -> int:
    """The most memory the one worker of a server has ever held."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    worker = next(each for each in children if b"serve.worker" in Path(f"/proc/{each}/cmdline").read_bytes())
    status = Path(f"/proc/{worker}/status").read_text()
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) * 1024


async def _some(harbour: Harbour) -> bool:
    return bool(await harbour.half_done())


async def _none(harbour: Harbour) -> bool:
    return not await harbour.half_done()


async def _many(harbour: Harbour, count: int) -> bool:
    return len(await harbour.half_done()) == count


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.01)
