"""The drawing of the core and its parks: where each stands on the sheet and how its name is broken into lines.

SVG breaks no lines by itself, and names differ in length by a factor of five between Chinese and English.
"""

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from commons.translations.texts import TranslatedText, text_of
from institutions.models import Site

HEIGHT = 540
NODE_WIDTH = 208
NODE_HEIGHT = 104
MARGIN = 8
LINE_HEIGHT = 22
COLUMNS_IN_NODE = 21
COLUMNS_IN_CORE = 12
MOST_LINES = 4


@dataclass(frozen=True)
class Line:
    """One line of a name, with its baseline."""

    text: str
    y: int


@dataclass(frozen=True)
class Node:
    """One site on the sheet; x and y are its middle."""

    x: int
    y: int
    name: TranslatedText
    lines: list[Line]

    @property
    def left(self) -> int:
        return self.x - NODE_WIDTH // 2

    @property
    def top(self) -> int:
        return self.y - NODE_HEIGHT // 2


@dataclass(frozen=True)
class Plan:
    """The whole sheet, in the units of its view box."""

    width: int
    core: Node
    parks: list[Node]
    height: int = HEIGHT
    node_width: int = NODE_WIDTH
    node_height: int = NODE_HEIGHT

    @classmethod
    def of(cls, sites: Sequence[Site]) -> "Plan | None":
        """Draw the core in the middle and the parks around it, the first on top; None without a core."""
        core = next((site for site in sites if site.kind == Site.Kind.CORE), None)
        if core is None:
            return None
        parks = [site for site in sites if site.kind == Site.Kind.PARK]
        width = 480 if len(parks) <= 3 else 680
        places = [_place_around(number, len(parks), width) for number in range(len(parks))]
        return cls(
            width=width,
            core=_node(core, width // 2, HEIGHT // 2, COLUMNS_IN_CORE),
            parks=[_node(park, x, y, COLUMNS_IN_NODE) for park, (x, y) in zip(parks, places, strict=True)],
        )


def _place_around(number: int, count: int, width: int) -> tuple[int, int]:
    """The middle of a node on the edge of the sheet, in this turn of the circle."""
    angle = math.tau * number / count - math.pi / 2
    across, down = math.cos(angle), math.sin(angle)
    # Towards the upper and the lower edge, away from the core.
    down = math.copysign(abs(down) ** 0.4, down) if abs(down) > 1e-9 else 0.0
    stretch = 1 / max(abs(across), abs(down))
    reach_x = width / 2 - NODE_WIDTH / 2 - MARGIN
    reach_y = HEIGHT / 2 - NODE_HEIGHT / 2 - MARGIN
    return round(width / 2 + across * stretch * reach_x), round(HEIGHT / 2 + down * stretch * reach_y)


def _node(site: Site, x: int, y: int, columns: int) -> Node:
    name = text_of(site, "name")
    texts = broken_into_lines(name.text, columns)
    first = y - (len(texts) - 1) * LINE_HEIGHT / 2 + 6
    lines = [Line(text, round(first + number * LINE_HEIGHT)) for number, text in enumerate(texts)]
    return Node(x, y, name, lines)


def broken_into_lines(text: str, columns: int) -> list[str]:
    """Break a name into at most four lines of so many columns; a Chinese or Korean character takes two."""
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and _columns_of((lines[-1] + piece).strip()) > columns:
            lines.append("")
        lines[-1] += piece
    lines = [line.strip() for line in lines]
    return [*lines[: MOST_LINES - 1], " ".join(lines[MOST_LINES - 1 :])] if len(lines) > MOST_LINES else lines


def _pieces(text: str) -> list[str]:
    """Where a line may end: after a space, and after any character of Chinese; never inside a Korean word."""
    pieces = [""]
    for character in text:
        pieces[-1] += character
        if character.isspace() or "\u4e00" <= character <= "\u9fff":
            pieces.append("")
    return [piece for piece in pieces if piece]


def _columns_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
