"""One event for many people, wherever they are: encoded once, one piece of news for all of them."""

from collections.abc import Collection

import msgspec

from kocmoc.core.bus import EVERYONE, Bus, News

EACH = "@each"


class Each(msgspec.Struct, array_like=True):
    name: str
    to: list[int]
    event: msgspec.Raw


def tell_each(bus: Bus, user_ids: Collection[int], name: str, event: object) -> None:
    if user_ids:
        each = Each(name, list(user_ids), msgspec.Raw(msgspec.json.encode(event)))
        bus.publish(News(EVERYONE, EACH, msgspec.json.encode(each)))
