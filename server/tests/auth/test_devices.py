"""What a session is called."""

import pytest

from kocmoc.auth import devices

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/150.0.0.0 Safari/537.36", "Chrome · Linux"),
        (f"Mozilla/5.0 (Linux; Android 16; K) {WEBKIT} Chrome/150.0.0.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:152.0) Gecko/152.0 Firefox/152.0", "Firefox · Android"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:152.0) Gecko/20100101 Firefox/152.0", "Firefox · Windows"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/150.0 Safari/537.36 Edg/150.0", "Edge · Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 1) {WEBKIT} Chrome/150.0.0.0 Safari/537.36", "Chrome · ChromeOS"),
        (
            f"Mozilla/5.0 (Windows NT 10.0) {WEBKIT} Chrome/150.0 YaBrowser/26.1 Safari/537.36",
            "Yandex Browser · Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) AppleWebKit/605.1.15 Version/26.0 Safari/604.1",
            "Safari · iOS",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 26_0 like Mac OS X) AppleWebKit/605.1.15 CriOS/150.0 Safari/604.1",
            "Chrome · iPadOS",
        ),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15", "Safari · macOS"),
        ("curl/8.16.0", "KOCMOC"),
        ("Chrome/150.0", "KOCMOC"),
        ("Linux", "KOCMOC"),
        ("", "KOCMOC"),
    ],
)
def test_a_session_is_called_after_browser_and_system(user_agent: str, name: str) -> None:
    assert devices.name(user_agent) == name
