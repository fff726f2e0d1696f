"""Mail: letters are handed over here and delivered behind whatever is going on, by SMTP or into a folder."""

from urllib.parse import urlsplit

from kocmoc.mail.carrier import Away, Carrier, Refused
from kocmoc.mail.letter import Letter
from kocmoc.mail.outbox import Outbox
from kocmoc.mail.post import Post
from kocmoc.mail.smtp import Smtp
from kocmoc.settings import Settings

__all__ = ["Away", "Carrier", "Letter", "Outbox", "Post", "Refused", "Smtp", "open_post"]


def open_post(settings: Settings) -> Post:
    """The post office these settings ask for."""
    host = urlsplit(settings.public_url or "").hostname or "localhost"
    carrier = Smtp(settings.smtp_url) if settings.smtp_url else Outbox(settings.data_dir / "outbox")
    return Post(carrier, settings.mail_from or f"KOCMOC <kocmoc@{host}>")
