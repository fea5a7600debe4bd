"""What the stylesheet and the scripts promise: light, readable, and nothing from elsewhere."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "static"
STYLES = (STATIC / "css" / "hometown.css").read_text()

TEXT_ON_GROUND = [
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "sea-tint"),
    ("ink", "sand"),
    ("muted", "paper"),
    ("muted", "card"),
    ("muted", "sea-tint"),
    ("sea", "paper"),
    ("sea", "card"),
    ("sea", "sea-tint"),
    ("on-sea", "sea"),
    ("on-sea", "sea-dark"),
    ("hearth", "hearth-tint"),
    ("card", "hearth"),
    ("danger", "card"),
    ("danger", "danger-tint"),
    ("success", "success-tint"),
    ("warning", "warning-tint"),
]


def tokens(*, dark: bool) -> dict[str, str]:
    """The colours by name, by day or by night."""
    blocks = re.findall(r":root \{(.*?)\}", STYLES.partition("@layer base {")[0], re.DOTALL)
    colours: dict[str, str] = {}
    for block in [blocks[0], next(block for block in blocks[1:] if "--paper" in block)][: 1 + dark]:
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))
    return colours


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
        for share in (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_is_readable_on_its_ground(text: str, ground: str, dark: bool) -> None:
    colours = tokens(dark=dark)

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["day", "night"])
def test_the_border_of_a_control_can_be_seen(dark: bool) -> None:
    colours = tokens(dark=dark)

    assert contrast(colours["control"], colours["card"]) >= 3


def test_the_stylesheet_is_small() -> None:
    assert len(gzip.compress(STYLES.encode(), 9)) < 25_000


def test_the_stylesheet_keeps_to_its_layers() -> None:
    declared = re.search(r"@layer ([\w, ]+);", STYLES)

    assert declared is not None
    assert declared[1] == "reset, tokens, base, layout, components, pages, utilities, print"
    assert set(re.findall(r"^@layer (\w+) \{", STYLES, re.MULTILINE)) == set(declared[1].split(", "))


@pytest.mark.parametrize("file", sorted(STATIC.rglob("*.*")), ids=lambda file: file.name)
def test_nothing_is_loaded_from_another_host(file: Path) -> None:
    if file.suffix not in {".css", ".js", ".svg"}:
        return
    addresses = re.findall(r"(?:https?:)?//[\w.-]+\.\w+", file.read_text())

    assert [address for address in addresses if "www.w3.org" not in address] == []
