"""A disk that is full: said so at every step a file takes, nothing is left of it, and what needs no room goes on."""

import os
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from io import BytesIO
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace
from PIL import Image

from kocmoc.app import House
from kocmoc.settings import Settings
from kocmoc.studio import MAIN, UPLOAD, Order, work
from tests.cast import Person
from tests.stage import Running
from tests.uploads.conftest import Harbour
from tests.uploads.pictures import saved

DISK = 4 * 2**20


class Disk:
    """A small one, on which there is as much room as is wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def leave(self, size: int) -> None:
        self._ballast.unlink(missing_ok=True)
        free = os.statvfs(self.folder)
        self._ballast.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - size)))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", tmp_path], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"No disk can be made here: {mounted.stderr.decode().strip()}")
    yield Disk(tmp_path)
    subprocess.run(["umount", tmp_path], check=True)


@pytest_asyncio.fixture
async def tight(disk: Disk, settings: Settings, new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Harbour]:
    """A server that keeps its files there."""
    async with Running(House(replace(settings, data_dir=disk.folder), await new_database())) as running:
        sender = await Person.register(running.url, "korolev")
        yield Harbour(running, sender, None)
        await sender.leave()


@pytest.fixture
def noise() -> bytes:
    """A photo that cannot be made much smaller: drawn anew it takes as much room again."""
    return saved(Image.frombytes("RGB", (400, 400), os.urandom(400 * 400 * 3)), "JPEG")


def is_refused(answer: httpx.Response) -> bool:
    if answer.status_code == 507:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "storage_full"
    return answer.status_code == 507


async def used(harbour: Harbour) -> int:
    total: int = await harbour.running.house.database.fetchval("select coalesce(sum(bytes), 0)::bigint from files")
    return total


async def test_wherever_the_room_ends_a_photo_is_whole_or_nothing(tight: Harbour, disk: Disk, noise: bytes) -> None:
    """What arrives, what is drawn, its thumbnail, and what is kept: the disk becomes full at each of them."""
    kept, bytes_kept = await tight.kept(), await used(tight)
    answers = []
    for room in range(0, 8 * len(noise), len(noise) // 2):
        disk.leave(room)
        answers.append(await tight.sender.send_file(noise, "старт.jpg"))
        assert await tight.half_done() == []
        if is_refused(answers[-1]):
            assert (await tight.kept(), await used(tight)) == (kept, bytes_kept)
        else:
            await is_whole(tight, answers[-1])
            kept, bytes_kept = await tight.kept(), await used(tight)
    refused = [answer.status_code == 507 for answer in answers]
    assert refused == sorted(refused, reverse=True)
    assert refused[0] != refused[-1]


async def is_whole(harbour: Harbour, answer: httpx.Response) -> None:
    assert answer.status_code == 201, answer.text
    for url in (answer.json()["url"], answer.json()["thumbnail_url"]):
        Image.open(BytesIO((await harbour.sender.fetch(url)).content)).load()


async def test_a_text_too(tight: Harbour, disk: Disk) -> None:
    """It is copied nowhere on its way: the disk becomes full while it arrives, or where it is kept."""
    text = b"Poekhali! " * 60_000
    for room in (0, len(text) // 2, len(text) * 3 // 2):
        disk.leave(room)
        assert is_refused(await tight.sender.send_file(text, "журнал.txt"))
        assert (await tight.half_done(), await tight.rows()) == ([], 0)
    disk.leave(len(text) * 3)
    assert (await tight.sender.send_file(text, "журнал.txt")).status_code == 201


async def test_messages_go_on_and_avatars_wait(tight: Harbour, disk: Disk, noise: bytes) -> None:
    photo = await tight.sender.upload(noise, "старт.jpg")
    notes = await tight.sender.chat_with(tight.sender)
    disk.leave(0)
    assert is_refused(await tight.sender.send_file(noise))
    assert is_refused(await tight.sender.patch("/users/me", avatar_id=photo["id"]))
    assert (await tight.sender.say(notes, "Места нет, но мы на связи"))["seq"] == 1
    assert (await tight.sender.fetch(photo["url"])).status_code == 200
    disk.leave(DISK)
    assert (await tight.sender.patch("/users/me", avatar_id=photo["id"])).status_code == 200


def test_whatever_is_drawn_the_file_is_not_to_blame(disk: Disk, noise: bytes) -> None:
    (disk.folder / UPLOAD).write_bytes(noise)
    disk.leave(4096)
    for task in ("attachment", "avatar", "glimpse"):
        report = work.report(Order(str(disk.folder), task=task))  # type: ignore[arg-type]
        assert (report.work, report.trouble) == (None, "storage_full")
        (disk.folder / MAIN).unlink(missing_ok=True)
