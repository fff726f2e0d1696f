"""A letter, and how it looks on the wire."""

import secrets
import string
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from msgspec import Struct

from kocmoc.core import clock


class Letter(Struct, frozen=True):
    """The same words twice: plain, and as a page. `to` is an address alone."""

    to: str
    subject: str
    text: str
    html: str


def write(letter: Letter, sender: str) -> EmailMessage:
    """Readable without decoding: what is mailed on a server without SMTP is read in the file itself."""
    message = EmailMessage(policy=SMTP.clone(utf8=not (letter.to + sender).isascii()))
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{_name()}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.text, cte="quoted-printable")
    message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    message.set_boundary(_name())
    return message


def _name() -> str:
    """Letters only, so that nothing in a letter looks like a code but the code."""
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(24))
