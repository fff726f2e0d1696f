"""What Schemathesis is told for the paths that end something: each case has an account of its own to end.

It runs in the process of Schemathesis. `KOCMOC_FUZZ_URL` is the server, `KOCMOC_FUZZ_ADMIN` the token of Korolev, who
appoints administrators and opens again what they have closed.
"""

import itertools
import os
import uuid
from typing import Any

import httpx
import schemathesis

from tests.cast import PASSWORD

_server = httpx.Client(base_url=os.environ["KOCMOC_FUZZ_URL"], timeout=30)
_korolev = {"Authorization": f"Bearer {os.environ['KOCMOC_FUZZ_ADMIN']}"}
_turns = itertools.count()


def _somebody() -> dict[str, Any]:
    username = f"laika_{uuid.uuid4().hex[:12]}"
    form = {"username": username, "email": f"{username}@cosmos.example", "password": PASSWORD}
    answer: dict[str, Any] = _server.post("/api/auth/register", json=form).raise_for_status().json()
    return answer


def _an_admin() -> dict[str, Any]:
    answer = _somebody()
    path = f"/api/admin/users/{answer['user']['id']}"
    _server.patch(path, json={"is_admin": True}, headers=_korolev).raise_for_status()
    return answer


@schemathesis.auth(refresh_interval=None)
class Throwaway:
    """Signed in as somebody who was not there before."""

    def get(self, case: schemathesis.Case, _: schemathesis.AuthContext) -> str:
        answer = _an_admin() if "/admin/" in case.operation.path else _somebody()
        token: str = answer["access_token"]
        return token

    def set(self, case: schemathesis.Case, data: str, _: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"Bearer {data}"


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    """Every other case that fits the schema is about somebody who is there, with the password that is theirs."""
    if case.meta is None or not case.meta.generation.mode.is_positive or next(_turns) % 2:
        return
    if "user_id" in case.path_parameters:
        case.path_parameters["user_id"] = _somebody()["user"]["id"]
    if isinstance(case.body, dict) and "current_password" in case.body:
        case.body["current_password"] = PASSWORD


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    if case.operation.path == "/api/admin/maintenance":
        _server.put(case.operation.path, json={"enabled": False}, headers=_korolev).raise_for_status()
