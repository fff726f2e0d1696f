"""What holds every answer against the document is held against wrong answers."""

from typing import Any

import httpx
import pytest

from kocmoc.app import House
from tests.cast import Person
from tests.conformance import Conformance
from tests.stage import Running
from tests.uploads.pictures import photo

_SAID = """accept-ranges cache-control content-disposition content-security-policy cross-origin-resource-policy etag
x-content-type-options"""
ABOUT = dict.fromkeys(_SAID.split(), "said")


async def _heard(house: House, method: str, status: int, headers: dict[str, str], body: bytes) -> list[str]:
    """What is said of such an answer to whoever asks for a file."""

    async def app(_: Any, __: Any, send: Any) -> None:
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": raw})
        await send({"type": "http.response.body", "body": body, "more_body": False})

    conformance = Conformance(app, house.reference)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(conformance), base_url="http://cosmos.example"
    ) as browser:
        await browser.request(method, "/files/laika.png")
    return conformance.broken


@pytest.mark.parametrize(
    ("method", "status", "headers", "body", "complaints"),
    [
        ("GET", 200, ABOUT | {"content-type": "image/png"}, b"\x89PNG", 0),
        ("HEAD", 200, ABOUT | {"content-type": "image/png"}, b"", 0),
        ("GET", 200, ABOUT | {"content-type": "text/html"}, b"<p>", 1),
        ("GET", 200, {"content-type": "image/png"}, b"\x89PNG", 1),
        ("GET", 206, ABOUT | {"content-type": "image/png"}, b"\x89PNG", 1),
        ("GET", 304, ABOUT, b"", 0),
        ("GET", 304, ABOUT | {"content-type": "image/png"}, b"\x89PNG", 1),
        ("GET", 204, ABOUT, b"", 1),
        ("PUT", 204, ABOUT, b"", 1),
    ],
)
async def test_a_file_that_is_not_as_told_is_seen(
    server: Running, method: str, status: int, headers: dict[str, str], body: bytes, complaints: int
) -> None:
    broken = await _heard(server.house, method, status, headers, body)
    assert len(broken) == complaints, broken


async def test_every_answer_about_files_is_held_against_the_document(server: Running, gagarin: Person) -> None:
    file = await gagarin.upload("Поехали!".encode())
    me = await gagarin.patch("/users/me", avatar_id=(await gagarin.upload(photo(), "я.jpg"))["id"])
    nobody = Person.nobody(gagarin.url)
    server.conformance.seen.clear()
    for url in (file["url"], me.json()["avatar_url"]):
        etag = (await gagarin.fetch(url)).headers["etag"]
        for headers in ({"Range": "bytes=0-3"}, {"Range": "bytes=9999999-"}, {"If-None-Match": etag}):
            await gagarin.fetch(url, **headers)
        for method in ("HEAD", "DELETE", "OPTIONS"):
            await gagarin.http.request(method, url)
        await gagarin.fetch(url[:-9])
        await nobody.get(url)
    await nobody.aclose()
    usual = {"200", "206", "304", "416", "file_not_found"}
    heard = {("GET", path, each) for path in ("/files/{key}", "/files/avatars/{name}") for each in usual}
    heard |= {("HEAD", path, "200") for _, path, _ in heard}
    heard |= {(method, path, "method_not_allowed") for _, path, _ in heard for method in ("DELETE", "OPTIONS")}
    assert server.conformance.seen == heard | {("GET", "/files/{key}", "unauthorized")}
