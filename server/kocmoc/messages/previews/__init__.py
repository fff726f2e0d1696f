"""Link previews: what a link leads to, found out by the server so that no reader has to go there."""

from kocmoc.messages.previews.actions import Previews
from kocmoc.messages.previews.fetching import Fetcher

__all__ = ["Fetcher", "Previews"]
