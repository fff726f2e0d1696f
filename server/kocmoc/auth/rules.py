"""What a password may be."""

from kocmoc.core.errors import Invalid

LEAST_BYTES = 8
MOST_BYTES = 72  # bcrypt looks no further, and a password silently cut is weaker than its owner thinks


def password(chosen: str, field: str) -> bytes:
    """The bytes of a password somebody chose. Raises Invalid."""
    given = plain(chosen)
    if given is None or len(given) < LEAST_BYTES:
        raise Invalid.field(field, f"Expected {LEAST_BYTES} to {MOST_BYTES} bytes without NUL")
    return given


def plain(given: str) -> bytes | None:
    """The bytes of what may be somebody's password, None for what no password can be."""
    try:
        password = given.encode()
    except UnicodeEncodeError:
        return None
    return password if len(password) <= MOST_BYTES and b"\x00" not in password else None
