"""Finding one's way: a search narrowed, a name called, a long text, an answer by thumb, a chat not left after all."""

import asyncio
from uuid import uuid4

from playwright.async_api import expect

from tests.cast import Person
from tests.journeys import axe
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen
from tests.journeys.test_phone import IN_HAND


async def test_a_search_is_narrowed_to_a_person_and_a_day(
    enter: Enter, gagarin: Person, tereshkova: Person, leonov: Person
) -> None:
    group = await gagarin.make_group("Восток", tereshkova, leonov)
    await tereshkova.say(group, "Орбита устойчива")
    await leonov.say(group, "Орбита прекрасна")
    await _found(gagarin, "орбит", 2)
    window = await enter(gagarin)
    await window.open_chat("Восток")
    await window.header.get_by_role("button", name="Поиск в чате").click()
    await expect(window.page.get_by_role("searchbox", name="Поиск в чате")).to_be_focused()
    await window.page.keyboard.type("орбит")
    await expect(window.page.get_by_role("search")).to_contain_text("1 из 2")
    await window.page.get_by_role("button", name="От кого").click()
    assert await axe.complaints(window.page, "[role=dialog]") == []
    await window.dialog.get_by_role("button", name="Tereshkova").click()
    await expect(window.page.get_by_role("search")).to_contain_text("1 из 1")
    await window.page.get_by_role("button", name="Когда").click()
    await expect(window.dialog.locator(":focus")).to_have_count(1)
    await window.page.keyboard.press("Enter")
    await expect(window.page.get_by_role("button", name="Убрать: Сегодня")).to_be_visible()
    await expect(window.page.get_by_role("search")).to_contain_text("1 из 1")
    await window.page.get_by_role("button", name="Убрать: Tereshkova").click()
    await expect(window.page.get_by_role("search")).to_contain_text("1 из 2")


async def _found(person: Person, words: str, count: int) -> None:
    """What was said is looked through a moment later."""
    async with asyncio.timeout(30):
        while len((await person.get("/search", q=words)).json()["messages"]) < count:
            continue


