"""A scrape reaches one of several workers: it is told of all of them that answer."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest

from kocmoc.admin.metrics import gathering
from kocmoc.realtime import Neighbours
from tests.stage import Running

ME, OTHER = "w1", "w2"


@pytest.fixture
def corridor(server: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the workers ask each other; this server is the first of them."""
    monkeypatch.setattr(server.house.engine, "neighbours", Neighbours(tmp_path, ME))
    return tmp_path


@asynccontextmanager
async def saying(path: Path, answer: bytes) -> AsyncIterator[None]:
    """A worker that answers this to everything; nothing at all means that it hears, and keeps silent."""
    silent = asyncio.Event()

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if not answer:
            await silent.wait()
        writer.write(answer)
        writer.close()

    listening = await asyncio.start_unix_server(hear, path)
    try:
        yield
    finally:
        silent.set()
        listening.close()
        await listening.wait_closed()


async def figures(url: str, **headers: str) -> str:
    async with httpx.AsyncClient(base_url=url) as prometheus:
        answer = await prometheus.get("/metrics", headers=headers)
    assert answer.status_code == 200
    return answer.text


def workers(told: str) -> list[str]:
    return re.findall(r'^kocmoc_sockets\{worker="(\w+)"\}', told, re.MULTILINE)


async def test_the_figures_are_those_of_every_worker_and_described_once(server: Running, corridor: Path) -> None:
    async with server.beside(corridor / f"{OTHER}.http"):
        told = await figures(server.url)
    assert workers(told) == [ME, OTHER]
    assert told.count("# TYPE kocmoc_sockets gauge") == 1
    assert told.count("# TYPE kocmoc_request_seconds histogram") == 1
    lines = [line for line in told.splitlines() if not line.startswith("#")]
    assert [line for line in lines if f'worker="{ME}"' not in line and f'worker="{OTHER}"' not in line] == []


async def test_another_worker_is_told_ours_and_nobody_is_asked_again(server: Running, corridor: Path) -> None:
    asks_him = httpx.AsyncHTTPTransport(uds=str(corridor / f"{OTHER}.http"))
    async with (
        server.beside(corridor / f"{OTHER}.http"),
        httpx.AsyncClient(base_url="http://neighbour", transport=asks_him) as worker,
    ):
        told = (await worker.get("/metrics")).text
    assert re.search(r"^kocmoc_sockets \S+$", told, re.MULTILINE)
    assert "worker=" not in told


@pytest.mark.parametrize("answer", [b"HTTP/1.1 503 Service Unavailable\r\n\r\nkocmoc_sockets 7\n", b"nonsense"])
async def test_a_worker_that_refuses_is_left_out(server: Running, corridor: Path, answer: bytes) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(saying(corridor / "w0.http", answer))
        await stack.enter_async_context(server.beside(corridor / f"{OTHER}.http"))
        assert workers(await figures(server.url)) == [ME, OTHER]


async def test_a_worker_that_was_killed_is_left_out(server: Running, corridor: Path) -> None:
    (corridor / f"{OTHER}.http").touch()  # what it leaves behind
    assert workers(await figures(server.url)) == [ME]


async def test_nobody_waits_long_for_a_worker_that_keeps_silent(
    server: Running, corridor: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "PATIENCE_SECONDS", 0.05)
    async with saying(corridor / f"{OTHER}.http", b""):
        assert workers(await figures(server.url)) == [ME]
