"""Schemathesis over the whole document, with all its checks: nothing it thinks of is a 500 or a surprise.

`KOCMOC_FUZZ_EXAMPLES` is how many examples each operation gets: 10 make some 3,000 requests of each role, 250 more than
20,000. What ends something has a run of its own, with accounts made for it; no path is left out of both.
"""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from kocmoc.app import House
from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running
from tests.uploads.pictures import photo

# What would end the run's own session or account, or shut the server to everybody: it has a run of its own.
_FATAL = (
    "/api/auth/logout",
    "/api/auth/password",
    "/api/users/me/email",
    "/api/auth/verify-code",
    "/api/auth/reset",
    "/api/admin/maintenance",
    "/api/admin/users/{user_id}",
)
# That run is worth nothing if all it meets is refusals.
_ENDED = {
    ("POST", "/api/auth/logout", "204"),
    ("POST", "/api/auth/password", "204"),
    ("PUT", "/api/admin/maintenance", "200"),
    ("PATCH", "/api/admin/users/{user_id}", "200"),
    ("DELETE", "/api/admin/users/{user_id}", "204"),
}
# Nor is the one about files, if none it asks for is there.
_FETCHED = {
    ("GET", path, answer)
    for path in ("/files/{key}", "/files/avatars/{name}")
    for answer in ("200", "206", "file_not_found")
}
_SERVER = Path(__file__).parents[2]
_EXAMPLES = os.environ.get("KOCMOC_FUZZ_EXAMPLES", "10")
LEAST = max(2_000, 80 * int(_EXAMPLES))

# A schema cannot say everything: that a text must show something, that a cursor was ours, that an id is nobody's, that
# a file is shorter than the part of it that is asked for, or is known already.
_CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 304, 400, 401, 403, 404, 409, 413, 415, 416, 422, 429]
[warnings]
enabled = false
"""

StartServer = Callable[[], AbstractAsyncContextManager[Running]]


@pytest.fixture
def start_server(tmp_path: Path, settings: Settings, new_database: Callable[[], Awaitable[str]]) -> StartServer:
    @asynccontextmanager
    async def start() -> AsyncIterator[Running]:
        roomy = msgspec.structs.replace(settings, data_dir=tmp_path / "data", login_max_failures=1000)
        async with Running(House(roomy, await new_database())) as server:
            yield server

    return start


@pytest.mark.parametrize("role", ["admin", "member"])
async def test_nothing_is_a_surprise(role: str, tmp_path: Path, start_server: StartServer) -> None:
    async with start_server() as server:
        korolev = await Person.register(server.url, "korolev")
        gagarin = await Person.register(server.url, "gagarin")
        await korolev.say(await korolev.chat_with(gagarin), "Поехали!")
        person = korolev if role == "admin" else gagarin
        before = server.conformance.answered
        await _fuzz(
            server,
            tmp_path,
            *("--header", f"Authorization: Bearer {person.token}"),
            *(word for path in _FATAL for word in ("--exclude-path", path)),
        )
        assert server.conformance.answered - before >= LEAST
        assert _unasked(server) <= set(_FATAL)
        await korolev.leave()
        await gagarin.leave()


async def test_nothing_that_ends_something_is_a_surprise(tmp_path: Path, start_server: StartServer) -> None:
    async with start_server() as server:
        korolev = await Person.register(server.url, "korolev")
        await _fuzz(
            server,
            tmp_path,
            *(word for path in _FATAL for word in ("--include-path", path)),
            SCHEMATHESIS_HOOKS="tests.openapi.throwaway",
            KOCMOC_FUZZ_URL=server.url,
            KOCMOC_FUZZ_ADMIN=korolev.token,
        )
        assert _unasked(server).isdisjoint(_FATAL)
        assert server.conformance.seen >= _ENDED
        await korolev.leave()


async def test_no_file_that_is_there_is_a_surprise(tmp_path: Path, start_server: StartServer) -> None:
    async with start_server() as server:
        korolev = await Person.register(server.url, "korolev")
        await _fuzz(
            server,
            tmp_path,
            *("--header", f"Authorization: Bearer {korolev.token}"),
            *("--include-path-regex", "^/files/"),
            SCHEMATHESIS_HOOKS="tests.openapi.files",
            KOCMOC_FUZZ_FILE=await _sticker(korolev),
            KOCMOC_FUZZ_AVATAR=await _show_face(server),
        )
        assert server.conformance.seen >= _FETCHED
        await korolev.leave()


async def _sticker(person: Person) -> str:
    """The key of one that comes with the product: whatever the run does, it stays."""
    (pack,) = (await person.get("/stickers/packs")).json()["packs"]
    url: str = pack["stickers"][0]["url"]
    return url.rpartition("/")[2]


async def _show_face(server: Running) -> str:
    """The name of the avatar of somebody who will not change it."""
    tereshkova = await Person.register(server.url, "tereshkova")
    picture = await tereshkova.upload(photo(), "я.jpg")
    url: str = (await tereshkova.patch("/users/me", avatar_id=picture["id"])).json()["avatar_url"]
    await tereshkova.leave()
    return url.rpartition("/")[2]


def _unasked(server: Running) -> set[str]:
    """The paths of the document of which some operation has not been tried."""
    asked = {(method.lower(), path) for method, path, _ in server.conformance.seen}
    paths = server.house.reference.document["paths"]
    return {path for path, item in paths.items() if not {(method, path) for method in item} <= asked}


async def _fuzz(server: Running, folder: Path, *options: str, **environment: str) -> None:
    (folder / "schemathesis.toml").write_text(_CONFIG)
    command = [
        *(Path(sys.executable).with_name("schemathesis"), "run", f"{server.url}/api/openapi.json"),
        *("--max-examples", _EXAMPLES, "--checks", "all", "--workers", "1", "--no-color", "--generation-deterministic"),
        *options,
    ]
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(_SERVER), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()[-20_000:]
