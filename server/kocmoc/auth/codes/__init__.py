"""Codes by mail: six digits that prove whose an address is. Sent to sign in, or to move an account to that address."""

from kocmoc.auth.codes.actions import Codes
from kocmoc.auth.codes.post import CodePost

__all__ = ["CodePost", "Codes"]
