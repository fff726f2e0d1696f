"""The end of the program before its time."""


class Halt(Exception):
    """Why it cannot go on, in one sentence for the person who started it; `code` is what the shell gets."""

    code = 1
