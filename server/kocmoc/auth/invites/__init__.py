"""Invitations to the server, for when not everybody may make an account."""

from kocmoc.auth.invites.store import is_open, sweep, use

__all__ = ["is_open", "sweep", "use"]
