"""Whoever takes a letter to where it is read."""

from email.message import EmailMessage
from typing import Protocol


class Refused(Exception):
    """This letter will never be taken; why, in words without the address."""


class Away(Exception):
    """Not now; later perhaps."""


class Carrier(Protocol):
    async def carry(self, message: EmailMessage) -> None:
        """Raises Refused or Away."""

    async def sweep(self) -> None:
        """Remove what it keeps and nobody needs any more."""
