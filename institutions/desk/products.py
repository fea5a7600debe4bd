"""The showcase at the desk: what waits for review, what is public, what was returned."""

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from institutions.access import officer_page
from institutions.forms.showcase import PublishForm, ReturnForm
from institutions.models import Product
from institutions.product_texts import in_every_language
from institutions.roles import roles_of
from institutions.services import showcase

if TYPE_CHECKING:
    from institutions.querysets import ProductQuerySet

PER_PAGE = 50
TABS = [
    ("submitted", pgettext_lazy("products", "To be reviewed")),
    ("published", pgettext_lazy("products", "Public")),
    ("returned", pgettext_lazy("products", "Returned")),
    ("withdrawn", pgettext_lazy("products", "Taken out")),
]


@officer_page
@require_safe
def product_list(request: AuthenticatedRequest) -> HttpResponse:
    """Products by state; those that wait for review, the oldest first."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in dict(TABS) else "submitted"
    q = request.GET.get("q", "").strip()[:100]
    order = F("submitted_at").asc() if tab == "submitted" else F("submitted_at").desc(nulls_last=True)
    found = _visible(request).filter(state=tab).search_for(q).order_by(order, "pk")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {"tab": tab, "tabs": TABS, "q": q, "page": page}
    return render(request, "institutions/products/desk_list.html", context)


@officer_page
@require_safe
def product(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """One product in three languages, to publish or to return."""
    return _page(request, get_object_or_404(_visible(request), slug=slug), ReturnForm())


@officer_page
@require_POST
def publish(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Show the product to the public, as the officer has seen it."""
    shown = get_object_or_404(_visible(request), slug=slug)
    form = PublishForm(request.POST)
    seen = form.cleaned_data["seen"] if form.is_valid() else None
    try:
        showcase.publish(product=shown, seen=seen, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
        return redirect("institutions-desk:product", shown.slug)
    messages.success(request, _("It is public now, and the institution is told."))
    return redirect("institutions-desk:products")


@officer_page
@require_POST
def give_back(request: AuthenticatedRequest, slug: str) -> HttpResponse:
    """Return the product with a reason."""
    shown = get_object_or_404(_visible(request), slug=slug)
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            showcase.give_back(product=shown, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Returned. The institution is told why."))
            return redirect("institutions-desk:products")
    return _page(request, shown, form)


def _visible(request: AuthenticatedRequest) -> "ProductQuerySet":
    return Product.objects.visible_to(request.user).select_related("institution", "picture", "reviewed_by")


def _page(request: AuthenticatedRequest, shown: Product, form: ReturnForm) -> HttpResponse:
    seen = {"seen": shown.submitted_at.isoformat() if shown.submitted_at else ""}
    context = {
        "product": shown, "previews": in_every_language(shown), "form": form, "publish_form": PublishForm(initial=seen),
        "is_own": shown.institution_id in roles_of(request.user).institutions,
    }  # fmt: skip
    return render(request, "institutions/products/desk_product.html", context)
