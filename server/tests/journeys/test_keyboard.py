"""With the keyboard alone: everything is reached and seen to be, and the focus comes back to where it came from."""

from playwright.async_api import Locator, expect

from tests.cast import PASSWORD, Person
from tests.journeys.conftest import Enter
from tests.journeys.screen import Screen

_FOCUSED = """
    () => {
        const { activeElement: here } = document
        return here.ariaLabel ?? here.labels?.[0]?.innerText ?? here.innerText
    }
"""
_IS_WITHIN = "(dialog) => dialog.contains(document.activeElement)"
_HAS_FOCUS = "(element) => element === document.activeElement"
# What shows where the focus is: a ring of the thing itself, of what is drawn for it, or of what it lies in.
_IS_SEEN = """
    () => {
        const { activeElement: here } = document
        // After the last stop comes the browser's own, then the first one.
        if (here === document.body) return true
        const near = [here, ...here.children, here.nextElementSibling, here.parentElement]
        const field = here.closest('label, .search, .box, .field')
        if (here.matches('input, textarea') && field) return true
        return near.filter(Boolean).some((each) => {
            const { outlineStyle, outlineWidth } = getComputedStyle(each)
            return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0
        })
    }
"""
_FARTHEST = 80


class Keys:
    """Somebody who has only a keyboard."""

    def __init__(self, window: Screen) -> None:
        self._window = window

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self._window.page.keyboard.press(key)

    async def type(self, words: str) -> None:
        await self._window.page.keyboard.type(words)

    async def reach(self, target: Locator, key: str = "Tab") -> None:
        """By one key, again and again; and at every step one sees where one is."""
        await expect(target).to_be_visible()
        for _ in range(_FARTHEST):
            if await target.evaluate(_HAS_FOCUS):
                return
            await self.press(key)
            where = await self._window.page.evaluate(_FOCUSED)
            assert await self._window.page.evaluate(_IS_SEEN), f"Nothing shows that the focus is here: {where}"
        await expect(target).to_be_focused()

    async def use(self, target: Locator, key: str = "Tab") -> None:
        await self.reach(target, key)
        await self.press("Enter")


