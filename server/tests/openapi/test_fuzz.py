"""Schemathesis over the whole document, with all its checks: nothing it thinks of is a 500 or a surprise.

`KOCMOC_FUZZ_EXAMPLES` is how many examples each operation gets: 10 make some 3,000 requests of each role, 250 more than
20,000.
"""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import msgspec
import pytest

from kocmoc.app import House
from kocmoc.settings import Settings
from tests.cast import Person
from tests.stage import Running

# What would end the run's own session or account, or shut the server to everybody.
_FATAL = (
    "/api/auth/logout",
    "/api/auth/password",
    "/api/users/me/email",
    "/api/auth/verify-code",
    "/api/auth/reset",
    "/api/admin/maintenance",
    "/api/admin/users/{user_id}",
)
LEAST = 2_000
_EXAMPLES = os.environ.get("KOCMOC_FUZZ_EXAMPLES", "10")

# A schema cannot say everything: that a text must show something, that a cursor was ours, that an id is nobody's.
_CONFIG = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", 400, 401, 403, 404, 409, 413, 415, 422, 429]
[warnings]
enabled = false
"""


@pytest.mark.parametrize("role", ["admin", "member"])
async def test_nothing_is_a_surprise(
    role: str, tmp_path: Path, settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    roomy = msgspec.structs.replace(settings, data_dir=tmp_path / "data", login_max_failures=1000)
    async with Running(House(roomy, await new_database())) as server:
        korolev = await Person.register(server.url, "korolev")
        gagarin = await Person.register(server.url, "gagarin")
        await korolev.say(await korolev.chat_with(gagarin), "Поехали!")
        before = server.conformance.answered
        said, code = await _fuzz(server.url, korolev if role == "admin" else gagarin, tmp_path)
        assert code == 0, said[-20_000:]
        assert server.conformance.answered - before >= LEAST
        await korolev.leave()
        await gagarin.leave()


async def _fuzz(url: str, person: Person, folder: Path) -> tuple[str, int]:
    (folder / "schemathesis.toml").write_text(_CONFIG)
    command = [
        *(Path(sys.executable).with_name("schemathesis"), "run", f"{url}/api/openapi.json"),
        *("--header", f"Authorization: Bearer {person.token}", "--max-examples", _EXAMPLES),
        *("--checks", "all", "--workers", "1", "--no-color", "--generation-deterministic"),
        *(word for path in _FATAL for word in ("--exclude-path", path)),
    ]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await process.communicate()
    return said.decode(), process.returncode or 0
