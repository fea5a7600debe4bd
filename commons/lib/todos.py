"""What the first page of the desk says of something that waits."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Todo:
    """Something that waits: what it is, why it matters, and the way to it."""

    icon: str
    words: str
    hint: str
    url: str
    act: str
