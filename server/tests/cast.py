"""People, as the tests meet them: each one signed in, with REST at hand."""

import uuid
from typing import Any, Self

import httpx

PASSWORD = "поехали-1961"
# Of those who ask a thousand things at once some wait long for a connection.
PATIENCE = httpx.Timeout(60, pool=None)


class Person:
    """Somebody with an account. `id` is theirs on the wire, `token` their access token."""

    def __init__(self, http: httpx.AsyncClient, answer: dict[str, Any]) -> None:
        self.http = http
        self.url = str(http.base_url)
        self.me = answer["user"]
        self.id: str = self.me["id"]
        self.username: str = self.me["username"]
        self.token: str = answer["access_token"]
        http.headers["Authorization"] = f"Bearer {self.token}"

    @classmethod
    async def register(cls, url: str, username: str, *, display_name: str = "") -> Self:
        http = httpx.AsyncClient(base_url=url, timeout=PATIENCE)
        body = {"username": username, "email": f"{username}@cosmos.example", "password": PASSWORD}
        answer = await http.post(
            "/api/auth/register", json=body | ({"display_name": display_name} if display_name else {})
        )
        assert answer.status_code == 201, answer.text
        return cls(http, answer.json())

    @staticmethod
    def nobody(url: str) -> httpx.AsyncClient:
        """Somebody without an account, to be closed by whoever asked for them."""
        return httpx.AsyncClient(base_url=url, timeout=PATIENCE)

    async def sign_in(self) -> "Person":
        """The same person on another device."""
        http = httpx.AsyncClient(base_url=self.url, timeout=PATIENCE)
        answer = await http.post("/api/auth/login", json={"login": self.username, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return Person(http, answer.json())

    async def leave(self) -> None:
        await self.http.aclose()

    async def get(self, path: str, **query: Any) -> httpx.Response:
        return await self.http.get(f"/api{path}", params=query)

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.post(f"/api{path}", json=body)

    async def patch(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.patch(f"/api{path}", json=body)

    async def put(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.put(f"/api{path}", json=body)

    async def delete(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.request("DELETE", f"/api{path}", json=body or None)

    async def send_file(self, content: bytes, name: str = "notes.txt", **fields: str) -> httpx.Response:
        """What the server says to a file."""
        return await self.http.post("/api/upload/file", files={"file": (name, content)}, data=fields)

    async def upload(self, content: bytes, name: str = "notes.txt", **fields: str) -> dict[str, Any]:
        """The attachment made of a file that is expected to be accepted."""
        answer = await self.send_file(content, name, **fields)
        assert answer.status_code == 201, answer.text
        attachment: dict[str, Any] = answer.json()
        return attachment

    async def fetch(self, url: str, **headers: str) -> httpx.Response:
        """A file, as an app with a token asks for it."""
        return await self.http.get(url, headers=headers)

    async def chat_with(self, other: "Person") -> str:
        """The id of the direct chat with somebody."""
        answer = await self.post("/chats", user_id=other.id)
        assert answer.status_code in (200, 201), answer.text
        chat_id: str = answer.json()["id"]
        return chat_id

    async def make_group(self, title: str, *members: "Person", **more: Any) -> str:
        """The id of a new group (or channel) of mine."""
        answer = await self.post("/chats/group", title=title, member_ids=[each.id for each in members], **more)
        assert answer.status_code == 201, answer.text
        chat_id: str = answer.json()["id"]
        return chat_id

    async def say_softly(self, chat_id: str, text: str) -> httpx.Response:
        """What the server says to a message, whatever that is."""
        return await self.post(f"/chats/{chat_id}/messages", client_id=str(uuid.uuid4()), text=text)

    async def say(self, chat_id: str, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Send a message that is expected to be accepted."""
        answer = await self.post(f"/chats/{chat_id}/messages", client_id=client_id or str(uuid.uuid4()), text=text)
        assert answer.status_code in (200, 201), answer.text
        message: dict[str, Any] = answer.json()
        return message

    async def reply(self, chat_id: str, message_id: str, text: str) -> dict[str, Any]:
        answer = await self.post(
            f"/chats/{chat_id}/messages", client_id=str(uuid.uuid4()), text=text, reply_to_id=message_id
        )
        assert answer.status_code == 201, answer.text
        message: dict[str, Any] = answer.json()
        return message
