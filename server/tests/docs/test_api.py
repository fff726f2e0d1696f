"""The clients in docs/api.md do what the page says, exactly as they stand there."""

import asyncio
import importlib
import os
import pkgutil
import re
import sys
from pathlib import Path

import pytest

import kocmoc
from kocmoc.core.errors import BadRequest, Conflict, Problem, UnsupportedType
from tests.cast import PASSWORD, Person
from tests.stage import Running

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/api.md"


def _client(language: str) -> str:
    (code,) = re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert 25 <= len(code.splitlines()) <= 40
    return str(code)


@pytest.mark.parametrize("language", ["python", "js"])
async def test_the_client_says_hello_and_answers(
    language: str, gagarin: Person, tereshkova: Person, tmp_path: Path
) -> None:
    script = tmp_path / ("client.py" if language == "python" else "client.mjs")
    script.write_text(_client(language))
    if language == "js":  # as after `npm install` beside it
        (tmp_path / "node_modules").symlink_to(ROOT / "web/node_modules")
    told = {
        "KOCMOC_URL": gagarin.url,
        "KOCMOC_LOGIN": gagarin.username,
        "KOCMOC_PASSWORD": PASSWORD,
        "KOCMOC_FRIEND": tereshkova.username,
    }
    program = sys.executable if language == "python" else str(Path(sys.executable).with_name("node"))
    process = await asyncio.create_subprocess_exec(
        program, str(script), env=os.environ | told, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        async with asyncio.timeout(60):
            assert await process.stdout.readline() == b"sent 1\n"
            chat_id = await tereshkova.chat_with(gagarin)
            await tereshkova.say(chat_id, "Я — Чайка")
            said, complaints = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert (process.returncode, complaints) == (0, b"")
    assert said.decode() == "heard Я — Чайка\n"
    history = (await tereshkova.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert [message["text"] for message in history] == ["Привет!", "Я — Чайка", "Слышу: Я — Чайка"]


def test_everything_the_socket_takes_is_on_the_page(server: Running) -> None:
    text = PAGE.read_text()
    assert [name for name in server.house.engine.handlers if f"`{name}`" not in text] == []


def _declared() -> set[tuple[int, str]]:
    """Every way the product can refuse. `Conflict` itself is only what others are made of."""
    for module in pkgutil.walk_packages(kocmoc.__path__, "kocmoc."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found, kinds = set(), [Problem]
    while kinds:
        kinds += (kind := kinds.pop()).__subclasses__()
        if kind.__module__.startswith("kocmoc."):
            found.add((kind.status, kind.code))
    return found - {(Conflict.status, Conflict.code)}


def test_every_refusal_is_on_the_page_and_nothing_else(server: Running) -> None:
    told = re.findall(r"^\| (\d{3}) \| `(\w+)` \| [^|]+ \|$", PAGE.read_text(), re.MULTILINE)
    assert len(told) == len(set(told))
    assert {(int(status), code) for status, code in told} == _declared()
    examples = {
        (int(status), code)
        for item in server.house.reference.document["paths"].values()
        for operation in item.values()
        for status, answer in operation["responses"].items()
        for code in answer.get("content", {}).get("application/problem+json", {}).get("examples", {})
    }
    # What happens before there is a route, and what never should, no operation can promise.
    assert _declared() - examples == {
        (BadRequest.status, BadRequest.code),
        (UnsupportedType.status, UnsupportedType.code),
        (Problem.status, Problem.code),
    }
