"""The second step: a code of an authenticator beside the password or the mailed code."""

from kocmoc.auth.totp.actions import SecondFactor

__all__ = ["SecondFactor"]
