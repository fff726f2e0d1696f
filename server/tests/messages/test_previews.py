"""Where links lead: looked up by the server, shown to everybody, and never a way into what is not public."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from msgspec.structs import replace

from kocmoc.app import House
from kocmoc.messages.previews import actions
from kocmoc.messages.previews.addresses import is_public
from kocmoc.messages.previews.fetching import MAX_BYTES, Fetcher, NotFetched, Page
from kocmoc.messages.previews.page import look
from kocmoc.settings import Settings
from tests.cast import Person
from tests.phone import Phone
from tests.stage import Running

PAGE = b"""<!doctype html><html><head><title> Plain &amp; simple </title>
<meta property="og:title" content="\xd0\x92\xd0\xbe\xd1\x81\xd1\x82\xd0\xbe\xd0\xba-1">
<meta name="description" content="Poyekhali!"><meta property="og:site_name" content="Kosmos"></head><body>"""


class Site(NamedTuple):
    """A web server that says what it is told to, and remembers what it was asked."""

    url: str
    port: int
    asked: list[str]


def answer(body: bytes = PAGE, status: str = "200 OK", kind: str = "text/html; charset=utf-8", more: str = "") -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


@asynccontextmanager
async def site(**pages: bytes) -> AsyncIterator[Site]:
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            request = (await reader.readuntil(b"\r\n\r\n")).decode()
            asked.append(request)
            writer.write(pages.get(request.split()[1].strip("/").partition("?")[0], answer(status="404 Not Found")))
            await writer.drain()
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server:
        yield Site(f"http://127.0.0.1:{port}", port, asked)


def only(port: int) -> Callable[[str, int], bool]:
    return lambda address, at: (address, at) == ("127.0.0.1", port)


@pytest_asyncio.fixture(scope="module")
async def curious(settings: Settings, new_database: Callable[[], Awaitable[str]]) -> AsyncIterator[Running]:
    """A server that looks links up."""
    async with Running(House(replace(settings, link_previews=True), await new_database())) as running:
        await (await Person.register(running.url, "korolev")).leave()
        yield running


async def test_a_link_is_shown_to_everybody_a_moment_later(curious: Running) -> None:
    gagarin, tereshkova = await Person.register(curious.url, "gagarin1"), await Person.register(curious.url, "terra1")
    chat_id = await gagarin.chat_with(tereshkova)
    async with site(start=answer()) as cosmos, Phone(gagarin) as his, Phone(tereshkova) as hers:
        curious.house.previews.fetcher = Fetcher(only(cosmos.port))
        said = await gagarin.say(chat_id, f"Смотри: {cosmos.url}/start?x=1, старт!")
        assert said["link_preview"] is None
        told = await hers.wait("message:edit")
        assert told["link_preview"] == {
            "url": f"{cosmos.url}/start?x=1",
            "title": "Восток-1",
            "description": "Poyekhali!",
            "site_name": "Kosmos",
            "thumbnail_url": None,
        }
        assert (told["edited"], told["edited_at"], told["version"]) == (False, None, 2)
        assert "x=1" in cosmos.asked[0]
        await his.agree()
        await hers.agree()
        kept = (await gagarin.patch(f"/messages/{said['id']}/edit", text=f"{cosmos.url}/start?x=1 тот же")).json()
        assert kept["link_preview"] == told["link_preview"]
        lost = (await gagarin.patch(f"/messages/{said['id']}/edit", text="передумал")).json()
        assert lost["link_preview"] is None
        await gagarin.say(chat_id, f"ещё раз {cosmos.url}/start?x=1")
        await hers.wait("message:edit", lambda message: message["seq"] == 2 and message["link_preview"])
        assert len(cosmos.asked) == 1
        await hers.agree()
    await gagarin.leave()
    await tereshkova.leave()


async def test_who_does_not_want_it_is_not_looked_after(curious: Running) -> None:
    gagarin = await Person.register(curious.url, "gagarin2")
    chat_id = await gagarin.chat_with(gagarin)
    async with site(a=answer(), b=answer()) as cosmos, Phone(gagarin) as his:
        curious.house.previews.fetcher = Fetcher(only(cosmos.port))
        await gagarin.patch("/users/me/settings", link_previews=False)
        await gagarin.say(chat_id, f"{cosmos.url}/a")
        await asyncio.gather(*curious.house.previews._tasks)  # whether they want it is asked behind the answer
        await gagarin.patch("/users/me/settings", link_previews=True)
        await gagarin.say(chat_id, f"{cosmos.url}/b")
        await his.wait("message:edit")
        assert [request.split()[1] for request in cosmos.asked] == ["/b"]
    await gagarin.leave()


async def test_only_so_many_pages_are_remembered(curious: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "REMEMBERED", 2)
    gagarin = await Person.register(curious.url, "gagarin12")
    chat_id = await gagarin.chat_with(gagarin)
    async with site(a=answer(), b=answer(), c=answer()) as cosmos, Phone(gagarin) as his:
        curious.house.previews.fetcher = Fetcher(only(cosmos.port))
        for page in "abcba":
            said = await gagarin.say(chat_id, f"{cosmos.url}/{page}")
            await his.wait("message:edit", lambda message, said=said: bool(message["id"] == said["id"]))
        assert [request.split()[1] for request in cosmos.asked] == ["/a", "/b", "/c", "/a"]
    await gagarin.leave()


async def test_when_too_many_wait_a_message_is_shown_without(curious: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    gagarin = await Person.register(curious.url, "gagarin13")
    chat_id = await gagarin.chat_with(gagarin)
    async with site(a=answer(), b=answer()) as cosmos, Phone(gagarin) as his:
        curious.house.previews.fetcher = Fetcher(only(cosmos.port))
        with monkeypatch.context() as crowded:
            crowded.setattr(actions, "MOST_WAITING", 0)
            await gagarin.say(chat_id, f"{cosmos.url}/a")
        await gagarin.say(chat_id, f"{cosmos.url}/b")
        await his.wait("message:edit")
        assert [request.split()[1] for request in cosmos.asked] == ["/b"]
    await gagarin.leave()


async def test_what_is_deleted_while_its_link_is_looked_up_stays_deleted(curious: Running) -> None:
    gagarin = await Person.register(curious.url, "gagarin14")
    chat_id = await gagarin.chat_with(gagarin)
    visited, goes_on = asyncio.Event(), asyncio.Event()

    async def dawdle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        visited.set()
        await goes_on.wait()
        writer.write(answer())
        writer.close()

    async with await asyncio.start_server(dawdle, "127.0.0.1", 0) as slow, Phone(gagarin) as his:
        port = slow.sockets[0].getsockname()[1]
        curious.house.previews.fetcher = Fetcher(only(port))
        said = await gagarin.say(chat_id, f"http://127.0.0.1:{port}/gone")
        await visited.wait()
        assert (await gagarin.delete(f"/messages/{said['id']}/delete")).status_code == 204
        goes_on.set()
        kept = await gagarin.say(chat_id, f"http://127.0.0.1:{port}/here")
        await his.wait("message:edit", lambda message: message["id"] == kept["id"])
        assert [message["id"] for message in his.of("message:edit")] == [kept["id"]]
    (gone, _) = (await gagarin.get(f"/chats/{chat_id}/messages")).json()["messages"]
    assert (gone["deleted"], gone["link_preview"], gone["version"]) == (True, None, 2)
    await gagarin.leave()


async def test_as_it_comes_the_server_visits_nobody_at_home(curious: Running) -> None:
    gagarin = await Person.register(curious.url, "gagarin3")
    chat_id = await gagarin.chat_with(gagarin)
    async with site(secret=answer()) as home:
        curious.house.previews.fetcher = Fetcher()
        for link in (
            f"{home.url}/secret",
            f"http://localhost:{home.port}/secret",
            f"http://[::ffff:127.0.0.1]:{home.port}",
        ):
            await gagarin.say(chat_id, link)
        await asyncio.gather(*curious.house.previews._tasks)
        assert home.asked == []
    await gagarin.leave()


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1", "::", "::1", "::7f00:1", "fe80::1",
        "fe80::1%lo", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:7f00:1::", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_is_not_public_is_not_visited(address: str) -> None:
    assert not is_public(address, 443)


def test_what_is_public_is_visited_where_the_web_is() -> None:
    for address in ("8.8.8.8", "2a00:1450:4010:c02::64"):
        assert is_public(address, 80)
        assert is_public(address, 443)
        assert not is_public(address, 22)
        assert not is_public(address, 5432)


async def test_a_redirect_is_looked_at_anew_and_not_followed_for_ever() -> None:
    async with site(secret=answer()) as home:
        inward = answer(b"", "302 Found", more=f"Location: {home.url}/secret\r\n")
        around = answer(b"", "301 Moved Permanently", more="Location: /around\r\n")
        onward = answer(b"", "308 Permanent Redirect", more="Location: start\r\n")
        async with site(inward=inward, around=around, onward=onward, start=answer()) as cosmos:
            fetcher = Fetcher(only(cosmos.port))
            assert (await fetcher.fetch(f"{cosmos.url}/onward")).url == f"{cosmos.url}/start"
            for path in ("inward", "around"):
                with pytest.raises(NotFetched):
                    await fetcher.fetch(f"{cosmos.url}/{path}")
            assert home.asked == []


async def test_what_is_no_page_is_not_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kocmoc.messages.previews.fetching.SECONDS", 0.5)
    async with site(
        film=answer(kind="video/mp4"),
        broken=b"SSH-2.0-OpenSSH\r\n",
        nothing=b"",
        missing=answer(status="404 Not Found"),
    ) as cosmos:
        fetcher = Fetcher(only(cosmos.port))
        for link in (
            f"{cosmos.url}/film", f"{cosmos.url}/broken", f"{cosmos.url}/nothing", f"{cosmos.url}/gone",
            f"http://user:password@127.0.0.1:{cosmos.port}/", "ftp://127.0.0.1/", "https:///path", "http://127.0.0.1:99999/",
            "http://no.such.host.invalid/", f"https://127.0.0.1:{cosmos.port}/",
        ):  # fmt: skip
            with pytest.raises(NotFetched):
                await fetcher.fetch(link)


async def test_a_page_without_end_is_read_as_far_as_anybody_should() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<title>x</title>" + b"<!-- -->" * 200_000
    async with site(endless=endless) as cosmos:
        page = await Fetcher(only(cosmos.port)).fetch(f"{cosmos.url}/endless")
    assert len(page.body) <= MAX_BYTES


async def test_who_answers_too_slowly_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kocmoc.messages.previews.fetching.SECONDS", 0.2)
    silence = asyncio.Event()

    async def say_nothing(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await silence.wait()
        writer.close()

    async with await asyncio.start_server(say_nothing, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises(NotFetched):
            await Fetcher(only(port)).fetch(f"http://127.0.0.1:{port}/")
        silence.set()


def shown(body: bytes, kind: str = "text/html") -> tuple[str, str, str] | None:
    found = look("https://x.example/", Page("https://www.x.example/", kind, body))
    return (found.preview.title, found.preview.description, found.preview.site_name) if found else None


def test_a_page_says_what_it_is_in_its_head() -> None:
    assert shown(PAGE) == ("Восток-1", "Poyekhali!", "Kosmos")
    assert shown(b"<title>A &lt;b&gt;\n  B</title><title>C</title>") == ("A <b> B", "", "x.example")
    assert shown(b"<title>\x00\x1b[31mred\xe2\x80\xae</title>") == ("[31mred", "", "x.example")
    assert shown("<title>Привет</title>".encode("cp1251"), "text/html; charset=windows-1251") == (
        "Привет",
        "",
        "x.example",
    )
    assert shown('<meta charset="koi8-r"><title>Привет</title>'.encode("koi8-r")) == ("Привет", "", "x.example")
    assert shown(b"<title>x</title>", "text/html; charset=nonsense") == ("x", "", "x.example")
    assert shown(b"<body>nothing") is None
    assert shown(b"<meta property='og:title' content='" + b"x" * 9999 + b"'>") == ("x" * 255 + "…", "", "x.example")
    assert shown(b"<meta property><meta name=description><title></title>") is None


async def test_a_server_that_stops_waits_for_no_page(
    settings: Settings, new_database: Callable[[], Awaitable[str]]
) -> None:
    asked, never = asyncio.Event(), asyncio.Event()

    async def dawdle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.set()
        await never.wait()
        writer.close()

    slow = await asyncio.start_server(dawdle, "127.0.0.1", 0)
    port = slow.sockets[0].getsockname()[1]
    async with Running(House(replace(settings, link_previews=True), await new_database())) as running:
        running.house.previews.fetcher = Fetcher(only(port))
        korolev = await Person.register(running.url, "korolev")
        await korolev.say(await korolev.chat_with(korolev), f"http://127.0.0.1:{port}/slow")
        await asked.wait()
        await korolev.leave()
    assert running.house.previews._tasks == set()
    never.set()
    slow.close()
    await slow.wait_closed()


async def test_what_was_looked_at_is_what_is_visited(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may lead elsewhere the next time it is asked for: it is asked for once."""
    seen, visited = [], []
    open_connection = asyncio.open_connection

    async def visit(address: str, *arguments: Any, **more: Any) -> Any:
        visited.append(address)
        return await open_connection("127.0.0.1", *arguments, **more)

    def may_visit(address: str, port: int) -> bool:
        seen.append(address)
        return True

    monkeypatch.setattr(asyncio, "open_connection", visit)
    async with site(start=answer()) as cosmos:
        await Fetcher(may_visit).fetch(f"http://localhost:{cosmos.port}/start")
    assert "localhost" not in visited
    assert visited == seen[:1]
