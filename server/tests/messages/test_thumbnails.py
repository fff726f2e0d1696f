"""The small pictures beside links: drawn anew, shown to whoever sees the message, gone with it."""

import asyncio
from typing import Any

import pytest

from kocmoc.messages.previews.fetching import MAX_PICTURE_BYTES, Fetcher, NotFetched, Page
from kocmoc.messages.previews.page import look
from tests.cast import Person
from tests.messages.test_previews import answer, curious, only, site
from tests.phone import Phone
from tests.stage import Running
from tests.uploads.pictures import photo, read, told

__all__ = ["curious"]


def page(picture: str) -> bytes:
    return answer(f"<title>Восток-1</title><meta property='og:image' content='{picture}'>".encode())


async def shown(phone: Phone, message: dict[str, Any]) -> Any:
    """What the preview of this message turns out to be."""
    told = await phone.wait("message:edit", lambda edit: edit["id"] == message["id"] and edit["link_preview"])
    return told["link_preview"]


async def swept(server: Running, key: str) -> None:
    """Until it is gone: the server's own sweeper may be holding it this very moment."""
    is_kept = "select exists (select from files where key = $1)"
    async with asyncio.timeout(30):
        while await server.house.database.pool.fetchval(is_kept, key):
            await server.house.uploads.sweeper.sweep()


async def test_it_is_drawn_anew_and_seen_by_whoever_sees_the_message(curious: Running) -> None:
    gagarin, tereshkova = await Person.register(curious.url, "gagarin9"), await Person.register(curious.url, "terra9")
    stranger = await Person.register(curious.url, "stranger9")
    chat_id = await gagarin.chat_with(tereshkova)
    ship = answer(photo(1200, 800, exif=told()), kind="image/jpeg")
    async with site(start=page("/img/ship"), **{"img/ship": ship}) as cosmos, Phone(tereshkova) as hers:
        curious.house.previews.fetcher = Fetcher(only(cosmos.port))
        said = await gagarin.say(chat_id, f"{cosmos.url}/start")
        url = (await shown(hers, said))["thumbnail_url"]
        small = await tereshkova.fetch(url)
        assert (small.status_code, small.headers["content-type"]) == (200, "image/webp")
        picture = read(small.content)
        assert picture.size == (320, 213)
        assert not picture.getexif()
        assert (await stranger.fetch(url)).status_code == 404
        again = await gagarin.say(chat_id, f"ещё раз {cosmos.url}/start")
        assert (await shown(hers, again))["thumbnail_url"] == url
        assert len(cosmos.asked) == 2
    await gagarin.delete(f"/messages/{said['id']}/delete")
    assert (await tereshkova.fetch(url)).status_code == 200
    await gagarin.patch(f"/messages/{again['id']}/edit", text="передумал")
    assert (await tereshkova.fetch(url)).status_code == 404
    key = url.removeprefix("/files/")
    await swept(curious, key)
    assert not list((curious.house.settings.data_dir / "files").rglob(key))
    async with Phone(gagarin) as his:
        late = await gagarin.say(chat_id, f"в последний раз {cosmos.url}/start")
        assert (await shown(his, late))["thumbnail_url"] is None
    for person in (gagarin, tereshkova, stranger):
        await person.leave()


@pytest.mark.parametrize(
    "picture",
    ["/missing", "/page", "/bomb", "/exe", "http://127.0.0.1:1/x", "file:///etc/passwd", "data:image/png;base64,AA", "http://["],
)  # fmt: skip
async def test_without_a_picture_that_can_be_had_the_link_is_shown_all_the_same(curious: Running, picture: str) -> None:
    gagarin = await Person.register(curious.url, f"g{abs(hash(picture))}")
    chat_id = await gagarin.chat_with(gagarin)
    bomb = answer(photo(9000, 9000, kind="PNG"), kind="image/png")
    pages = {"bomb": bomb, "exe": answer(b"MZ" * 99, kind="image/png"), "page": answer()}
    async with site(start=page(picture), **pages) as cosmos, Phone(gagarin) as his:
        curious.house.previews.fetcher = Fetcher(only(cosmos.port))
        said = await gagarin.say(chat_id, f"{cosmos.url}/start")
        told = await shown(his, said)
        assert (told["title"], told["thumbnail_url"]) == ("Восток-1", None)
    await gagarin.leave()


async def test_a_picture_is_fetched_whole_or_not_at_all() -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n" + b"x" * (MAX_PICTURE_BYTES + 1)
    unmeasured = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\npixels"
    async with site(endless=endless, unmeasured=unmeasured) as cosmos:
        fetcher = Fetcher(only(cosmos.port))
        with pytest.raises(NotFetched):
            await fetcher.fetch_picture(f"{cosmos.url}/endless")
        assert await fetcher.fetch_picture(f"{cosmos.url}/unmeasured") == b"pixels"


async def test_a_picture_at_home_is_not_fetched() -> None:
    async with site(secret=answer(b"pixels", kind="image/png")) as home:
        inward = answer(b"", "302 Found", more=f"Location: {home.url}/secret\r\n")
        async with site(inward=inward) as cosmos:
            with pytest.raises(NotFetched):
                await Fetcher(only(cosmos.port)).fetch_picture(f"{cosmos.url}/inward")
        assert home.asked == []


@pytest.mark.parametrize(
    ("meta", "picture"),
    [
        ("<meta property='og:image' content=' a.png '>", "https://x.example/dir/a.png"),
        ("<meta name='twitter:image' content='//cdn.example/a.png'>", "https://cdn.example/a.png"),
        ("<meta property='og:image' content=''>", ""),
        ("<meta property='og:image' content='http://['>", ""),
        ("", ""),
    ],
)
def test_a_page_says_where_its_picture_is(meta: str, picture: str) -> None:
    found = look("https://x.example/", Page("https://x.example/dir/", "text/html", f"<title>x</title>{meta}".encode()))
    assert found
    assert found.picture == picture
