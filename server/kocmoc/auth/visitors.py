"""Who stands at the door, before anyone has signed in."""

from typing import Any

from litestar import Request

from kocmoc.auth import devices, languages
from kocmoc.auth.types import Guest, Visitor
from kocmoc.core.address import Addresses
from kocmoc.core.principal import Principal


class Visitors:
    """Knows visitors by their requests."""

    def __init__(self, addresses: Addresses, public_url: str | None) -> None:
        self._addresses = addresses
        self._is_public_secure = (public_url or "").startswith("https://")

    def meet(self, request: Request[Any, Any, Any]) -> Visitor:
        return Visitor(
            address=self._addresses.of(request.scope),
            device=devices.name(request.headers.get("user-agent", "")),
            language=languages.preferred(request.headers.get("accept-language", "")),
            is_local=self._addresses.is_local(request.scope),
            is_neighbour=self._addresses.is_neighbour(request.scope),
            is_secure=self._is_public_secure or self._addresses.is_secure(request.scope),
        )


def me(request: Request[Any, Any, Any]) -> Principal:
    """Who the gate has let in."""
    principal: Principal = request.user
    return principal


def guest(request: Request[Any, Any, Any]) -> Guest:
    """Who the gate has recognised, if anybody."""
    return Guest(request.scope.get("user"))
