"""NATS: what processes tell each other, over a connection that comes back by itself.

A client of our own, because this one delivers in the order of arrival over all subjects, in the reader's own turn, and
costs nothing for a subject beyond its name; see docs/decisions.
"""

from kocmoc.core.nats.bus import NatsBus

__all__ = ["NatsBus"]
