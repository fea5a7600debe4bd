"""The showcase: products from Korea and Japan that institutions of the living room offer."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commons.lib.page_cache import public_page
from commons.translations.texts import order_by_translated, written_languages
from institutions.forms.showcase import ShowcaseForm
from institutions.models import Institution, Product

PER_PAGE = 24
OTHERS = 3


@public_page
@require_safe
def showcase(request: HttpRequest) -> HttpResponse:
    """The public products that match the query, the latest first. Odd values are ignored."""
    published = Product.objects.published()
    offers = {
        "origins": published.order_by("origin").values_list("origin", flat=True).distinct(),
        "institutions": Institution.objects.filter(pk__in=published.values("institution")).order_by(
            order_by_translated("name")
        ),
    }
    form = ShowcaseForm.forgiving(request.GET.dict(), **offers)
    found = form.narrowed(published).select_related("institution", "picture").order_by("-published_at", "-pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "filters": form.removable()}
    return render(request, "institutions/showcase/list.html", context)


@public_page
@require_safe
def product(request: HttpRequest, slug: str) -> HttpResponse:
    """One product, who offers it, and whom to ask."""
    published = Product.objects.published().select_related("institution", "picture")
    shown = get_object_or_404(published, slug=slug)
    others = published.filter(institution=shown.institution_id).exclude(pk=shown.pk)[:OTHERS]
    is_listed = Institution.objects.listed().filter(pk=shown.institution_id).exists()
    context = {
        "product": shown, "others": others, "is_listed": is_listed, "page_languages": written_languages(shown, "name"),
    }  # fmt: skip
    return render(request, "institutions/showcase/detail.html", context)
