"""The colours of the sample pictures: sea, hearth and sand."""

SEA, SEA_DEEP, SEA_LIGHT, SEA_TINT = "#0b5a6b", "#083f4c", "#7cc6d6", "#e9f3f5"
HEARTH, HEARTH_DEEP, HEARTH_LIGHT = "#b4441c", "#8a3212", "#e9a27e"
SAND, SAND_DEEP, SUN, INK, WHITE, LEAF, LEAF_LIGHT = (
    "#f3ead9", "#e0d0b2", "#ffbf47", "#17212b", "#ffffff", "#1f6b3a", "#6fa983",
)  # fmt: skip
