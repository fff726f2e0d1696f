"""Pictures, films and files between two people."""

import asyncio
import io

from PIL import Image
from playwright.async_api import FilePayload, Route, expect

from tests.cast import Person
from tests.journeys import axe, stillness
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen


def _photo(name: str, width: int = 640, height: int = 480) -> FilePayload:
    file = io.BytesIO()
    Image.effect_mandelbrot((width, height), (-2, -1.5, 1, 1.5), 20).save(file, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": file.getvalue()}


async def _attach(window: Screen, *files: FilePayload) -> None:
    await window.page.locator("main input[type=file]").set_input_files(list(files))


async def test_an_album_arrives_with_its_words_and_nothing_jumps(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    await gagarin.say(await gagarin.chat_with(tereshkova), "Сейчас покажу")
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await hers.open_chat("Gagarin")
    come = await _hold_pictures(hers)
    await _attach(his, _photo("один.jpg"), _photo("два.jpg"), _photo("три.jpg", 300, 600))
    await expect(his.page.get_by_role("list", name="Файлы").get_by_role("listitem")).to_have_count(3)
    await his.page.get_by_role("button", name="Убрать два.jpg").click()
    await his.composer.fill("Виды Земли")
    await his.composer.press("Enter")
    await expect(his.row("Tereshkova")).to_contain_text("Виды Земли")
    album = hers.message("Виды Земли")
    await expect(album.get_by_role("img", name="Фото")).to_have_count(2)
    await hers.page.evaluate(axe.REST)
    await stillness.watch(hers)
    come.set()
    for picture in await album.get_by_role("img", name="Фото").all():
        await expect(picture).not_to_have_js_property("naturalWidth", 0)
        await expect(picture).to_have_css("opacity", "1")
    assert await stillness.jumps(hers) == []
    assert await axe.complaints(hers.page) == []


async def test_a_file_is_offered_with_its_name_and_size(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    his, hers = await enter(gagarin), await enter(tereshkova)
    await his.open_chat("Tereshkova")
    await _attach(his, {"name": "Циклограмма.txt", "mimeType": "text/plain", "buffer": b"9:07\n" * 2048})
    await expect(his.page.get_by_role("list", name="Файлы").get_by_role("listitem")).to_have_count(1)
    await his.page.get_by_role("button", name="Отправить").click()
    await hers.open_chat("Gagarin")
    link = hers.feed.get_by_role("link", name="Скачать Циклограмма.txt")
    await expect(link).to_contain_text("10\u00a0КБ")
    async with hers.page.expect_download() as download:
        await link.click()
    assert (await download.value).suggested_filename == "Циклограмма.txt"


async def test_what_cannot_be_sent_is_said_at_once(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await gagarin.chat_with(tereshkova)
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    await _attach(window, {"name": "вирус.exe", "mimeType": "application/octet-stream", "buffer": b"MZ"})
    await expect(window.page.get_by_text("вирус.exe: Такие файлы здесь не принимают")).to_be_visible()
    await expect(window.page.get_by_role("list", name="Файлы")).to_have_count(0)


async def test_a_file_drawn_over_the_window_and_one_that_is_pasted(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    await gagarin.chat_with(tereshkova)
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    for event, target in (("drop", "main"), ("paste", "textarea")):
        await window.page.evaluate(_GIVE, [event, target])
    files = window.page.get_by_role("list", name="Файлы").get_by_role("listitem")
    await expect(files).to_have_count(2)


_GIVE = """
    ([event, target]) => {
        const files = new DataTransfer()
        files.items.add(new File(['x'], `${event}.txt`, { type: 'text/plain' }))
        const what = event === 'paste'
            ? new ClipboardEvent('paste', { clipboardData: files, bubbles: true, cancelable: true })
            : new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true })
        document.querySelector(target).dispatchEvent(what)
    }
"""


async def _hold_pictures(window: Screen) -> asyncio.Event:
    """Pictures stay on their way until this is set: what is around them is there long before they are."""
    come = asyncio.Event()

    async def bring(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await window.page.route("**/files/*", bring)
    return come
