"""How things with stories can fail."""

from kocmoc.core.errors import Conflict, Forbidden, Invalid, NotFound


class StoryNotFound(NotFound):
    """Also for stories that are over and for those one may not see: nobody can tell which it is."""

    code = "story_not_found"
    detail = "There is no such story, or it is over."


class EmptyStory(Invalid):
    code = "empty_story"
    detail = "A story needs something to see."


class NotYourStory(Forbidden):
    code = "not_author"
    detail = "Only the author of a story may do this."


class TooManyStories(Conflict):
    code = "too_many_stories"
    detail = "So many stories at once nobody watches; some have to end first."
