"""The product as people use it: what they look for on the screen, and what they do there."""

import re

from playwright.async_api import Locator, expect

from tests.journeys.window import Window


class Screen(Window):
    """A window with the messenger in it, in Russian."""

    @property
    def rows(self) -> Locator:
        """The chats in the list, from the top."""
        return self.page.get_by_role("navigation", name="Чаты").get_by_role("link")

    def row(self, name: str) -> Locator:
        return self.rows.filter(has=self.page.get_by_text(name, exact=True))

    @property
    def header(self) -> Locator:
        return self.page.locator("main header")

    @property
    def feed(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def messages(self) -> Locator:
        return self.feed.get_by_role("article")

    def message(self, text: str) -> Locator:
        return self.messages.filter(has_text=text)

    def progress(self, text: str) -> Locator:
        """The ticks of a message of mine."""
        return self.message(text).get_by_role("img")

    @property
    def divider(self) -> Locator:
        return self.feed.get_by_role("separator", name="Непрочитанные сообщения")

    @property
    def composer(self) -> Locator:
        return self.page.get_by_role("textbox", name="Сообщение")

    @property
    def line(self) -> Locator:
        """Where it is said that the connection is not well."""
        return self.page.get_by_role("complementary", name="Чаты").get_by_role("status")

    async def is_live(self) -> None:
        """Connected, and told of all that happened before: what is said from now on comes over the line."""
        await expect(self.page.locator("#sidebar [data-line=online]")).to_be_attached()

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def look_for(self, words: str) -> None:
        await self.page.keyboard.press("Control+k")
        await expect(self.page.get_by_role("complementary", name="Чаты").get_by_role("searchbox")).to_be_focused()
        await self.page.keyboard.type(words)

    async def open_chat(self, name: str) -> None:
        await self.row(name).click()
        await expect(self.header).to_contain_text(name)

    async def say(self, *texts: str) -> None:
        for text in texts:
            await self.composer.fill(text)
            await self.composer.press("Enter")
            await expect(self.composer).to_have_value("")

    async def sign_in(self, login: str, password: str) -> None:
        await self.page.get_by_label("Имя пользователя или почта").fill(login)
        await self.page.get_by_label("Пароль", exact=True).fill(password)
        await self.page.get_by_role("button", name="Войти", exact=True).click()

    async def open_settings(self) -> None:
        await self.page.get_by_role("button", name="Настройки").first.click()
        await expect(self.dialog).to_be_visible()

    async def stays(self) -> None:
        """From now on the page remembers; `has_stayed` tells whether it was never loaded anew."""
        await self.page.evaluate("window.journey = true")

    async def has_stayed(self) -> bool:
        return bool(await self.page.evaluate("window.journey === true"))

    async def shows_in_order(self, *texts: str) -> None:
        """Exactly these messages, each once."""
        await expect(self.messages).to_have_text([re.compile(re.escape(text)) for text in texts])
