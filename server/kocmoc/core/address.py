"""Whose request this is: the client's address, through proxies we trust and no others."""

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from litestar.types import Scope

from kocmoc.core.values import Network

_HOUSEHOLD_BITS = 64

_FORWARDING = frozenset(
    {b"forwarded", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip", b"via"}
)


class Addresses:
    """Reads `X-Forwarded-For` only from the configured proxies; everybody else's is what anyone can write."""

    def __init__(self, trusted_proxies: tuple[Network, ...]) -> None:
        self._trusted = trusted_proxies

    def of(self, scope: Scope) -> str:
        """The address limits are counted against; `unknown` when the transport has none."""
        peer = scope["client"][0] if scope.get("client") else "unknown"  # type: ignore[index]
        forwarded = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
        return self.behind(peer, ",".join(forwarded))

    def behind(self, peer: str, forwarded_for: str) -> str:
        """Who is behind a peer: the last hop that no trusted proxy of ours is."""
        if not self._is_trusted(peer):
            return peer
        for hop in reversed([hop.strip() for hop in forwarded_for.split(",")]):
            if not self._is_trusted(hop):
                return hop if _parse(hop) else peer
        return peer

    def is_local(self, scope: Scope) -> bool:
        """Whether this comes from this very machine with nobody in between."""
        peer = _parse(scope["client"][0]) if scope.get("client") else None  # type: ignore[index]
        return peer is not None and peer.is_loopback and not any(name in _FORWARDING for name, _ in scope["headers"])

    def is_neighbour(self, scope: Scope) -> bool:
        """Whether this comes over the socket in a folder that is our workers' alone: nobody there has an address."""
        return scope.get("client") is None

    def is_secure(self, scope: Scope) -> bool:
        """Whether the browser came by https, to us or to a trusted proxy before us."""
        if scope.get("client") and self._is_trusted(scope["client"][0]):  # type: ignore[index]
            forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-proto"]
            return forwarded[-1:] == [b"https"]
        return scope["scheme"] == "https"

    def _is_trusted(self, address: str) -> bool:
        parsed = _parse(address)
        return parsed is not None and any(parsed in network for network in self._trusted)


@lru_cache(maxsize=4096)
def household(address: str) -> str:
    """What counts as one address: of IPv6 the network of 64 bits that everybody is given whole."""
    parsed = _parse(address)
    if isinstance(parsed, IPv6Address):
        return str(IPv6Network((parsed, _HOUSEHOLD_BITS), strict=False))
    return str(parsed or address)


@lru_cache(maxsize=4096)  # the same few thousand come again and again
def _parse(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
