"""Everybody who has an account, as those who run the server see them."""

from kocmoc.admin.people.actions import People

__all__ = ["People"]
