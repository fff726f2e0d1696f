"""The web client, from memory: hashed assets for ever, precompressed, and one page for every address of the app."""

import base64
import hashlib
import mimetypes
import re
from pathlib import Path
from typing import Any, NamedTuple

from litestar.types import ASGIApp, Receive, Send

_SCRIPT = re.compile(rb"<script(?:\s[^>]*)?>(.+?)</script>", re.DOTALL)
_ELSEWHERE = ("/api", "/files", "/health", "/metrics", "/socket.io")
_ENCODINGS = ((".br", b"br"), (".gz", b"gzip"))

mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


class Page(NamedTuple):
    """A file as it is sent: its bytes under each encoding, and its headers."""

    bodies: dict[bytes, bytes]
    headers: list[tuple[bytes, bytes]]


class Static:
    """Answers GET for the client's files and hands everything else to `app`. Without a bundle it only hands on."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._pages = {f"/{path.relative_to(folder).as_posix()}": _load(path) for path in _files(folder)}
        self._index = self._pages.pop("/index.html", None)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and (page := self._find(scope["path"])):
            await _send(page, scope, send)
        else:
            await self._app(scope, receive, send)

    def _find(self, path: str) -> Page | None:
        if page := self._pages.get(path):
            return page
        if path.startswith((*_ELSEWHERE, "/assets/")):
            return None
        return self._index


def _files(folder: Path) -> list[Path]:
    shown = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return sorted(path for path in shown if path.suffix not in (".br", ".gz"))


def _load(path: Path) -> Page:
    body = path.read_bytes()
    bodies = {b"": body}
    for suffix, encoding in _ENCODINGS:
        packed = path.with_name(path.name + suffix)
        if packed.exists():
            bodies[encoding] = packed.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") or kind.endswith(("javascript", "json")) else ""
    headers = [
        (b"content-type", (kind + charset).encode()),
        (b"cache-control", _cache_control(path)),
        (b"etag", f'"{hashlib.sha256(body).hexdigest()[:24]}"'.encode()),
        (b"vary", b"Accept-Encoding"),
    ]
    if path.name == "index.html":
        headers.append((b"content-security-policy", policy(body).encode()))
    return Page(bodies, headers)


def _cache_control(path: Path) -> bytes:
    # Vite puts a hash of the content into every name below assets/; all else is asked for again each time.
    return b"public, max-age=31536000, immutable" if path.parent.name == "assets" else b"no-cache"


def policy(page: bytes) -> str:
    """The content security policy of the page: nothing from elsewhere, and of inline scripts only those in it now."""
    digests = (hashlib.sha256(script).digest() for script in _SCRIPT.findall(page))
    scripts = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {scripts}".rstrip(),
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self' data: blob:",
            "media-src 'self' blob:",
            "connect-src 'self'",
            "manifest-src 'self'",
            "worker-src 'self'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types svelte-trusted-html 'allow-duplicates'",
        )
    )


async def _send(page: Page, scope: Any, send: Send) -> None:
    asked = {name: value for name, value in scope["headers"] if name in (b"accept-encoding", b"if-none-match")}
    etag = dict(page.headers)[b"etag"]
    if etag in asked.get(b"if-none-match", b""):
        await _answer(send, 304, page.headers, b"")
        return
    encoding = _best(page, asked.get(b"accept-encoding", b""))
    body = page.bodies[encoding]
    headers = [*page.headers, (b"content-length", str(len(body)).encode())]
    if encoding:
        headers.append((b"content-encoding", encoding))
    await _answer(send, 200, headers, b"" if scope["method"] == "HEAD" else body)


def _best(page: Page, accepted: bytes) -> bytes:
    names = {part.split(b";")[0].strip() for part in accepted.split(b",") if b"q=0" not in part.replace(b"q=0.", b"")}
    return next((encoding for _, encoding in _ENCODINGS if encoding in names and encoding in page.bodies), b"")


async def _answer(send: Send, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
