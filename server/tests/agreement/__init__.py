"""Old state and the events since are what a fresh look says.

`async with Mirror(gagarin) as mirror:` holds all of his chats, who is in them and their messages, as a client would,
and changes them only by what his phone hears. `await mirror.agree()` waits for what is on its way and compares with a
fresh look.
"""

from tests.agreement.mirror import Mirror

__all__ = ["Mirror"]
