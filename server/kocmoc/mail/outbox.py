"""Without SMTP, letters lie in a folder, where whoever runs the server can read them."""

import asyncio
import os
import secrets
import time
from email.message import EmailMessage
from pathlib import Path

from kocmoc.core import clock, log
from kocmoc.mail.carrier import Away

KEEP_SECONDS = 86_400

_log = log.get("mail")


class Outbox:
    """One `.eml` for each letter, the newest last by name. What is in them never gets into the log."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def carry(self, message: EmailMessage) -> None:
        try:
            path = await asyncio.to_thread(self._write, message.as_bytes())
        except OSError as error:
            raise Away(error.strerror or repr(error)) from None
        _log.warning("mail_written", file=str(path))

    async def sweep(self) -> None:
        await asyncio.to_thread(self._sweep)

    def _write(self, content: bytes) -> Path:
        """Written aside first: whoever watches the folder never finds half a letter."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / f"{clock.now():%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}.eml"
        aside = path.with_suffix(".part")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        aside.rename(path)
        return path

    def _sweep(self) -> None:
        if not self._folder.is_dir():
            return
        old = time.time() - KEEP_SECONDS
        for path in self._folder.iterdir():
            if path.suffix in (".eml", ".part") and path.stat().st_mtime < old:
                path.unlink(missing_ok=True)
