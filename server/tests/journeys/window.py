"""A browser window: the page somebody looks at, and everything the browser had to say about it."""

import re
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Dialog,
    Page,
    Request,
    Response,
    ViewportSize,
    WebError,
)

from tests.cast import PASSWORD, Person

DESKTOP = ViewportSize(width=1440, height=900)
PHONE = ViewportSize(width=390, height=844)

# How Chromium itself says that the line is cut, or that nobody answers.
LINE_IS_CUT = (
    r"net::ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET|CLOSED)|NETWORK_CHANGED|EMPTY_RESPONSE)"
    r"|Connection closed before receiving a handshake response"
)


class Window:
    """`async with Window(browser, url) as window:` is open at the address; whoever is given is signed in already.

    `expects` are patterns of what the browser may say in this story. Whatever else it says is in `complaints`.
    At `clock` its time stands still; `before` is run in every page before anything of ours.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        person: Person | None = None,
        *,
        expects: tuple[str, ...] = (),
        clock: datetime | None = None,
        before: str = "",
        **look: Any,
    ) -> None:
        self.person = person
        self.expects = list(expects)
        self.context: BrowserContext
        self.page: Page
        self._browser = browser
        self._url = url
        self._clock = clock
        self._before = before
        self._said: list[str] = []
        self._look: dict[str, Any] = {"locale": "ru-RU", "viewport": DESKTOP, "color_scheme": "light"} | look

    async def __aenter__(self) -> Self:
        self.context = await self._browser.new_context(base_url=self._url, **self._look)
        self._listen()
        if self._clock:
            await self.context.clock.set_fixed_time(self._clock)
        await self.context.add_init_script(self._before)
        if self.person:
            await self._sign_in(self.person)
        self.page = await self.context.new_page()
        await self.page.goto("/")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.context.close()

    @property
    def complaints(self) -> list[str]:
        return [words for words in self._said if not any(re.search(each, words) for each in self.expects)]

    async def photograph(self, folder: Path, name: str) -> None:
        for number, page in enumerate(self.context.pages):
            await page.screenshot(path=folder / f"{name}-{number}.png")

    async def _sign_in(self, person: Person) -> None:
        """As a browser is in which this person has signed in before: it has the cookies, and knows it."""
        body = {"login": person.username, "password": PASSWORD}
        answer = await self.context.request.post("/api/auth/login", data=body)
        assert answer.ok
        state = await self.context.storage_state()
        state["origins"] = [{"origin": self._url, "localStorage": [{"name": "kocmoc.known", "value": "1"}]}]
        await self.context.set_storage_state(state)

    def _listen(self) -> None:
        self.context.on("console", self._heard)
        self.context.on("weberror", self._threw)
        self.context.on("dialog", self._asked)
        self.context.on("response", self._answered)
        self.context.on("requestfailed", self._failed)

    def _heard(self, message: ConsoleMessage) -> None:
        self._said.append(f"console.{message.type}: {message.text} ({message.location['url']})")

    def _threw(self, error: WebError) -> None:
        self._said.append(f"uncaught: {error.error}")

    async def _asked(self, dialog: Dialog) -> None:
        self._said.append(f"dialog: {dialog.message}")
        await dialog.dismiss()

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._said.append(f"{response.status} {response.request.method} {response.url}")

    def _failed(self, request: Request) -> None:
        # A search that is no longer wanted is aborted.
        if request.failure != "net::ERR_ABORTED":
            self._said.append(f"{request.failure} {request.method} {request.url}")
