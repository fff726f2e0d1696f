"""`kocmoc serve --workers 2`: processes that come and go behind one address."""

import asyncio
import os
import re
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.ground.owner import wait_until_gone
from tests.ground.running import Command

SETTINGS = {"KOCMOC_ADDRESS_LIMITS": "off", "KOCMOC_LOG_LEVEL": "warning"}


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workers") / "data"


@pytest.fixture
def start(data_dir: Path) -> Iterator[Callable[..., Command]]:
    commands: list[Command] = []

    def run(*options: str, **settings: str) -> Command:
        commands.append(Command(data_dir, *options, **SETTINGS | settings))
        return commands[-1]

    yield run
    for command in commands:
        command.kill()
    for command in commands:
        wait_until_gone(command.postgres())


def wait_for(true: Callable[[], bool], seconds: float = 90) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def are_there(kocmoc: Command, count: int) -> Callable[[], bool]:
    return lambda: len(kocmoc.workers()) == count


@asynccontextmanager
async def people_asking(url: str) -> AsyncIterator[Counter[object]]:
    """Four who ask again and again over connections they keep; what they were answered is counted."""
    answers: Counter[object] = Counter()
    done = asyncio.Event()

    async def ask() -> None:
        async with httpx.AsyncClient(base_url=url, timeout=20) as somebody:
            while not done.is_set():
                try:
                    answers[(await somebody.get("/health")).status_code] += 1
                except httpx.HTTPError as error:
                    answers[repr(error)] += 1

    async with asyncio.TaskGroup() as asking:
        for _ in range(4):
            asking.create_task(ask())
        yield answers
        done.set()


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_hangup_replaces_every_worker_and_no_request_fails(start: Callable[..., Command], workers: str) -> None:
    kocmoc = start("--workers", workers)
    url = kocmoc.ready()
    count = int(workers)
    wait_for(are_there(kocmoc, count))
    before = set(kocmoc.workers())
    async with people_asking(url) as answers:
        kocmoc.tell(signal.SIGHUP)
        await asyncio.to_thread(wait_for, lambda: len(kocmoc.workers()) == count and not before & {*kocmoc.workers()})
        seen = answers[200]
        await asyncio.to_thread(wait_for, lambda: answers[200] > seen + 50)
    assert set(answers) == {200}
    kocmoc.tell(signal.SIGTERM)
    assert kocmoc.code == 0


def test_a_worker_that_is_killed_is_replaced_and_its_address_serves(start: Callable[..., Command]) -> None:
    kocmoc = start("--workers", "2")
    url = kocmoc.ready()
    wait_for(are_there(kocmoc, 2))
    victim = kocmoc.workers()[0]
    os.kill(victim, signal.SIGKILL)
    wait_for(lambda: len(kocmoc.workers()) == 2 and victim not in kocmoc.workers())
    for _ in range(20):  # connections that met the dead one's socket only had to wait
        assert httpx.get(f"{url}/health", timeout=20).status_code == 200


def test_a_killed_supervisor_leaves_nobody_on_its_port(start: Callable[..., Command]) -> None:
    kocmoc = start("--workers", "2")
    url = kocmoc.ready()
    port = str(httpx.URL(url).port)
    wait_for(are_there(kocmoc, 2))
    workers = kocmoc.workers()
    kocmoc.kill()
    wait_until_gone(workers)
    again = start("--workers", "2", "--port", port)
    assert again.ready() == url


def test_a_port_that_workers_share_is_still_busy_for_others(start: Callable[..., Command], tmp_path: Path) -> None:
    kocmoc = start("--workers", "2")
    port = str(httpx.URL(kocmoc.ready()).port)
    second = Command(tmp_path / "other", "--workers", "2", "--port", port, **SETTINGS)
    assert second.code == 1
    assert f"Port {port} is busy" in second.log


def test_settings_that_became_wrong_do_not_end_the_worker_that_serves(
    start: Callable[..., Command], data_dir: Path
) -> None:
    kocmoc = start()
    url = kocmoc.ready()
    before = kocmoc.workers()
    toml = data_dir / "kocmoc.toml"
    toml.write_text("send_burst = 'many'\n")
    try:
        kocmoc.tell(signal.SIGHUP)
        wait_for(lambda: "the old one stays" in kocmoc.log)
        assert (kocmoc.workers(), kocmoc.health(url)) == (before, 200)
    finally:
        toml.unlink()
    kocmoc.tell(signal.SIGTERM)
    assert kocmoc.code == 0


def test_metrics_tell_of_both_workers_whichever_is_asked(start: Callable[..., Command]) -> None:
    kocmoc = start("--workers", "2")
    url = kocmoc.ready()
    wait_for(are_there(kocmoc, 2))
    wait_for(lambda: len(_telling(url)) == 2)
    for _ in range(10):  # over new connections, that is at either of them
        httpx.get(f"{url}/health", timeout=20)
    told = httpx.get(f"{url}/metrics", timeout=20).text
    assert told.count("# TYPE kocmoc_request_seconds histogram") == 1
    counts = re.findall(r'^kocmoc_request_seconds_count\{(?=.*route="/health").*\} (\S+)$', told, re.MULTILINE)
    assert sum(map(float, counts)) >= 10
    kocmoc.tell(signal.SIGHUP)
    before = _telling(url)
    wait_for(lambda: len(_telling(url)) == 2 and not _telling(url) & before)


def _telling(url: str) -> set[str]:
    """The workers whose sockets are in the figures."""
    return set(
        re.findall(r'^kocmoc_sockets\{worker="(\w+)"\}', httpx.get(f"{url}/metrics", timeout=20).text, re.MULTILINE)
    )
