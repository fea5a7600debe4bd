"""Showing a picture."""

from django import template
from django.utils.html import format_html, format_html_join
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
    sources = format_html_join(
        "",
        '<source type="image/{}" srcset="{}" sizes="{}">',
        ((extension, shown.srcset(extension), sizes) for extension in ("avif", "webp")),
    )
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}" {} decoding="async">'
        "</picture>",
        sources,
        shown.url(),
        shown.srcset("jpg"),
        sizes,
        shown.width,
        shown.height,
        shown.alt_here,
        SafeString('fetchpriority="high"' if eager else 'loading="lazy"'),
    )
