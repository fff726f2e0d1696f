"""Old state and the events since are what a fresh look says.

A `Mirror` holds all chats of a phone's owner, who is in them and their messages, as a client would, and changes them
only by what the phone hears. `await mirror.agree()` waits for what is on its way and compares with a fresh look; every
phone does so when it is put away.
"""

from tests.agreement.mirror import Mirror, NothingToSee

__all__ = ["Mirror", "NothingToSee"]
