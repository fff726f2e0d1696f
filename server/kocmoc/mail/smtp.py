"""Letters by SMTP."""

from email.message import EmailMessage

import aiosmtplib
from aiosmtplib import SMTPException, SMTPNotSupported, SMTPRecipientsRefused, SMTPResponseException

from kocmoc.core.values import MailServer
from kocmoc.mail.carrier import Away, Refused

TIMEOUT_SECONDS = 20
NEVER = 500
# What the server thinks of us, not of the letter: whoever runs it can mend that while the letter waits.
_OUR_FAULT = frozenset({530, 534, 535, 538})


class Smtp:
    """`smtps` is encrypted from the start, `starttls` must become so, `smtp` does when the server offers it."""

    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def carry(self, message: EmailMessage) -> None:
        server = self._server
        try:
            await aiosmtplib.send(
                message,
                hostname=server.host,
                port=server.port,
                username=server.username,
                password=server.password,
                use_tls=server.security == "smtps",
                start_tls={"smtp": None, "starttls": True, "smtps": False}[server.security],
                timeout=TIMEOUT_SECONDS,
            )
        except (TimeoutError, SMTPException, OSError, ValueError) as error:
            raise _outcome(error) from None

    async def sweep(self) -> None:
        """It keeps nothing."""


def _outcome(error: Exception) -> Refused | Away:
    """By the numbers only: servers repeat addresses in what they say."""
    # A certificate that does not fit is an OSError and a ValueError at once.
    if isinstance(error, SMTPNotSupported) or (isinstance(error, ValueError) and not isinstance(error, OSError)):
        return Refused("the server cannot write to such an address")
    if isinstance(error, SMTPRecipientsRefused):
        codes = [each.code for each in error.recipients]
        return Refused(f"recipient refused with {codes[0]}") if min(codes) >= NEVER else Away(f"{codes[0]}")
    if isinstance(error, SMTPResponseException):
        never = error.code >= NEVER and error.code not in _OUR_FAULT
        return (Refused if never else Away)(f"{type(error).__name__} {error.code}")
    return Away(type(error).__name__)
