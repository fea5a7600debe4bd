"""The sample pictures, drawn: sea, hearth and sand. No photograph, nobody's likeness."""

import math
from collections.abc import Callable

from portal.sample.canvas import WIDTH, Canvas, arc, box, curve, turned, waves
from portal.sample.goods_pictures import gears, jars, matcha, rice_cooker, seaweed, towels
from portal.sample.palette import (
    HEARTH,
    HEARTH_DEEP,
    HEARTH_LIGHT,
    INK,
    LEAF,
    LEAF_LIGHT,
    SAND,
    SAND_DEEP,
    SEA,
    SEA_DEEP,
    SEA_LIGHT,
    SEA_TINT,
    SUN,
    WHITE,
)
from portal.sample.space_pictures import (
    desk_by_window,
    display_shelves,
    exhibition_hall,
    meeting_table,
    projector_room,
)


def table_tennis() -> Canvas:
    """A bat, a ball, a table with its net."""
    sheet = Canvas(SEA)
    sheet.rect(0, 118, WIDTH, 42, SEA_DEEP)
    sheet.rect(158.5, 60, 3, 58, WHITE)
    sheet.rect(20, 115.5, 280, 5, WHITE)
    sheet.circle(238, 46, 13, SUN)
    sheet.polygon(turned(box(83, 88, 14, 40), -28, (90, 76)), SAND)
    sheet.circle(*turned([(90, 128)], -28, (90, 76))[0], 7, SAND)
    sheet.circle(*turned([(90, 66)], -28, (90, 76))[0], 32, HEARTH)
    return sheet


def gallery() -> Canvas:
    """Four pictures on a wall."""
    sheet = Canvas(SAND)
    sheet.rect(0, 148, WIDTH, 12, SAND_DEEP)
    sheet.frame(40, 30, 76, 92, 4, SEA, INK)
    sheet.frame(134, 18, 96, 72, 4, HEARTH_LIGHT, INK)
    sheet.frame(134, 102, 60, 36, 4, WHITE, INK)
    sheet.frame(248, 42, 46, 86, 4, SEA_LIGHT, INK)
    sheet.stroke(curve((54, 112), (62, 70), (104, 52)), 6, WHITE)
    sheet.circle(182, 54, 18, HEARTH)
    sheet.stroke(curve((144, 128), (160, 100), (166, 140), (184, 112)), 4, SEA)
    sheet.polygon([(256, 116), (270, 70), (286, 116)], SEA_DEEP)
    return sheet


def bowl() -> Canvas:
    """A steaming bowl with chopsticks."""
    sheet = Canvas(HEARTH)
    sheet.rect(0, 142, WIDTH, 18, HEARTH_DEEP)
    sheet.polygon(arc(160, 92, 84, 56, 0, 180), WHITE)
    sheet.rect(132, 138, 56, 8, WHITE, round_by=3)
    sheet.ellipse(160, 92, 84, 14, SAND)
    sheet.ellipse(160, 94, 70, 9, HEARTH_LIGHT)
    sheet.stroke([(204, 16), (156, 92)], 6, SUN)
    sheet.stroke([(228, 22), (172, 94)], 6, SUN)
    for x in (108, 132):
        sheet.stroke(curve((x, 68), (x - 14, 54), (x + 14, 46), (x, 30)), 5, HEARTH_LIGHT)
    return sheet


def lanterns() -> Canvas:
    """Lanterns on a line at night."""
    sheet = Canvas(SEA_DEEP)
    sheet.circle(270, 40, 22, SAND)
    sheet.circle(261, 35, 20, SEA_DEEP)
    sheet.stroke(curve((-5, 22), (160, 62), (325, 18)), 2, SEA_LIGHT)
    for x, top, size, colour in ((64, 37, 25, HEARTH), (150, 42, 32, HEARTH_LIGHT), (230, 35, 22, HEARTH)):
        middle = top + 10 + size
        sheet.stroke([(x, top - 2), (x, middle + size + 20)], 1.6, SUN)
        sheet.ellipse(x, middle, size * 1.12, size, colour)
        sheet.ellipse(x, middle, size * 0.5, size, SUN if colour == HEARTH_LIGHT else HEARTH_LIGHT)
        for y in (middle - size - 1, middle + size - 4):
            sheet.rect(x - size * 0.42, y, size * 0.84, 5, SUN, round_by=2)
    return sheet


