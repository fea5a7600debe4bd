"""Showing a picture."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from commons.pictures.models import Picture

register = template.Library()


@register.simple_tag
def picture(shown: Picture | None, *, sizes: str = "100vw", eager: bool = False) -> SafeString:
    """The picture in the formats and widths that exist; nothing when there is none, or while it is being prepared.

    `sizes` says how wide the page shows it; `eager` is for the one picture that opens a page.
    """
    if shown is None or not shown.is_ready:
        return SafeString("")
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{sizes}">'
        '<source type="image/webp" srcset="{}" sizes="{sizes}">'
        '<img src="{}" srcset="{}" sizes="{sizes}" width="{}" height="{}" alt="{}" {} decoding="async"></picture>',
        shown.srcset("avif"),
        shown.srcset("webp"),
        shown.url(),
        shown.srcset("jpg"),
        shown.width,
        shown.height,
        shown.alt_here,
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
        sizes=sizes,
    )
