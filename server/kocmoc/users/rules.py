"""What a person's names and address may be, and by what they are found."""

import re
import unicodedata

from kocmoc.core import text
from kocmoc.core.errors import Invalid
from kocmoc.users.errors import UsernameReserved
from kocmoc.users.types import Newcomer

SHORTEST_QUERY = 2
LONGEST_QUERY = 256
LONGEST_EMAIL = 254
# One letter may fold into eighteen (ﷺ). Longer keys would find nothing more, and have no room in a cursor.
LONGEST_KEY = 128

_USERNAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{2,31}")
# What is left of somebody's name when their account is deleted.
_NOBODY = re.compile(r"deleted_[0-9]+", re.IGNORECASE)
# What would break a line, or turn around the text that follows a name.
_UNRULY = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LOCAL = re.compile(r"[^\s@\"(),:;<>\[\]\\.]+(\.[^\s@\"(),:;<>\[\]\\.]+)*")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]*[a-z][a-z0-9-]*[a-z0-9]")
_NO_EMAIL = "Expected an e-mail address"


def check(newcomer: Newcomer) -> Newcomer:
    """The newcomer as stored, always with a `display_name`. Raises Invalid."""
    name = username(newcomer.username)
    shown = name if newcomer.display_name is None else display_name(newcomer.display_name)
    return Newcomer(username=name, email=email(newcomer.email), display_name=shown)


def username(given: str) -> str:
    """Only ASCII, so that no two names look alike."""
    if not _USERNAME.fullmatch(given):
        raise Invalid.field("username", "Expected 3 to 32 Latin letters, digits and underscores, a letter first")
    if _NOBODY.fullmatch(given):
        raise UsernameReserved.field("username", UsernameReserved.detail)
    return given


def display_name(given: str) -> str:
    """A name on one line that can be seen."""
    name = " ".join(text.clean(given, "display_name", 64).split())
    if _UNRULY.search(name) or not text.is_visible(name):
        raise Invalid.field("display_name", "Expected a name on one line")
    return name


def bio(given: str) -> str:
    return text.clean(given, "bio", 500)


def email(given: str) -> str:
    """An address as it is written to. Raises Invalid."""
    address = given.strip()
    email_key(address)
    return address


def email_key(address: str) -> str:
    """What two spellings of an address have in common: no case, no compatibility forms, the domain in punycode."""
    if len(address) > LONGEST_EMAIL or any(unicodedata.category(each)[0] in "CZ" for each in address):
        raise Invalid.field("email", _NO_EMAIL)
    local, _, domain = unicodedata.normalize("NFKC", address).casefold().rpartition("@")
    try:
        domain = domain.encode("idna").decode()
    except UnicodeError:
        raise Invalid.field("email", _NO_EMAIL) from None
    if len(local) > 64 or not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        raise Invalid.field("email", _NO_EMAIL)
    return f"{local}@{domain}"


def login_key(login: str) -> str:
    """A username or an e-mail as it is looked up; what can be neither is a key nobody has."""
    login = login.strip()
    try:
        return email_key(login) if "@" in login else text.fold(login)
    except Invalid:
        return ""


def search_keys(username: str, display_name: str) -> set[str]:
    """Every beginning to be found by: the username, and the name from each of its words on."""
    name = text.fold(display_name)
    beginnings = [0, *(word.start() for word in re.finditer(r"\w+", name))]
    return {text.fold(username)} | {name[begin : begin + LONGEST_KEY] for begin in beginnings}


def query(given: str) -> str:
    """What is looked for, folded like the keys it is compared with. Raises Invalid."""
    wanted = text.fold(text.clean(given, "query", LONGEST_QUERY).removeprefix("@"))
    if len(wanted) < SHORTEST_QUERY:
        raise Invalid.field("query", f"Expected at least {SHORTEST_QUERY} characters")
    return wanted
