"""The sample pictures of spaces, drawn like the others: plain shapes, no real room."""

from portal.sample.canvas import WIDTH, Canvas, arc, box, curve
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


def meeting_table() -> Canvas:
    """A long table with chairs before a window on the sea."""
    sheet = Canvas(SAND)
    sheet.frame(70, 16, 180, 70, 4, SEA_TINT, SEA_DEEP)
    sheet.polygon(box(72, 60, 176, 24), SEA_LIGHT)
    sheet.circle(212, 40, 12, SUN)
    sheet.rect(158.5, 18, 3, 66, SEA_DEEP)
    sheet.rect(0, 124, WIDTH, 36, SAND_DEEP)
    for x in (66, 112, 158, 204):
        sheet.rect(x, 84, 30, 40, HEARTH, round_by=6)
    sheet.ellipse(160, 124, 128, 17, SEA_DEEP)
    sheet.ellipse(160, 119, 128, 17, SEA)
    for x, colour in ((104, WHITE), (160, SUN), (214, WHITE)):
        sheet.polygon([(x, 116), (x + 22, 113), (x + 28, 121), (x + 5, 124)], colour)
    return sheet


def projector_room() -> Canvas:
    """Rows of chairs before a screen with a rising curve."""
    sheet = Canvas(SEA_DEEP)
    sheet.rect(74, 18, 172, 86, WHITE, round_by=3)
    for number, height in enumerate((16, 26, 36, 52)):
        sheet.rect(98 + number * 34, 92 - height, 20, height, (SEA_LIGHT, SEA_LIGHT, SEA, HEARTH)[number])
    sheet.stroke(curve((94, 70), (160, 66), (226, 28)), 3, SUN)
    sheet.rect(0, 128, WIDTH, 32, SEA)
    for row, y in enumerate((118, 136)):
        for number in range(6 + row):
            x = 46 + number * 42 - row * 20
            sheet.rect(x, y, 28, 30, (HEARTH_LIGHT, HEARTH)[row], round_by=7)
    return sheet


def desk_by_window() -> Canvas:
    """A desk with a lamp and a plant."""
    sheet = Canvas(SEA_TINT)
    sheet.frame(190, 16, 100, 80, 4, SEA_LIGHT, WHITE)
    sheet.circle(258, 46, 14, SUN)
    sheet.rect(0, 134, WIDTH, 26, SAND_DEEP)
    sheet.rect(40, 104, 240, 9, HEARTH_DEEP, round_by=3)
    for x in (56, 254):
        sheet.rect(x, 112, 8, 40, HEARTH_DEEP)
    sheet.rect(126, 66, 70, 36, INK, round_by=3)
    sheet.rect(130, 70, 62, 28, SEA_LIGHT)
    sheet.rect(116, 100, 90, 5, INK, round_by=2)
    sheet.stroke([(72, 104), (72, 72), (92, 56)], 4, INK)
    sheet.polygon([(82, 48), (108, 58), (96, 76), (76, 62)], HEARTH)
    sheet.polygon(arc(240, 90, 14, 15, 0, 180), HEARTH)
    for turn, colour in ((-16, LEAF), (0, LEAF_LIGHT), (16, LEAF)):
        sheet.stroke(curve((240, 92), (240 + turn / 2, 70), (240 + turn, 56)), 7, colour)
    return sheet


def exhibition_hall() -> Canvas:
    """A high hall with a stage and banners."""
    sheet = Canvas(SAND)
    sheet.polygon([(0, 44), (160, 6), (320, 44), (320, 54), (160, 17), (0, 54)], HEARTH)
    sheet.rect(0, 132, WIDTH, 28, SAND_DEEP)
    for x, colour in ((36, SEA), (256, SEA)):
        sheet.rect(x, 54, 28, 66, colour)
        sheet.polygon([(x, 120), (x + 28, 120), (x + 14, 130)], colour)
        sheet.circle(x + 14, 82, 8, SUN)
    sheet.rect(90, 58, 140, 56, SEA_DEEP, round_by=2)
    sheet.circle(160, 84, 17, HEARTH_LIGHT)
    sheet.stroke(curve((104, 104), (140, 84), (216, 106)), 4, SEA_LIGHT)
    sheet.rect(76, 114, 168, 18, HEARTH_DEEP)
    for x in (20, 60, 96, 212, 248, 288):
        sheet.circle(x, 138, 6, INK)
        sheet.rect(x - 7, 144, 14, 16, INK, round_by=5)
    return sheet


def display_shelves() -> Canvas:
    """Shelves with boxes, jars and bottles."""
    sheet = Canvas(SEA)
    for y in (52, 98, 144):
        sheet.rect(32, y, 256, 6, SAND)
    for x in (30, 158, 284):
        sheet.rect(x, 14, 6, 140, SAND)
    goods = (
        (46, 52, 30, 24, HEARTH), (82, 52, 22, 32, SUN), (110, 52, 36, 18, WHITE), (176, 52, 24, 30, LEAF_LIGHT),
        (206, 52, 24, 22, HEARTH_LIGHT), (240, 52, 32, 34, WHITE), (44, 98, 44, 22, SEA_LIGHT),
        (96, 98, 20, 34, HEARTH),
        (122, 98, 24, 28, SUN), (172, 98, 34, 30, WHITE), (214, 98, 20, 36, LEAF), (242, 98, 34, 20, HEARTH),
        (48, 144, 26, 34, WHITE), (82, 144, 28, 24, LEAF_LIGHT), (116, 144, 32, 30, HEARTH_LIGHT),
        (174, 144, 44, 20, SUN), (226, 144, 20, 34, SEA_LIGHT), (252, 144, 24, 26, WHITE),
    )  # fmt: skip
    for x, floor, width, height, colour in goods:
        sheet.rect(x, floor - height, width, height, colour, round_by=3)
    return sheet
