"""A believable world to look around in: twelve people, a year of their direct chats, 20,000 messages."""

from kocmoc.demo.fill import Login, fill

__all__ = ["Login", "fill"]
