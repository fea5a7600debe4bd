"""The directory of settled institutions: what each consented to, and only while its contract runs."""

from typing import cast

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from commons.lib.page_cache import public_page
from institutions.directory import Entry, entries, matching, with_entries
from institutions.forms.directory import DirectoryForm
from institutions.models import Institution, LivingRoomArea, Product
from institutions.querysets import InstitutionQuerySet

PER_PAGE = 24
PRODUCTS_SHOWN = 6


@public_page
@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    """Who has settled, by kind, country and area. Odd values of the query are ignored."""
    countries = Institution.objects.listed().order_by().values_list("country", flat=True).distinct()
    form = DirectoryForm.forgiving(request.GET.dict(), countries, LivingRoomArea.objects.all())
    page = Paginator(matching(form.applied), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form, "page": page, "filters": form.removable(),
        "entries": entries(with_entries(cast("InstitutionQuerySet", page.object_list))),
    }  # fmt: skip
    return render(request, "institutions/directory/list.html", context)


@public_page
@require_safe
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One institution, with what it shows and its products."""
    institution = get_object_or_404(with_entries(Institution.objects.listed()), slug=slug)
    products = Product.objects.published().filter(institution=institution).select_related("picture")
    context = {"entry": Entry.of(institution), "products": products[:PRODUCTS_SHOWN]}
    return render(request, "institutions/directory/detail.html", context)
