"""Accounts and how one gets into them: passwords, sessions, tokens, and the gate every request passes."""

from kocmoc.auth.accounts import Accounts
from kocmoc.auth.gate import Gate
from kocmoc.auth.routes import ROUTES
from kocmoc.auth.types import SessionOver
from kocmoc.auth.visitors import Visitors, me

__all__ = ["ROUTES", "Accounts", "Gate", "SessionOver", "Visitors", "me"]
