"""An institution's own products: written, pictured, submitted, taken out."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commons.accounts.access import AuthenticatedRequest
from commons.lib.errors import Refusal
from commons.pictures.forms import PictureForm
from institutions.access import member_page
from institutions.forms.showcase import ProductForm
from institutions.models import Institution, Product
from institutions.product_texts import in_every_language
from institutions.services import showcase


@member_page
@require_safe
def product_list(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """The institution's products, and how each stands."""
    products = institution.products.select_related("picture").order_by("-created_at", "-pk")
    is_settled = Institution.objects.settled().filter(pk=institution.pk).exists()
    context = {"institution": institution, "products": products, "is_settled": is_settled}
    return render(request, "institutions/products/list.html", context)


@member_page
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest, institution: Institution) -> HttpResponse:
    """Write about a new product."""
    return _edit(request, Product(institution=institution))


@member_page
@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedRequest, institution: Institution, product: str) -> HttpResponse:
    """Change what is said of a product."""
    return _edit(request, own_or_404(institution, product))


@member_page
@require_safe
def own_product(request: AuthenticatedRequest, institution: Institution, product: str) -> HttpResponse:
    """One product as the public would read it, how it stands and what to do next."""
    shown = own_or_404(institution, product)
    context = {
        "institution": institution, "product": shown, "previews": in_every_language(shown),
        "missing": showcase.missing(shown), "can_be_deleted": shown.published_at is None,
    }  # fmt: skip
    return render(request, "institutions/products/product.html", context)


@member_page
@require_http_methods(["GET", "POST"])
def picture(request: AuthenticatedRequest, institution: Institution, product: str) -> HttpResponse:
    """The picture, and what it shows in three languages."""
    shown = own_or_404(institution, product)
    form = PictureForm(request.POST or None, request.FILES or None, picture=shown.picture)
    if request.method == "POST" and form.is_valid():
        try:
            showcase.show_picture(
                product=shown, file=form.cleaned_data["file"], alts=form.alts(), editor=request.user, at=timezone.now()
            )
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return _to(shown)
    context = {"institution": institution, "product": shown, "form": form}
    return render(request, "institutions/products/picture.html", context)


@member_page
@require_POST
def submit(request: AuthenticatedRequest, institution: Institution, product: str) -> HttpResponse:
    """Ask for a review."""
    shown = own_or_404(institution, product)
    try:
        showcase.submit(product=shown, by=request.user, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        # Its address may follow its English name now.
        shown.refresh_from_db(fields=["slug"])
        messages.success(request, _("Submitted. You get a message when it has been reviewed."))
    return _to(shown)


@member_page
@require_POST
def withdraw(request: AuthenticatedRequest, institution: Institution, product: str) -> HttpResponse:
    """Take the product out of the showcase, or out of the review."""
    shown = own_or_404(institution, product)
    try:
        showcase.withdraw(product=shown, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
    else:
        messages.success(request, _("Taken out. You can submit it again at any time."))
    return _to(shown)


@member_page
@require_POST
def discard(request: AuthenticatedRequest, institution: Institution, product: str) -> HttpResponse:
    """Delete a product that was never public."""
    shown = own_or_404(institution, product)
    try:
        showcase.discard(product=shown, by=request.user)
    except Refusal as refusal:
        messages.error(request, refusal.in_full)
        return _to(shown)
    messages.success(request, _("Deleted."))
    return redirect("institutions:products", institution.slug)


def own_or_404(institution: Institution, slug: str) -> Product:
    """The institution's product with this address."""
    return get_object_or_404(institution.products.select_related("institution", "picture"), slug=slug)


def _edit(request: AuthenticatedRequest, edited: Product) -> HttpResponse:
    is_new, slug = edited.pk is None, edited.slug
    form = ProductForm(request.POST or None, instance=edited)
    if request.method == "POST" and form.is_valid():
        if not is_new and not form.says_something_new:
            return _to(edited)
        try:
            showcase.save_product(
                product=form.instance, changed=form.changed_translations, minor=form.is_minor_edit,
                editor=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refusal as refusal:
            form.add_refusal(refusal)
        else:
            messages.success(request, _("Saved."))
            return _to(form.instance)
    context = {"institution": edited.institution, "product": edited, "form": form, "is_new": is_new, "slug": slug}
    return render(request, "institutions/products/edit.html", context)


def _to(product: Product) -> HttpResponse:
    return redirect("institutions:own_product", product.institution.slug, product.slug)
