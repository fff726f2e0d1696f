"""Sending as clients do it: over REST or a socket, again under the same `client_id` while nobody knows."""

import asyncio
from typing import Any, Protocol
from uuid import uuid4

from tests.cast import Person
from tests.faults.client import Client, Place
from tests.faults.history import History, Message
from tests.faults.keepalive import Answer, KeepAlive

# Codes that promise nothing: the message may have been written, and may be sent again.
UNKNOWN = {"unavailable", "overloaded", "shutting_down"}
# The server cuts whoever sends more than 50 packets a second.
SECONDS_BETWEEN_PACKETS = 1 / 45


class Refused(Exception):
    """Certainly not sent, with this code."""


class Unknown(Exception):
    """Perhaps sent; worth another try after so many seconds."""

    def __init__(self, seconds: float = 0.05) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Route(Protocol):
    """A way to the server, for one person."""

    owner: Person

    async def carry(self, chat_id: str, client_id: str, text: str) -> Message:
        """The acknowledged message. Raises Refused or Unknown, and nothing else."""

    async def read(self, chat_id: str, seq: int) -> None:
        """Everything up to there. Raises the same."""


class Rest:
    def __init__(self, owner: Person, place: Place) -> None:
        self.owner = owner
        self._place = place
        self._connection = KeepAlive(owner.token)

    async def carry(self, chat_id: str, client_id: str, text: str) -> Message:
        answer = await self._post(f"/chats/{chat_id}/messages", client_id=client_id, text=text)
        message: Message = answer.json()
        return message

    def hang_up(self) -> None:
        self._connection.close()

    async def read(self, chat_id: str, seq: int) -> None:
        await self._post(f"/chats/{chat_id}/read", seq=seq)

    async def _post(self, path: str, **body: object) -> Answer:
        """An answer that says yes. Raises Refused or Unknown."""
        url = await self._place()
        try:
            answer = await self._connection.post(url, f"/api{path}", body)
        except OSError:
            raise Unknown from None
        if answer.status < 300:
            return answer
        require_clear(answer)
        if answer.status == 503:
            raise Unknown(float(answer.headers["retry-after"]))
        raise Refused(answer.json()["code"])


class Socket:
    def __init__(self, client: Client) -> None:
        self.owner = client.owner
        self._client = client
        self._free_at = 0.0

    async def carry(self, chat_id: str, client_id: str, text: str) -> Message:
        answer = await self._ask("message:send", chat_id=chat_id, client_id=client_id, text=text)
        message: Message = answer["message"]
        return message

    async def read(self, chat_id: str, seq: int) -> None:
        await self._ask("chat:read", chat_id=chat_id, seq=seq)

    async def _ask(self, event: str, **payload: object) -> dict[str, Any]:
        await self._pace()
        await self._client.connected.wait()
        try:
            answer = await self._client.ask(event, payload)
        except OSError:
            raise Unknown from None
        if answer["ok"]:
            return answer
        raise _verdict(answer["error"])

    async def _pace(self) -> None:
        now = asyncio.get_running_loop().time()
        wait, self._free_at = self._free_at - now, max(self._free_at, now) + SECONDS_BETWEEN_PACKETS
        if wait > 0:
            await asyncio.sleep(wait)


async def deliver(history: History, route: Route, chat_id: str, text: str, *, persistent: bool = True) -> str:
    """Sends one message until it is known what became of it; whoever is not persistent gives up at the first doubt."""
    client_id = str(uuid4())
    history.invoke(client_id, chat_id, route.owner.id, text)
    while True:
        try:
            history.ok(client_id, await route.carry(chat_id, client_id, text))
        except Refused as refusal:
            history.fail(client_id, str(refusal))
        except Unknown as doubt:
            history.lost(client_id)
            if persistent:
                await asyncio.sleep(doubt.seconds)
                continue
        return client_id


def require_clear(answer: Answer) -> None:
    """A refusal a person can act upon: a problem with its code, when to come again, and nothing of our insides."""
    assert answer.headers["content-type"] == "application/problem+json", answer
    assert answer.status < 500 or answer.status == 503, answer
    assert answer.json()["code"], answer
    assert b"Traceback" not in answer.body
    if answer.status == 503:
        assert int(answer.headers["retry-after"]) >= 1


def _verdict(error: dict[str, Any]) -> Refused | Unknown:
    assert error["code"] != "internal_error", error
    return Unknown(error["retry_after"]) if error["code"] in UNKNOWN else Refused(error["code"])
