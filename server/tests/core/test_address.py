"""Whose request it is: forwarding headers are believed from trusted proxies only."""

from ipaddress import ip_network
from typing import Any

import pytest

from kocmoc.core.address import Addresses, household
from kocmoc.core.errors import TooMany
from kocmoc.core.limits import AddressLimits, Limits, Rate


def scope(peer: str | None, **headers: str) -> Any:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"client": (peer, 50000) if peer else None, "headers": pairs, "scheme": "http"}


@pytest.mark.parametrize(
    ("peer", "forwarded", "seen"),
    [
        ("203.0.113.5", "198.51.100.7", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("::ffff:10.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        (None, "198.51.100.7", "unknown"),
    ],
)
def test_only_trusted_proxies_are_believed(peer: str | None, forwarded: str, seen: str) -> None:
    addresses = Addresses((ip_network("10.0.0.0/8"),))
    assert addresses.of(scope(peer, x_forwarded_for=forwarded)) == seen


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("203.0.113.5", "203.0.113.5"),
        ("unknown", "unknown"),
    ],
)
def test_of_ipv6_a_whole_network_is_one_address(address: str, counted: str) -> None:
    assert household(address) == counted


def test_limits_count_a_network_of_ipv6_once() -> None:
    limits = AddressLimits(Limits(), {"login": Rate(burst=2, seconds_each=60)})
    for address in ("2001:db8::1", "2001:db8::2", "2001:db8:0:1::1"):
        limits.spend("login", address)
    with pytest.raises(TooMany):
        limits.spend("login", "2001:db8::3")


def test_local_is_this_machine_with_nobody_in_between() -> None:
    addresses = Addresses((ip_network("127.0.0.0/8"),))
    assert addresses.is_local(scope("127.0.0.1"))
    assert addresses.is_local(scope("::1"))
    assert not addresses.is_local(scope("192.0.2.1"))
    assert not addresses.is_local(scope(None))
    for header in ("x_forwarded_for", "forwarded", "x_real_ip", "via", "x_forwarded_proto"):
        assert not addresses.is_local(scope("127.0.0.1", **{header: "127.0.0.1"})), header


def test_https_is_believed_from_a_trusted_proxy() -> None:
    addresses = Addresses((ip_network("10.0.0.1/32"),))
    assert addresses.is_secure(scope("10.0.0.1", x_forwarded_proto="https"))
    assert not addresses.is_secure(scope("10.0.0.2", x_forwarded_proto="https"))
    assert not addresses.is_secure(scope("10.0.0.1"))
