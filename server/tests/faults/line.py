"""One Socket.IO connection, by hand: quick enough for thousands of sends, and lost exactly when the server loses it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Self

import websockets
from websockets.asyncio.client import ClientConnection

PATIENCE_SECONDS = 30.0


class Line:
    """`hear` gets every event; `lost` is set when the connection is gone."""

    def __init__(self, socket: ClientConnection, hear: Callable[[str, Any], None]) -> None:
        self.lost = asyncio.Event()
        self._socket = socket
        self._hear = hear
        self._asked: dict[int, asyncio.Future[dict[str, Any] | None]] = {}
        self._count = 0
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def open(cls, url: str, token: str, hear: Callable[[str, Any], None]) -> Self:
        """Raises OSError when there is nobody, or nobody who lets us in."""
        address = f"{url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
        try:
            socket = await websockets.connect(
                address, compression=None, ping_interval=None, max_size=None, close_timeout=2
            )
        except websockets.WebSocketException as wrong:
            raise ConnectionError(str(wrong)) from None
        try:
            await cls._introduce(socket, token)
        except BaseException:
            await socket.close()
            raise
        return cls(socket, hear)

    @staticmethod
    async def _introduce(socket: ClientConnection, token: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await socket.recv()
                await socket.send("40" + json.dumps({"token": token}))
                answer = str(await socket.recv())
        except websockets.WebSocketException as wrong:
            raise ConnectionError(str(wrong)) from None
        if not answer.startswith("40"):
            raise ConnectionRefusedError(answer)

    async def ask(self, event: str, payload: object) -> dict[str, Any]:
        """What the server acknowledges with. Raises ConnectionError when the line is lost before."""
        self._count += 1
        number = self._count
        coming = self._asked[number] = asyncio.get_running_loop().create_future()
        try:
            await self._socket.send(f"42{number}{json.dumps([event, payload])}")
            async with asyncio.timeout(PATIENCE_SECONDS):
                answer: dict[str, Any] | None = await coming
        except websockets.WebSocketException as wrong:
            raise ConnectionError(str(wrong)) from None
        finally:
            del self._asked[number]
        if answer is None:
            raise ConnectionError
        return answer

    async def close(self) -> None:
        await self._socket.close()
        await self._listening

    async def _listen(self) -> None:
        try:
            async for text in self._socket:
                await self._understand(str(text))
        except websockets.WebSocketException:
            pass  # the other side died: that is what we are here for
        finally:
            self.lost.set()
            for coming in self._asked.values():
                if not coming.done():
                    coming.set_result(None)

    async def _understand(self, text: str) -> None:
        if text == "2":
            await self._socket.send("3")
        elif text.startswith("42"):
            self._hear(*json.loads(text[2:]))
        elif text.startswith("43"):
            number, _, body = text[2:].partition("[")
            self._asked[int(number)].set_result(json.loads("[" + body)[0])
