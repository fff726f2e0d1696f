"""From a page to what is shown of it. Whatever it says is text, and as long as there is room for."""

import re
import unicodedata
from contextlib import suppress
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from kocmoc.messages.previews.fetching import Page
from kocmoc.messages.types import LinkPreview

LONGEST_TITLE = 256
LONGEST_DESCRIPTION = 512
LONGEST_NAME = 64

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{1,40})", re.IGNORECASE)


class Look(NamedTuple):
    """What a page says of itself, and where it says its picture is."""

    preview: LinkPreview
    picture: str


def look(link: str, page: Page) -> Look | None:
    """What a link leads to, for the link as it was written; None where there is nothing to say of it."""
    head = _Head()
    head.feed(_decode(page))
    title = _line(head.first("og:title", "twitter:title") or head.title, LONGEST_TITLE)
    description = _line(head.first("og:description", "twitter:description", "description"), LONGEST_DESCRIPTION)
    if not title and not description:
        return None
    host = (urlsplit(page.url).hostname or "").removeprefix("www.")
    name = _line(head.first("og:site_name") or host, LONGEST_NAME)
    return Look(LinkPreview(link, title, description, name), _picture(head, page.url))


def _picture(head: "_Head", base: str) -> str:
    with suppress(ValueError):
        named = head.first("og:image", "og:image:url", "og:image:secure_url", "twitter:image")
        return urljoin(base, named.strip()) if named else ""
    return ""


class _Head(HTMLParser):
    """The title of a page and what it says of itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title = ""
        self._meta: dict[str, str] = {}
        self._in_title = False

    def first(self, *names: str) -> str:
        return next((self._meta[name] for name in names if self._meta.get(name)), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._in_title = tag == "title" and not self.title
        name = (given.get("property") or given.get("name") or "").lower()
        if tag == "meta" and name:
            self._meta.setdefault(name, given.get("content") or "")

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def _decode(page: Page) -> str:
    """As the header says, or the page itself in its first kilobyte, or UTF-8."""
    said = _CHARSET.search(page.content_type) or _CHARSET.search(page.body[:1024].decode("latin-1"))
    try:
        return page.body.decode(said[1] if said else "utf-8", "replace")
    except LookupError:
        return page.body.decode("utf-8", "replace")


def _line(text: str, longest: int) -> str:
    """One line without what cannot be seen or stored."""
    seen = "".join(each if unicodedata.category(each)[0] != "C" else " " for each in text)
    line = " ".join(seen.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
