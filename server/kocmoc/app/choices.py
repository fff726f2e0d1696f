"""Settings as the rooms want them."""

import hmac

from kocmoc import realtime
from kocmoc.core import values
from kocmoc.core.bus import Bus, LocalBus
from kocmoc.core.limits import Deed, Rate
from kocmoc.core.nats import NatsBus
from kocmoc.settings import Settings


def address_limits(settings: Settings) -> dict[Deed, Rate]:
    chosen: dict[Deed, values.Rate] = {
        "login": settings.address_limit_login,
        "register": settings.address_limit_register,
        "codes": settings.address_limit_codes,
        "upload": settings.address_limit_upload,
        "everything": settings.address_limit_everything,
    }
    return {deed: Rate.per(*rate) for deed, rate in chosen.items()} if settings.address_limits else {}


def bus(settings: Settings) -> Bus:
    if settings.nats_url is None:
        return LocalBus()
    # Who shares the key belongs together; a NATS may serve others beside.
    installation = hmac.digest((settings.secret_key or "").encode(), b"bus", "sha256").hex()[:16]
    return NatsBus(settings.nats_url, installation)


def send_rate(settings: Settings) -> Rate:
    return Rate(settings.send_burst, 1 / settings.send_rate, settings.send_min_interval_ms / 1000)


def foreign_origins(settings: Settings) -> tuple[str, ...]:
    """Foreign as seen by a request that came by another of our own names."""
    return (*settings.cors_origins, settings.public_url) if settings.public_url else settings.cors_origins


def socket_options(settings: Settings) -> realtime.Options:
    return realtime.Options(
        ping_interval=settings.ping_interval_ms / 1000,
        max_packets_per_second=settings.socket_packets,
        max_per_address=settings.sockets_per_address if settings.address_limits else 0,
        ping_timeout=settings.ping_timeout_ms / 1000,
        origins=foreign_origins(settings),
    )