def boat() -> Canvas:
    """A sailing boat in the morning."""
    sheet = Canvas(SEA_TINT)
    sheet.circle(252, 60, 28, HEARTH_LIGHT)
    sheet.polygon([(0, 112), *curve((0, 92), (60, 68), (110, 100), (220, 110)), (220, 112)], SEA_LIGHT)
    sheet.rect(0, 108, WIDTH, 52, SEA)
    sheet.polygon([(146, 24), (146, 100), (96, 100)], WHITE)
    sheet.polygon([(152, 34), (152, 100), (196, 100)], HEARTH)
    sheet.rect(147.5, 18, 3, 92, INK)
    sheet.polygon([(84, 108), (214, 108), (194, 128), (104, 128)], HEARTH_DEEP)
    sheet.stroke(waves(132, 3.5), 3, SEA_LIGHT)
    sheet.stroke(waves(147, 3.5, 52), 3, SEA_DEEP)
    return sheet


def books() -> Canvas:
    """Books and a writing brush."""
    sheet = Canvas(SAND)
    sheet.rect(0, 128, WIDTH, 32, SAND_DEEP)
    for x, y, width, colour in ((70, 108, 130, SEA), (82, 88, 112, HEARTH), (64, 68, 124, SEA_DEEP)):
        sheet.rect(x, y, width, 20, colour, round_by=3)
        sheet.rect(x + width - 26, y + 4, 26, 12, WHITE)
    sheet.polygon([(98, 68), (120, 60), (120, 26), (98, 36)], WHITE)
    sheet.polygon([(142, 68), (120, 60), (120, 26), (142, 36)], SEA_TINT)
    for y in (44, 50, 56):
        sheet.stroke([(103, y), (115, y - 5)], 1.2, HEARTH_LIGHT)
        sheet.stroke([(125, y - 5), (137, y)], 1.2, SEA)
    sheet.stroke([(258, 28), (240, 84)], 5, HEARTH_DEEP)
    sheet.polygon(turned([(236, 84), (246, 84), (245, 100), (241, 116), (237, 100)], 18, (241, 84)), INK)
    sheet.ellipse(236, 124, 30, 8, INK)
    return sheet


def trees() -> Canvas:
    """Young trees on a hill."""
    sheet = Canvas(SEA_TINT)
    sheet.circle(262, 42, 20, SUN)
    sheet.polygon([(0, 160), *curve((0, 118), (90, 84), (200, 128), (320, 96)), (320, 160)], LEAF_LIGHT)
    sheet.polygon([(0, 160), *curve((0, 140), (110, 116), (220, 152), (320, 126)), (320, 160)], LEAF)
    for x, y, size in ((88, 112, 30), (160, 118, 40), (226, 116, 24)):
        sheet.rect(x - size / 12, y - size * 0.7, size / 6, size * 1.0, HEARTH_DEEP)
        for dx, dy, part in ((-0.42, -0.95, 0.5), (0.42, -0.95, 0.5), (0, -1.4, 0.62)):
            sheet.circle(x + dx * size, y + dy * size, part * size, LEAF)
        sheet.circle(x - 0.1 * size, y - 1.5 * size, 0.3 * size, LEAF_LIGHT)
    return sheet


def stage() -> Canvas:
    """A stage with its curtain open and one lamp."""
    sheet = Canvas(SEA_DEEP)
    sheet.polygon([(148, 6), (172, 6), (226, 128), (94, 128)], SEA)
    sheet.ellipse(160, 128, 66, 9, SAND)
    sheet.rect(0, 134, WIDTH, 26, HEARTH_DEEP)
    sheet.stroke([(160, 84), (160, 127)], 3, INK)
    sheet.stroke([(146, 128), (174, 128)], 4, INK)
    sheet.circle(160, 78, 9, SUN)
    for side in (-1, 1):
        middle = 160 + side * 125
        sheet.polygon(
            [(middle + side * 35, 0), (160 + side * 52, 0), *curve((160 + side * 52, 0), (160 + side * 66, 80),
             (160 + side * 112, 92)), (160 + side * 100, 134), (middle + side * 35, 134)], HEARTH,
        )  # fmt: skip
        for fold in (0, 16, 32):
            sheet.stroke(curve((middle + side * (4 + fold), 0), (middle + side * (8 + fold), 70),
                               (middle + side * (2 + fold), 130)), 2.5, HEARTH_DEEP)  # fmt: skip
    sheet.rect(0, 0, WIDTH, 12, HEARTH_DEEP)
    return sheet


def badminton() -> Canvas:
    """A shuttlecock above the net."""
    sheet = Canvas(HEARTH_LIGHT)
    sheet.rect(0, 132, WIDTH, 28, HEARTH)
    for x in range(16, 312, 16):
        sheet.stroke([(x, 92), (x, 128)], 1, WHITE)
    for y in (104, 116, 128):
        sheet.stroke([(12, y), (308, y)], 1, WHITE)
    sheet.rect(8, 86, 304, 7, WHITE)
    for x in (6, 309):
        sheet.rect(x, 80, 5, 56, SEA_DEEP)
    centre = (168.0, 46.0)
    feathers = [(150, 14), (186, 14), (176, 52), (160, 52)]
    sheet.polygon(turned(feathers, 38, centre), WHITE)
    for x1, x2 in ((158, 163), (168, 168), (178, 173)):
        sheet.stroke(turned([(x1, 16), (x2, 52)], 38, centre), 1.6, SEA)
    sheet.stroke(turned([(156, 35), (180, 35)], 38, centre), 2, SEA)
    sheet.circle(*turned([(168, 58)], 38, centre)[0], 10.5, SEA_DEEP)
    return sheet


