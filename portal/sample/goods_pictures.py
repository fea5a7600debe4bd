"""The sample pictures of goods, drawn like the others: plain shapes, no brand, nothing that is sold under a name."""

from portal.sample.canvas import WIDTH, Canvas, arc, box, curve, turned
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


def seaweed() -> Canvas:
    """Sheets of roasted seaweed beside a bowl of rice."""
    sheet = Canvas(SEA_TINT)
    sheet.rect(0, 124, WIDTH, 36, SAND_DEEP)
    for number, tilt in enumerate((-9, -2, 5)):
        corners = turned(box(48 + number * 12, 40 + number * 9, 104, 76), tilt, (100, 84))
        sheet.polygon(corners, (SEA_DEEP, LEAF, INK)[number])
    for x, y in ((92, 76), (118, 92), (142, 72), (132, 112), (104, 116), (158, 100)):
        sheet.circle(x, y, 1.6, SUN)
    sheet.ellipse(246, 88, 48, 20, WHITE)
    for x, y, size in ((224, 82, 15), (246, 74, 18), (268, 82, 15)):
        sheet.circle(x, y, size, WHITE)
    sheet.polygon(arc(246, 88, 50, 44, 0, 180), HEARTH)
    sheet.rect(226, 128, 40, 7, HEARTH_DEEP, round_by=3)
    sheet.rect(226, 62, 36, 18, INK, round_by=2)
    return sheet


def jars() -> Canvas:
    """Three jars of cream, one of them open."""
    sheet = Canvas(HEARTH_LIGHT)
    sheet.rect(0, 122, WIDTH, 38, SAND)
    sheet.circle(260, 44, 26, SAND)
    for x, width, height, colour, lid in ((46, 62, 66, SEA, SEA_DEEP), (214, 50, 86, WHITE, HEARTH)):
        sheet.rect(x, 126 - height, width, height, colour, round_by=7)
        sheet.rect(x - 2, 126 - height - 14, width + 4, 18, lid, round_by=4)
        sheet.rect(x + width * 0.2, 126 - height * 0.62, width * 0.6, 5, SUN, round_by=2)
        sheet.rect(x + width * 0.3, 126 - height * 0.44, width * 0.4, 3, SUN, round_by=1)
    sheet.rect(126, 92, 74, 40, WHITE, round_by=8)
    sheet.ellipse(163, 92, 37, 9, SEA_TINT)
    sheet.polygon([*curve((140, 92), (150, 66), (176, 92), (186, 90))], SAND)
    sheet.polygon(turned(box(120, 128, 62, 12), -8, (150, 134)), HEARTH)
    return sheet


def matcha() -> Canvas:
    """A bowl of green tea with its bamboo whisk."""
    sheet = Canvas(LEAF)
    sheet.rect(0, 126, WIDTH, 34, SAND_DEEP)
    sheet.polygon(arc(124, 78, 70, 60, 0, 180), INK)
    sheet.rect(98, 132, 52, 8, SEA_DEEP, round_by=3)
    sheet.ellipse(124, 78, 70, 17, SEA_DEEP)
    sheet.ellipse(124, 80, 60, 12, LEAF_LIGHT)
    for x, y, size in ((104, 80, 4), (118, 77, 3), (138, 82, 4), (150, 78, 2.5)):
        sheet.circle(x, y, size, SAND)
    sheet.rect(238, 34, 22, 48, SUN, round_by=4)
    sheet.rect(236, 76, 26, 6, HEARTH, round_by=2)
    for spread in (-20, -12, -4, 4, 12, 20):
        sheet.stroke(
            curve((249 + spread * 0.3, 82), (249 + spread, 100), (249 + spread, 118), (249 + spread * 0.6, 130)),
            3,
            SAND,
        )
    return sheet


def rice_cooker() -> Canvas:
    """A rice cooker that has just finished."""
    sheet = Canvas(SAND)
    sheet.rect(0, 130, WIDTH, 30, SAND_DEEP)
    sheet.ellipse(160, 64, 74, 34, SEA)
    sheet.rect(86, 62, 148, 72, WHITE, round_by=20)
    sheet.rect(84, 60, 152, 12, SEA_DEEP, round_by=5)
    sheet.rect(138, 24, 44, 12, SEA_DEEP, round_by=6)
    sheet.rect(122, 84, 76, 34, SEA_TINT, round_by=6)
    sheet.circle(142, 101, 9, HEARTH)
    sheet.rect(160, 94, 28, 5, SEA, round_by=2)
    sheet.rect(160, 104, 18, 5, SEA, round_by=2)
    for x in (248, 268):
        sheet.stroke(curve((x, 78), (x - 12, 62), (x + 12, 50), (x, 30)), 5, HEARTH_LIGHT)
    return sheet


def towels() -> Canvas:
    """Folded towels in a pile, one rolled up on top."""
    sheet = Canvas(SEA)
    sheet.rect(0, 132, WIDTH, 28, SEA_DEEP)
    for y, colour, edge in ((108, SAND, SAND_DEEP), (84, HEARTH_LIGHT, HEARTH), (60, WHITE, SEA_LIGHT)):
        sheet.rect(84, y, 152, 26, colour, round_by=11)
        sheet.rect(204, y + 9, 30, 4, edge, round_by=2)
        sheet.rect(204, y + 16, 30, 3, edge, round_by=1)
    sheet.rect(112, 30, 84, 32, SUN, round_by=15)
    sheet.circle(194, 46, 16, SAND)
    sheet.stroke(arc(194, 46, 10, 10, 20, 320), 2.5, HEARTH)
    sheet.stroke(arc(194, 46, 5, 5, 120, 420), 2.5, HEARTH)
    return sheet


def gears() -> Canvas:
    """Gear wheels that turn each other."""
    sheet = Canvas(SEA_TINT)
    sheet.rect(0, 136, WIDTH, 24, SAND_DEEP)
    for x, y, size, teeth, colour in ((112, 80, 48, 12, SEA), (206, 98, 34, 9, HEARTH), (212, 38, 22, 8, SUN)):
        for number in range(teeth):
            tooth = box(x - size * 0.13, y - size * 1.2, size * 0.26, size * 0.5)
            sheet.polygon(turned(tooth, 360 * number / teeth, (x, y)), colour)
        sheet.circle(x, y, size, colour)
        sheet.circle(x, y, size * 0.62, SEA_TINT)
        sheet.circle(x, y, size * 0.46, colour)
        sheet.circle(x, y, size * 0.18, INK)
    return sheet
