"""Invitations: a link by which anybody who has it comes into a group or channel."""

from kocmoc.chats.invites.routes import ROUTES

__all__ = ["ROUTES"]
