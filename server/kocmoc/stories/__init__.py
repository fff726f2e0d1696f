"""Stories: told for some hours to the people one talks with, and gone to the second."""

from kocmoc.stories.actions import Teller, say_farewell
from kocmoc.stories.routes import ROUTES
from kocmoc.stories.types import Story, StoryEnded, StoryTold

__all__ = ["ROUTES", "Story", "StoryEnded", "StoryTold", "Teller", "say_farewell"]
