"""Takes the README's pictures of a running `bin/kocmoc --demo`, from its address and the login it printed:

.venv/bin/python docs/images/take.py http://127.0.0.1:8000 zorin 0123-4567-89ab-cdef
"""

import asyncio
import base64
import json
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, async_playwright

DESKTOP: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "device_scale_factor": 2}
PICTURES: tuple[tuple[str, str, bool, dict[str, Any]], ...] = (
    ("chat-light", "light", False, DESKTOP),
    ("chat-dark-neon", "dark", True, DESKTOP),
    ("phone-dark", "dark", False, PHONE),
)


async def take(
    browser: Browser, login: dict[str, str], name: str, theme: str, neon: bool, size: dict[str, Any]
) -> None:
    context = await browser.new_context(base_url=sys.argv[1], locale="ru-RU", **size)
    await enter(context, login, theme, neon)
    page = await context.new_page()
    await page.goto("/")
    await page.get_by_role("link").filter(has_text="Лиза Орлова").click()
    await page.get_by_role("article").last.wait_for()
    await page.wait_for_load_state("networkidle")
    await page.evaluate("Promise.all(document.getAnimations().map((each) => each.finished.catch(() => null)))")
    Path(__file__).with_name(f"{name}.webp").write_bytes(await webp(context, page))
    await context.close()


async def enter(context: BrowserContext, login: dict[str, str], theme: str, neon: bool) -> None:
    answer = await context.request.post("/api/auth/login", data=login)
    bearer = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}
    look = {"theme": theme, "neon": neon}
    await context.request.patch("/api/users/me/settings", data=look | {"language": "ru"}, headers=bearer)
    known = {"kocmoc.known": "1", "kocmoc.look": json.dumps(look)}
    await context.add_init_script(f"Object.assign(localStorage, {json.dumps(known)})")


async def webp(context: BrowserContext, page: Page) -> bytes:
    devtools = await context.new_cdp_session(page)
    taken = await devtools.send("Page.captureScreenshot", {"format": "webp", "quality": 90})
    return base64.b64decode(taken["data"])


async def main() -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for picture in PICTURES:
            await take(browser, {"login": sys.argv[2], "password": sys.argv[3]}, *picture)
        await browser.close()


if __name__ == "__main__":
    asyncio.run(main())
