"""What a letter with a code says, and in whose language."""

import httpx
import pytest

from kocmoc.auth import languages
from kocmoc.auth.codes import letters
from tests.auth.conftest import Visit, bearer, sign_up
from tests.auth.post import letters_to
from tests.auth.test_codes import ask
from tests.stage import Running


@pytest.mark.parametrize(
    ("accepts", "chosen", "subject"),
    [
        ("", None, "Your KOCMOC code"),
        ("de-DE,de;q=0.9", None, "Your KOCMOC code"),
        ("ru-RU,ru;q=0.9,en;q=0.8", None, "Ваш код KOCMOC"),
        ("de,ru;q=0.5", None, "Ваш код KOCMOC"),
        ("en-GB,en;q=0.9,ru;q=0.8", None, "Your KOCMOC code"),
        ("en", "ru", "Ваш код KOCMOC"),
        ("ru", "en", "Your KOCMOC code"),
    ],
)
async def test_a_letter_is_in_the_language_one_has_chosen_or_else_that_of_the_browser(
    visit: Visit, server: Running, accepts: str, chosen: str | None, subject: str
) -> None:
    browser = visit(**{"accept-language": accepts})
    body = await sign_up(browser)
    await browser.patch("/api/users/me/settings", json={"language": chosen}, headers=bearer(body["access_token"]))
    await ask(browser, body["user"]["email"])
    (letter,) = await letters_to(server, body["user"]["email"])
    assert letter.message["Subject"] == subject
    assert f'lang="{languages.preferred("ru" if "Ваш" in subject else "en")}"' in letter.body("html")
    assert letter.code


async def test_the_plain_words_and_the_page_say_the_same(browser: httpx.AsyncClient, server: Running) -> None:
    email = (await sign_up(browser))["user"]["email"]
    await ask(browser, email)
    (letter,) = await letters_to(server, email)
    for sentence in ("Enter this code to sign in", "10 minutes", "Never tell the code to anybody"):
        assert sentence in letter.body("plain")
        assert sentence in letter.body("html")


@pytest.mark.parametrize(
    ("seconds", "ru", "en"),
    [
        (1, "1 минуту", "1 minute"),
        (60, "1 минуту", "1 minute"),
        (120, "2 минуты", "2 minutes"),
        (300, "5 минут", "5 minutes"),
        (660, "11 минут", "11 minutes"),
        (720, "12 минут", "12 minutes"),
        (1260, "21 минуту", "21 minutes"),
        (1320, "22 минуты", "22 minutes"),
    ],
)
def test_minutes_are_counted_as_people_count_them(seconds: int, ru: str, en: str) -> None:
    assert f"действует {ru} и" in letters.write("x@y.example", "190461", "sign_in", "ru", seconds).text
    assert f"valid for {en} and" in letters.write("x@y.example", "190461", "sign_in", "en", seconds).text
