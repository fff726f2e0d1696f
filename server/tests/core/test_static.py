"""The client's files: hashed ones for ever, packed ones packed, and a page that lets nothing foreign in."""

import base64
import hashlib
from pathlib import Path

import httpx
import pytest

from kocmoc.core.static import Static

PAGE = b'<!doctype html><script>theme()</script><script type="module" src="/assets/a-1.js"></script><p>KOCMOC</p>'


async def _house(scope: object, receive: object, send: object) -> None:
    assert callable(send)
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"house"})


@pytest.fixture
def client(tmp_path: Path) -> httpx.AsyncClient:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_bytes(PAGE)
    (tmp_path / "assets" / "a-1.js").write_bytes(b"plain")
    (tmp_path / "assets" / "a-1.js.br").write_bytes(b"brotli")
    (tmp_path / "assets" / "a-1.js.gz").write_bytes(b"gzip")
    (tmp_path / "favicon.svg").write_bytes(b"<svg/>")
    (tmp_path / ".stamp").write_bytes(b"secret")
    app = Static(_house, tmp_path)  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://kocmoc")  # type: ignore[arg-type]


async def test_hashed_files_are_kept_for_ever_and_the_page_is_asked_for_again(client: httpx.AsyncClient) -> None:
    asset = await client.get("/assets/a-1.js", headers={"accept-encoding": "identity"})
    page = await client.get("/")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert page.headers["cache-control"] == "no-cache"
    again = await client.get("/", headers={"if-none-match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("gzip;q=0.5, br;q=0", "gzip"), ("identity", None), ("zstd", None)],
)
async def test_the_best_encoding_is_chosen(client: httpx.AsyncClient, accepted: str, encoding: str | None) -> None:
    async with client.stream("GET", "/assets/a-1.js", headers={"accept-encoding": accepted}) as answer:
        raw = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    assert raw == {"br": b"brotli", "gzip": b"gzip", None: b"plain"}[encoding]
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_the_policy_allows_the_pages_own_script_by_its_hash_and_nothing_inline(client: httpx.AsyncClient) -> None:
    policy = (await client.get("/")).headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(b"theme()").digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy


async def test_every_address_of_the_app_is_the_page_and_the_rest_is_the_houses(client: httpx.AsyncClient) -> None:
    for path in ("/", "/c/42", "/c/42/7", "/settings"):
        assert (await client.get(path)).content == PAGE
    for path in ("/api/chats", "/health", "/files/x", "/socket.io/", "/assets/gone-2.js"):
        assert (await client.get(path)).status_code == 418
    assert (await client.post("/")).status_code == 418
    assert (await client.head("/")).headers["content-length"] == str(len(PAGE))


async def test_hidden_files_and_paths_outside_are_not_served(client: httpx.AsyncClient) -> None:
    for path in ("/.stamp", "/../static.py", "/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd"):
        answer = await client.get(path)
        assert b"secret" not in answer.content
        assert b"root:" not in answer.content