def tea() -> Canvas:
    """A pot and two cups."""
    sheet = Canvas(SEA)
    sheet.rect(0, 126, WIDTH, 34, SAND)
    sheet.stroke(arc(176, 84, 27, 27, -80, 80), 7, HEARTH_DEEP)
    sheet.polygon(
        [*curve((92, 104), (66, 96), (76, 66), (52, 58)), *curve((66, 52), (92, 60), (86, 74), (100, 80))], HEARTH
    )
    sheet.ellipse(134, 92, 50, 36, HEARTH)
    sheet.rect(106, 118, 56, 10, HEARTH_DEEP, round_by=3)
    sheet.ellipse(134, 60, 28, 8, HEARTH_DEEP)
    sheet.circle(134, 49, 6, SUN)
    for x in (226, 272):
        sheet.polygon([(x - 18, 98), (x + 18, 98), (x + 12, 128), (x - 12, 128)], WHITE)
        sheet.ellipse(x, 98, 18, 4.5, HEARTH_LIGHT)
        sheet.stroke(curve((x, 86), (x - 10, 76), (x + 10, 66), (x, 54)), 3.5, SEA_LIGHT)
    return sheet


def trail() -> Canvas:
    """A path into the hills."""
    sheet = Canvas(SEA_TINT)
    sheet.circle(236, 44, 24, SUN)
    sheet.polygon([(0, 120), (70, 34), (128, 96), (176, 52), (262, 124), (320, 84), (320, 160), (0, 160)], SEA_LIGHT)
    sheet.polygon([(70, 34), (88, 53), (76, 58), (66, 50), (54, 56)], WHITE)
    sheet.polygon([(0, 160), (0, 118), *curve((0, 118), (90, 84), (190, 132), (320, 104)), (320, 160)], SEA)
    left, right = (
        curve((136, 160), (210, 138), (110, 122), (172, 106)),
        curve((190, 160), (236, 138), (128, 120), (177, 106)),
    )
    sheet.polygon([*left, *reversed(right)], SAND)
    for x, y in ((52, 122), (78, 128), (262, 124), (286, 120)):
        sheet.rect(x - 1.5, y - 2, 3, 12, HEARTH_DEEP)
        sheet.polygon([(x, y - 30), (x + 11, y), (x - 11, y)], LEAF)
    return sheet


def board() -> Canvas:
    """A game of weiqi, called baduk in Korea and go in Japan."""
    sheet = Canvas(HEARTH_DEEP)
    sheet.rect(54, 8, 212, 144, SAND_DEEP, round_by=4)
    sheet.rect(54, 8, 212, 140, SUN, round_by=4)
    for step in range(9):
        sheet.stroke([(72 + step * 22, 24), (72 + step * 22, 136)], 1, HEARTH_DEEP)
    for step in range(6):
        sheet.stroke([(72, 24 + step * 22.4), (248, 24 + step * 22.4)], 1, HEARTH_DEEP)
    stones = {INK: [(2, 2), (3, 1), (4, 3), (6, 2), (5, 4)], WHITE: [(3, 2), (4, 2), (2, 3), (6, 3), (5, 1)]}
    for colour, places in stones.items():
        for column, row in places:
            x, y = 72 + column * 22, 24 + row * 22.4
            sheet.circle(x + 0.6, y + 1.4, 10, HEARTH)
            sheet.circle(x, y, 10, colour)
    return sheet


def talk() -> Canvas:
    """Two speech bubbles."""
    sheet = Canvas(SEA_LIGHT)
    sheet.rect(40, 22, 148, 74, WHITE, round_by=16)
    sheet.polygon([(66, 90), (100, 90), (64, 118)], WHITE)
    sheet.rect(140, 66, 140, 68, HEARTH, round_by=16)
    sheet.polygon([(220, 128), (254, 128), (260, 152)], HEARTH)
    for y, end in ((46, 160), (60, 124)):
        sheet.stroke([(64, y), (end, y)], 5, SEA)
    for x in (182, 210, 238):
        sheet.circle(x, 100, 6.5, SAND)
    return sheet


