"""The letters a server has written, as their reader finds them."""

import asyncio
import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import NamedTuple

from tests.stage import Running

CODE = re.compile(r"\b[0-9]{6}\b")


class Mailed(NamedTuple):
    """A letter as it lies in the outbox: what it says, and every byte of it."""

    message: EmailMessage
    raw: str

    def body(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None
        content: str = part.get_content()
        return content

    @property
    def code(self) -> str:
        """The one thing in it that looks like a code, wherever one looks."""
        found = set(CODE.findall(self.raw))
        assert len(found) == 1, found
        (code,) = found
        assert set(CODE.findall(self.body("plain"))) == set(CODE.findall(self.body("html"))) == {code}
        return code


async def letters_to(server: Running, email: str) -> list[Mailed]:
    """Every letter to this address, the oldest first, once all that is on its way has arrived."""
    await asyncio.gather(*server.house.post._under_way)
    folder = server.house.settings.data_dir / "outbox"
    found = []
    for path in sorted(folder.glob("*.eml")):
        content = path.read_bytes()
        message = message_from_bytes(content, policy=policy.default)
        if message["To"] == email:
            found.append(Mailed(message, content.decode()))
    return found


async def code_for(server: Running, email: str) -> str:
    """The newest code sent to this address."""
    return (await letters_to(server, email))[-1].code


def other_than(code: str) -> str:
    """A code that is wrong."""
    return f"{(int(code) + 1) % 10**6:06}"
