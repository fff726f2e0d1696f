"""Which addresses a server may visit because a person wrote a link: those of the open internet, and no others."""

from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

MayVisit = Callable[[str, int], bool]

PORTS = frozenset({80, 443})

# IPv6 that leads to an IPv4 address of somebody else's choice.
_WRAPPED = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("::/96"), ip_network("2002::/16"))


def is_public(address: str, port: int) -> bool:
    """Private, loopback, link-local, reserved, multicast, and whatever hides one of these: never."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address) and (found.ipv4_mapped or found.teredo or _is_wrapped(found)):
        return False
    return port in PORTS and _is_open(found)


def _is_wrapped(address: IPv6Address) -> bool:
    return any(address in network for network in _WRAPPED)


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)
