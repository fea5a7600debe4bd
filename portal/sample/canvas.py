"""A sheet to draw flat pictures on: coordinates of 320 × 160, round strokes, smooth edges."""

import io
import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

Point = tuple[float, float]

WIDTH, HEIGHT = 320, 160
SCALE = 10
"""Pixels drawn per unit: twice those of the finished picture of 1600 × 800, which makes the edges smooth."""
SHRINK = 2


class Canvas:
    """Draws in units of the sheet, the origin at the top left."""

    def __init__(self, ground: str, *, scale: int = SCALE) -> None:
        self.image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), ground)
        self.pen = ImageDraw.Draw(self.image)

    def rect(self, x: float, y: float, width: float, height: float, fill: str, *, round_by: float = 0) -> None:
        """An upright rectangle."""
        self.pen.rounded_rectangle(self._scaled([(x, y), (x + width, y + height)]), round_by * SCALE, fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: str) -> None:
        """An ellipse around its centre."""
        self.pen.ellipse(self._scaled([(x - rx, y - ry), (x + rx, y + ry)]), fill)

    def circle(self, x: float, y: float, radius: float, fill: str) -> None:
        """A circle around its centre."""
        self.ellipse(x, y, radius, radius, fill)

    def polygon(self, points: Iterable[Point], fill: str) -> None:
        """A filled shape."""
        self.pen.polygon(self._scaled(points), fill)

    def stroke(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A line through the points with round ends and corners."""
        self.pen.line(self._scaled(points), colour, round(width * SCALE))
        for x, y in points:
            self.circle(x, y, width / 2, colour)

    def frame(self, x: float, y: float, width: float, height: float, line: float, fill: str, edge: str) -> None:
        """A rectangle with an edge, as of a picture on a wall."""
        self.rect(x - line / 2, y - line / 2, width + line, height + line, edge)
        self.rect(x + line / 2, y + line / 2, width - line, height - line, fill)

    def png(self) -> bytes:
        """The finished picture."""
        target = io.BytesIO()
        self.image.reduce(SHRINK).save(target, "PNG", compress_level=1)
        return target.getvalue()

    @staticmethod
    def _scaled(points: Iterable[Point]) -> list[Point]:
        return [(x * SCALE, y * SCALE) for x, y in points]


def curve(*corners: Point, steps: int = 40) -> list[Point]:
    """Points on the Bézier curve that these corners pull."""

    def at(t: float) -> Point:
        row = list(corners)
        while len(row) > 1:
            row = [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t) for (x1, y1), (x2, y2) in pairwise(row)]
        return row[0]

    return [at(step / steps) for step in range(steps + 1)]


def arc(x: float, y: float, rx: float, ry: float, start: float, end: float, steps: int = 60) -> list[Point]:
    """Points on an ellipse, clockwise between two angles in degrees; 0 is to the right."""
    angles = [math.radians(start + (end - start) * step / steps) for step in range(steps + 1)]
    return [(x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles]


def waves(y: float, height: float, length: float = 40) -> list[Point]:
    """Points of a wavy line across the sheet."""
    return [(x, y + height * math.sin(x * math.pi * 2 / length)) for x in range(-4, WIDTH + 5, 2)]


def turned(points: Iterable[Point], by: float, around: Point) -> list[Point]:
    """The points turned clockwise by degrees around a centre."""
    cosine, sine = math.cos(math.radians(by)), math.sin(math.radians(by))
    ox, oy = around
    return [(ox + (x - ox) * cosine - (y - oy) * sine, oy + (x - ox) * sine + (y - oy) * cosine) for x, y in points]


def box(x: float, y: float, width: float, height: float) -> list[Point]:
    """The corners of a rectangle, to be turned."""
    return [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