async def test_a_button_leads_to_where_one_is_called(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    group = await gagarin.make_group("Восток", tereshkova)
    for number in range(35):
        await tereshkova.say(group, f"Виток {number}")
    name = f"@{gagarin.username}"
    call = {"type": "mention", "offset": 0, "length": len(name), "user_id": gagarin.id}
    await tereshkova.post(
        f"/chats/{group}/messages",
        client_id="6f6f0b3c-6a52-4d1f-9d0e-3d8c6f0a7c11",
        text=f"{name}, приём",
        entities=[call],
    )
    window = await enter(gagarin)
    await window.open_chat("Восток")
    await window.page.get_by_role("button", name="К упоминанию").click()
    await expect(window.message("приём")).to_be_in_viewport()
    await expect(window.page.get_by_role("button", name="К упоминанию")).not_to_be_visible()


async def test_a_long_text_is_folded_until_it_is_wanted(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    text = "\n".join(f"Строка {number}" for number in range(60))
    await tereshkova.say(await gagarin.chat_with(tereshkova), text)
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    whole = window.page.get_by_role("button", name="Показать полностью")
    await expect(whole).to_be_visible()
    folded = await window.messages.first.evaluate("each => each.offsetHeight")
    await whole.click()
    await expect(whole).to_have_count(0)
    assert await window.messages.first.evaluate("each => each.offsetHeight") > folded * 2


async def test_a_message_drawn_aside_is_answered(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await tereshkova.say(await gagarin.chat_with(tereshkova), "Как слышите?")
    window = await enter(gagarin, **IN_HAND)
    await window.row("Tereshkova").tap()
    await expect(window.message("Как слышите?")).to_be_in_viewport()
    await window.page.evaluate(axe.REST)
    box = await window.message("Как слышите?").get_by_text("Как слышите?").bounding_box()
    assert box
    hand = await window.context.new_cdp_session(window.page)
    places = [{"x": box["x"] + 60 - by, "y": box["y"] + 5} for by in range(0, 91, 10)]
    await hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": places[:1]})
    for place in places[1:]:
        await hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [place]})
    await hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    await expect(window.page.get_by_text("Ответ: Tereshkova")).to_be_visible()


async def test_two_presses_beside_the_words_answer_and_ctrl_with_an_arrow_chooses_another(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("Как слышите?", "Приём!"):
        await tereshkova.say(chat_id, text)
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    await window.message("Приём!").dblclick(position={"x": 6, "y": 12})
    answered = window.page.locator("form").filter(has_text="Ответ: Tereshkova")
    await expect(answered).to_contain_text("Приём!")
    await window.composer.press("Control+ArrowUp")
    await expect(answered).to_contain_text("Как слышите?")
    await window.composer.press("Control+ArrowDown")
    await window.composer.press("Control+ArrowDown")
    await expect(answered).to_have_count(0)


async def test_a_mouse_drawn_across_messages_chooses_them(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("Раз", "Два", "Три", "Четыре"):
        await tereshkova.say(chat_id, text)
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    chosen = window.page.get_by_role("toolbar", name="Выбранные сообщения")
    await _reach(window, "Четыре")
    await window.page.mouse.down()
    await _reach(window, "Раз")
    await expect(chosen).to_contain_text("Выбрано 4")
    await _reach(window, "Три")
    await expect(chosen).to_contain_text("Выбрано 2")
    await window.page.mouse.up()
    await expect(window.feed.get_by_role("img", name="выбрано", exact=True)).to_have_count(2)
    assert await window.page.evaluate("getSelection().isCollapsed")


async def _reach(window: Screen, text: str) -> None:
    """The pointer, beside the words."""
    box = await window.message(text).bounding_box()
    assert box
    await window.page.mouse.move(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2, steps=4)


async def test_a_finger_drawn_along_the_ticks_chooses_them(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    chat_id = await gagarin.chat_with(tereshkova)
    for text in ("Раз", "Два", "Три"):
        await tereshkova.say(chat_id, text)
    window = await enter(gagarin, **IN_HAND)
    await window.row("Tereshkova").tap()
    await window.message("Раз").get_by_text("Раз").click(button="right")
    await window.page.get_by_role("menuitem", name="Выбрать").tap()
    ticks = window.feed.get_by_role("img", name="не выбрано")
    await expect(ticks).to_have_count(2)
    boxes = [await each.bounding_box() for each in await ticks.all()]
    places = [{"x": box["x"] + 8, "y": box["y"] + 8} for box in boxes if box]
    hand = await window.context.new_cdp_session(window.page)
    await hand.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": places[:1]})
    await hand.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": places[1:]})
    await expect(window.page.get_by_role("toolbar")).to_contain_text("Выбрано 3")
    await hand.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


async def test_long_lines_of_code_are_wrapped_when_that_is_wanted(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    code = "x" * 200
    entities = [{"type": "pre", "offset": 0, "length": len(code), "language": "text"}]
    chat_id = await gagarin.chat_with(tereshkova)
    sent = await tereshkova.post(f"/chats/{chat_id}/messages", client_id=str(uuid4()), text=code, entities=entities)
    assert sent.status_code == 201, sent.text
    window = await enter(gagarin)
    await window.open_chat("Tereshkova")
    block = window.page.locator("article code")
    assert await block.evaluate("each => each.scrollWidth > each.clientWidth")
    wrap = window.page.get_by_role("button", name="Переносить строки")
    await wrap.click()
    await expect(wrap).to_have_attribute("aria-pressed", "true")
    assert await block.evaluate("each => each.scrollWidth === each.clientWidth")


async def test_a_chat_is_not_left_after_all(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    group = await gagarin.make_group("Восток", tereshkova)
    await gagarin.say(group, "Поехали!")
    window = await enter(tereshkova)
    await window.open_chat("Восток")
    await window.row("Восток").click(button="right")
    await window.page.get_by_role("menuitem", name="Покинуть группу").click()
    await window.dialog.get_by_role("button", name="Покинуть группу").click()
    await expect(window.rows).to_have_count(0)
    await window.page.get_by_role("button", name="Отменить").click()
    await expect(window.row("Восток")).to_be_visible()

    await window.row("Восток").click(button="right")
    await window.page.get_by_role("menuitem", name="Очистить историю").click()
    await window.dialog.get_by_role("button", name="Очистить").click()
    await expect(window.row("Восток")).not_to_contain_text("Поехали!")
    await window.page.get_by_role("button", name="Отменить").click()
    await window.open_chat("Восток")
    await expect(window.message("Поехали!")).to_be_visible()