async def test_a_whole_visit_with_the_keyboard_alone(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    window, hers = await enter(), await enter(tereshkova)
    keys, page = Keys(window), window.page
    await _sign_in(window, gagarin)

    await expect(page.get_by_text("Пока тихо")).to_be_visible()
    await keys.press("Control+k")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await keys.type(tereshkova.username)
    await keys.press("Enter")
    await expect(window.header).to_contain_text("Tereshkova")
    await expect(window.composer).to_be_focused()
    await keys.type("Как слышно?")
    await keys.press("Enter")
    await hers.open_chat("Gagarin")
    await hers.say("Слышу отлично")
    await expect(window.message("Слышу отлично")).to_be_visible()

    await _to_feed(window, "Слышу отлично")
    await keys.press("r")
    await expect(page.get_by_text("Ответ: Tereshkova")).to_be_visible()
    await expect(window.composer).to_be_focused()
    await keys.type("Паехали")
    await keys.press("Enter")
    await expect(hers.message("Паехали")).to_contain_text("Слышу отлично")

    await _to_feed(window, "Слышу отлично")
    await keys.press("ContextMenu")
    await keys.use(page.get_by_role("menuitemcheckbox", name="Реакция 🔥"), "ArrowUp")
    await expect(hers.message("Слышу отлично").get_by_role("button", name="🔥, 1").first).to_be_visible()
    await expect(window.messages.filter(has_text="Слышу отлично").first).to_be_focused()

    await keys.reach(window.composer)
    await keys.press("ArrowUp")
    await expect(window.composer).to_have_value("Паехали")
    await keys.press("Control+a")
    await keys.type("Поехали")
    await keys.press("Enter")
    await expect(hers.message("Поехали")).to_contain_text("изменено")

    await _to_feed(window, "Поехали")
    await keys.press("Delete")
    await keys.use(window.dialog.get_by_role("button", name="Удалить"))
    await expect(window.dialog).to_have_count(0)
    await expect(window.message("Поехали")).to_have_count(0)
    await keys.press("Control+z")
    await expect(window.message("Поехали")).to_be_visible()
    await _to_feed(window, "Поехали")
    await keys.press("Delete")
    await keys.use(window.dialog.get_by_role("button", name="Удалить"))
    await expect(hers.message("Сообщение удалено")).to_be_visible()

    await keys.use(page.get_by_role("button", name="Настройки").first)
    await expect(window.dialog.get_by_role("listitem")).to_have_count(2)
    await keys.reach(window.dialog.get_by_role("radio", checked=True).first)
    await keys.reach(window.dialog.get_by_role("radio", name="Тёмная"), "ArrowRight")
    await expect(page.locator("html[data-theme=dark]")).to_be_attached()
    await keys.use(window.dialog.get_by_role("button", name="Выйти"))
    await expect(page.get_by_role("heading", name="С возвращением")).to_be_visible()


async def _sign_in(window: Screen, person: Person) -> None:
    keys, page = Keys(window), window.page
    await keys.reach(page.get_by_label("Имя пользователя или почта"))
    await keys.type(person.username)
    await keys.reach(page.get_by_label("Пароль", exact=True))
    await keys.type(PASSWORD)
    await keys.press("Enter")


async def _to_feed(window: Screen, text: str) -> None:
    """From the composer up to the newest message, and on to the one that has these words."""
    keys = Keys(window)
    await keys.reach(window.feed, "Shift+Tab")
    message = window.messages.filter(has_text=text).first
    await keys.reach(message, "ArrowUp")


async def test_a_dialog_keeps_the_focus_and_gives_it_back(enter: Enter, gagarin: Person) -> None:
    window = await enter(gagarin)
    await expect(window.page.get_by_text("Пока тихо")).to_be_visible()
    keys = window.page.keyboard
    settings = window.page.get_by_role("button", name="Настройки").first
    await settings.focus()
    await keys.press("Enter")
    await expect(window.dialog.get_by_role("listitem")).to_have_count(2)
    for _ in range(30):
        await keys.press("Tab")
        assert await window.dialog.evaluate(_IS_WITHIN), await window.page.evaluate(_FOCUSED)
    await keys.press("Escape")
    await expect(window.dialog).to_have_count(0)
    await expect(settings).to_be_focused()


async def test_whatever_opens_gives_the_focus_back(enter: Enter, gagarin: Person, tereshkova: Person) -> None:
    await tereshkova.say(await gagarin.make_group("Восток", tereshkova), "Старт")
    window = await enter(gagarin)
    keys, page = Keys(window), window.page
    await window.open_chat("Восток")
    await expect(window.composer).to_be_focused()
    side = page.get_by_role("complementary", name="Чаты")
    openers = {
        side.get_by_role("button", name="Новый чат"): window.dialog,
        side.get_by_role("button", name="Создать группу"): window.dialog,
        window.header.get_by_role("button", name="О группе"): page.get_by_role("complementary", name="О группе"),
        window.header.get_by_role("button", name="Действия с чатом"): page.get_by_role("menu"),
    }
    for opener, opened in openers.items():
        await keys.use(opener)
        await expect(opened).to_be_visible()
        await expect(opener).not_to_be_focused()
        await expect(opened.and_(page.locator(":focus-within"))).to_have_count(1)
        await keys.press("Escape")
        await expect(opened).to_have_count(0)
        await expect(opener).to_be_focused()


async def test_what_takes_the_place_of_its_opener_leads_to_the_composer(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    await tereshkova.say(await gagarin.chat_with(tereshkova), "Старт")
    window = await enter(gagarin)
    keys, page = Keys(window), window.page
    await window.open_chat("Tereshkova")
    await expect(window.composer).to_be_focused()
    await keys.use(window.header.get_by_role("button", name="Поиск в чате"))
    await expect(page.get_by_role("searchbox", name="Поиск в чате")).to_be_focused()
    await keys.press("Escape")
    await expect(window.composer).to_be_focused()
    await keys.use(page.get_by_role("button", name="Эмодзи", exact=True))
    await expect(window.dialog.get_by_role("searchbox")).to_be_focused()
    await keys.press("Shift+Tab")
    await expect(window.dialog).to_have_count(0)
    await expect(window.composer).to_be_focused()
    await _to_feed(window, "Старт")
    await keys.press("ContextMenu")
    await keys.use(page.get_by_role("menuitem", name="Выбрать"), "ArrowDown")
    await keys.use(page.get_by_role("toolbar").get_by_role("button", name="Отмена"))
    await expect(page.get_by_role("toolbar")).to_have_count(0)
    await expect(window.composer).to_be_focused()


async def test_a_message_has_the_focus_again_after_what_was_done_with_it(
    enter: Enter, gagarin: Person, tereshkova: Person
) -> None:
    await gagarin.say(await gagarin.make_group("Восток", tereshkova), "Старт")
    window = await enter(gagarin)
    keys, page = Keys(window), window.page
    await window.open_chat("Восток")
    await expect(window.composer).to_be_focused()
    await _to_feed(window, "Старт")
    message = window.message("Старт")
    for choice in ("Переслать", "Кто прочитал", "Удалить"):
        await keys.press("ContextMenu")
        await keys.use(page.get_by_role("menuitem", name=choice), "ArrowDown")
        await expect(window.dialog).to_be_visible()
        await expect(page.locator("[role=dialog]:focus-within")).to_have_count(1)
        await keys.press("Escape")
        await expect(window.dialog).to_have_count(0)
        await expect(message).to_be_focused()
    await keys.press("Delete")
    await keys.use(window.dialog.get_by_role("button", name="Удалить"))
    await expect(window.dialog).to_have_count(0)
    await expect(window.messages.last).to_be_focused()
