"""Codes of an authenticator (RFC 6238, as every one of them speaks it), and recovery codes for when it is lost."""

import base64
import hashlib
import hmac
import re
import secrets
from urllib.parse import quote

STEP_SECONDS = 30
# Clocks differ, and typing takes a moment.
DRIFT_STEPS = 1
SECRET_BYTES = 20
RECOVERY_CODES = 10
RECOVERY_BYTES = 10

_CODE = re.compile(r"[0-9]{6}")


def is_code(given: str) -> bool:
    """Whether this is for the authenticator; anything else can only be a recovery code."""
    return bool(_CODE.fullmatch(given))


def code(secret: bytes, step: int) -> str:
    digest = hmac.digest(secret, step.to_bytes(8, "big"), hashlib.sha1)
    offset = digest[-1] & 15
    return f"{(int.from_bytes(digest[offset : offset + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def find_step(secret: bytes, given: str, now: float) -> int | None:
    """The step this is the code of, if that is about now."""
    middle = int(now) // STEP_SECONDS
    found = None
    for step in range(middle - DRIFT_STEPS, middle + DRIFT_STEPS + 1):
        if hmac.compare_digest(code(secret, step).encode(), given.encode(errors="replace")):
            found = step
    return found


def spell(secret: bytes) -> str:
    """The secret as it is typed into an authenticator that has no camera."""
    return base64.b32encode(secret).decode()


def uri(secret: bytes, username: str) -> str:
    """What the QR code says."""
    return f"otpauth://totp/KOCMOC:{quote(username)}?secret={spell(secret)}&issuer=KOCMOC"


def make_recovery_codes() -> list[str]:
    return [_in_fours(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES)]


def hash_recovery_code(given: str) -> bytes:
    """Eighty random bits need no key and no slow hash. Blanks, dashes and case are only how people type."""
    plain = re.sub(r"[\s-]", "", given).lower()
    return hashlib.sha256(plain.encode(errors="replace")).digest()


def _in_fours(random: bytes) -> str:
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))