def kites() -> Canvas:
    """Kites above the beach."""
    sheet = Canvas(SEA_LIGHT)
    sheet.rect(0, 108, WIDTH, 24, SEA)
    sheet.polygon([(0, 160), *curve((0, 136), (110, 118), (210, 142), (320, 124)), (320, 160)], SAND)
    for x, y, size, colours in ((98, 48, 34, (HEARTH, SUN)), (226, 38, 24, (WHITE, HEARTH_LIGHT))):
        top, right, low, left = (x, y - size), (x + size * 0.7, y), (x, y + size * 1.1), (x - size * 0.7, y)
        for half in ([top, right, low], [top, left, low]):
            sheet.polygon(turned(half, 16, (x, y)), colours[half[1] == left])
        tail = turned([low], 16, (x, y))[0]
        ribbon = [(tail[0] + dx, tail[1] + dy) for dx, dy in ((0, 0), (-14, 14), (12, 26), (-6, 42))]
        sheet.stroke(curve(*ribbon), 1.6, INK)
    return sheet


def scales() -> Canvas:
    """A pair of scales, level."""
    sheet = Canvas(SAND)
    sheet.rect(0, 140, WIDTH, 20, SAND_DEEP)
    sheet.rect(157, 30, 6, 104, SEA_DEEP)
    sheet.rect(124, 130, 72, 10, SEA_DEEP, round_by=4)
    sheet.stroke([(82, 40), (238, 40)], 6, SEA_DEEP)
    sheet.circle(160, 32, 9, SUN)
    for x in (82, 238):
        for edge in (-34, 34):
            sheet.stroke([(x, 40), (x + edge, 94)], 2, SEA_DEEP)
        sheet.polygon(arc(x, 94, 42, 24, 0, 180), HEARTH)
        sheet.rect(x - 42, 91, 84, 4, HEARTH_DEEP, round_by=2)
    return sheet


def houses() -> Canvas:
    """Houses by the water, a lighthouse beside them."""
    sheet = Canvas(SEA_TINT)
    sheet.circle(232, 44, 24, HEARTH_LIGHT)
    sheet.polygon([(0, 130), *curve((0, 96), (60, 40), (150, 100), (320, 62)), (320, 130)], SEA_LIGHT)
    for x, width, top in ((46, 48, 78), (108, 44, 62), (164, 40, 82)):
        sheet.rect(x, top, width, 122 - top, SEA)
        sheet.rect(x + 2, top + 2, width - 4, 120 - top, WHITE)
        for column in range(2):
            sheet.rect(x + width * (0.22 + column * 0.34), top + 14, width * 0.22, 12, SEA)
    for x, width, top in ((46, 48, 78), (164, 40, 82)):
        sheet.stroke([(x - 5, top + 2), (x + width / 2, top - 20), (x + width + 5, top + 2)], 5, HEARTH)
    sheet.polygon([(262, 122), (266, 60), (282, 60), (286, 122)], WHITE)
    sheet.polygon([(260, 60), (288, 60), (282, 46), (266, 46)], HEARTH)
    for y in (76, 98):
        sheet.polygon([(264.8, y), (283.2, y), (284, y + 9), (264, y + 9)], HEARTH)
    sheet.rect(0, 120, WIDTH, 40, SEA)
    sheet.stroke(waves(134, 4), 3, SEA_LIGHT)
    sheet.stroke(waves(150, 4, 52), 3, SEA_DEEP)
    return sheet


def drum() -> Canvas:
    """A drum with its two sticks."""
    sheet = Canvas(HEARTH_LIGHT)
    sheet.ellipse(160, 142, 92, 10, HEARTH)
    sheet.polygon([*arc(160, 62, 62, 16, 180, 360), *arc(160, 122, 62, 16, 0, 180)], HEARTH)
    for step in range(7):
        x = 103 + step * 19
        sag = 16 * math.sqrt(max(0.0, 1 - ((x - 160) / 62) ** 2))
        sheet.stroke([(x, 62 + sag), (x, 122 + sag - 2)], 2, SUN)
    sheet.ellipse(160, 62, 62, 16, SAND)
    sheet.ellipse(160, 61, 24, 6, SEA_LIGHT)
    for tip, hand in (((142, 56), (88, 14)), ((182, 54), (240, 18))):
        sheet.stroke([tip, hand], 5, SEA_DEEP)
        sheet.circle(*tip, 5, SEA_DEEP)
    return sheet


PICTURES: dict[str, Callable[[], Canvas]] = {
    draw.__name__.replace("_", "-"): draw
    for draw in (
        table_tennis, gallery, bowl, lanterns, boat, books, trees, stage, badminton, tea, trail, board, talk, kites,
        scales, houses, drum, seaweed, jars, matcha, rice_cooker, towels, gears, meeting_table,
        projector_room, desk_by_window, exhibition_hall, display_shelves,
    )
}  # fmt: skip
"""Every picture by its name; `pictures.toml` says what each shows."""
