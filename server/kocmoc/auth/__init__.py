"""Accounts and how one gets into them: passwords, sessions, tokens, and the gate every request passes."""

from kocmoc.auth.accounts import Accounts
from kocmoc.auth.errors import Busy
from kocmoc.auth.gate import REFUSALS, Gate
from kocmoc.auth.leaving import Farewell
from kocmoc.auth.passwords import Passwords
from kocmoc.auth.routes import ROUTES
from kocmoc.auth.store import set_password
from kocmoc.auth.types import SessionOver, Visitor
from kocmoc.auth.visitors import Visitors, guest, me

__all__ = [
    "REFUSALS",
    "ROUTES",
    "Accounts",
    "Busy",
    "Farewell",
    "Gate",
    "Passwords",
    "SessionOver",
    "Visitor",
    "Visitors",
    "guest",
    "me",
    "set_password",
]
