"""From what a person wrote in a file, a variable or a command to a value, or to one sentence saying what is wrong."""

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import unquote, urlsplit

import msgspec

T = TypeVar("T")
Parse = Callable[[object], T]
Network = IPv4Network | IPv6Network

_WORDS = {"on": True, "yes": True, "true": True, "1": True, "off": False, "no": False, "false": False, "0": False}
_SPANS = {"s": 1, "min": 60, "h": 3600, "hour": 3600, "day": 86400}


class Rate(NamedTuple):
    """So many times in so many seconds; written `20/min`."""

    times: int
    seconds: int

    def __str__(self) -> str:
        span = next(word for word, seconds in _SPANS.items() if seconds == self.seconds)
        return f"{self.times}/{span}"


def whole(low: int, high: int) -> Parse[int]:
    """A whole number between two bounds, both allowed."""

    def parse(given: object) -> int:
        digits = re.fullmatch(r"-?[0-9]{1,18}", str(given).strip())
        if isinstance(given, bool) or not digits or not low <= int(digits[0]) <= high:
            raise ValueError(f"a whole number from {low} to {high} is expected")
        return int(digits[0])

    return parse


def decimal(low: float, high: float) -> Parse[float]:
    """A number between two bounds, both allowed."""

    def parse(given: object) -> float:
        try:
            number = float(str(given))
        except ValueError:
            number = float("nan")
        if isinstance(given, bool) or not low <= number <= high:  # NaN fails every comparison
            raise ValueError(f"a number from {low:g} to {high:g} is expected")
        return number

    return parse


def flag(given: object) -> bool:
    """`on` or `off`, and what people write instead."""
    word = _WORDS.get(str(given).strip().lower())
    if word is None:
        raise ValueError("on or off is expected")
    return word


def line(given: object) -> str:
    if not isinstance(given, str) or not given.strip() or not given.isprintable():
        raise ValueError("a line of text is expected")
    return given.strip()


def secret(given: object) -> str:
    value = line(given)
    if len(value) < 32:
        raise ValueError("at least 32 characters are expected")
    return value


def folder(given: object) -> Path:
    return Path(line(str(given))).expanduser().absolute()


def one_of(*words: str) -> Parse[str]:
    def parse(given: object) -> str:
        word = str(given).strip().lower()
        if word not in words:
            raise ValueError(f"one of {', '.join(words)} is expected")
        return word

    return parse


def many(parse_one: Parse[T]) -> Parse[tuple[T, ...]]:
    """A list; in one line of text its members are separated by commas."""

    def parse(given: object) -> tuple[T, ...]:
        members = given if isinstance(given, list | tuple) else str(given).split(",")
        return tuple(parse_one(member) for member in members if str(member).strip())

    return parse


def network(given: object) -> Network:
    try:
        return ip_network(line(given), strict=False)
    except ValueError:
        raise ValueError("addresses or networks like 10.0.0.1 or 10.0.0.0/8 are expected") from None


def rate(given: object) -> Rate:
    match = re.fullmatch(r"([0-9]{1,9})\s*/\s*(\w+)", str(given).strip().lower())
    if match is None or match[2] not in _SPANS or int(match[1]) == 0:
        raise ValueError(f"a rate like 20/min is expected (per {', '.join(_SPANS)})")
    return Rate(int(match[1]), _SPANS[match[2]])


def origin(given: object) -> str:
    """`https://chat.example.org`, as browsers send it: no path, no slash at the end."""
    url = line(given).lower().rstrip("/")
    if not re.fullmatch(r"https?://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?", url):
        raise ValueError("an origin like https://chat.example.org is expected")
    return url


def database(given: object) -> str:
    url = line(given)
    if not url.startswith(("postgres://", "postgresql://")):
        raise ValueError("an address like postgresql://user:password@host/name is expected")
    return url


def bucket(given: object) -> str:
    url = line(given)
    if not re.fullmatch(r"s3://[A-Za-z0-9._-]+(/[^?#\s]*)?(\?[^#\s]*)?", url):
        raise ValueError("an address like s3://bucket/prefix is expected")
    return url


def location(given: object) -> str:
    """A path as nginx has it, with slashes at both ends."""
    path = line(given)
    if not re.fullmatch(r"/[A-Za-z0-9._/-]*", path):
        raise ValueError("a location like /internal/files/ is expected")
    return path.rstrip("/") + "/"


def nats(given: object) -> str:
    url = line(given)
    if not all(re.match(r"(nats|tls)://[^/]+$", each.strip()) for each in url.split(",")):
        raise ValueError("addresses like nats://host:4222, separated by commas, are expected")
    return url


class MailServer(msgspec.Struct, frozen=True):
    """Where mail is handed over. `security` is smtp, starttls or smtps."""

    security: str
    host: str
    port: int
    username: str | None
    password: str | None

    def __repr__(self) -> str:
        return f"<{self.security} {self.host}>"


_MAIL_PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}


def mail_server(given: object) -> MailServer:
    """`starttls://user:password@smtp.example.org`; what is special in a user or password is written as `%40`."""
    try:
        url = urlsplit(line(given))
        port = url.port or _MAIL_PORTS[url.scheme]
    except (ValueError, KeyError):
        url, port = urlsplit(""), 0
    if not url.hostname or url.path.strip("/") or (url.password is not None and not url.username):
        raise ValueError("an address like starttls://user:password@smtp.example.org (or smtp, smtps) is expected")
    credentials = [unquote(each) if each is not None else None for each in (url.username, url.password)]
    return MailServer(url.scheme, url.hostname, port, *credentials)


def mailbox(given: object) -> str:
    """An address, with or without a name: `KOCMOC <kocmoc@example.org>`."""
    mailbox = line(given)
    if not re.fullmatch(r"[^<>@,\"]*<[^<>@\s,\"]+@[^<>@\s,\"]+>|[^<>@\s,\"]+@[^<>@\s,\"]+", mailbox):
        raise ValueError("an address like KOCMOC <kocmoc@example.org> is expected")
    return mailbox


def without_password(url: str) -> str:
    """The same URL, fit to be shown. Greedy on purpose: a password with an unescaped `/` or `@` is starred out too."""
    url = re.sub(r"(?<=://)([^:@/?#]*):.*@", r"\1:***@", url)
    return re.sub(r"(?i)\b(password|passfile|sslpassword)=[^&#]*", r"\1=***", url)
