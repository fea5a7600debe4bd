"""What an institution says of a product, and what visitors look for in the showcase."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.countries import country_name, country_names
from commons.lib.filtering import ALL, FilterForm, search_field
from commons.lib.forms import MomentField, PlainSelect, RefusableForm, offer
from commons.translations.forms import TranslatedForm
from institutions.models import Institution, Product

if TYPE_CHECKING:
    from institutions.querysets import ProductQuerySet

NEAREST = ("KR", "JP", "CN")
"""Where the goods of the service centre come from as a rule; the rest of the world follows."""


class ProductForm(RefusableForm, TranslatedForm[Product]):
    """A product in three languages side by side."""

    class Meta:
        model = Product
        translated = ("name", "description")
        fields = ("category", "origin")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [("", _("Choose")), *Product.Category.choices]
        known = country_names()
        first = [(code, known[code]) for code in NEAREST]
        origins = [("", _("Choose")), *first, *(one for one in known.items() if one[0] not in NEAREST)]
        for name, choices in (("category", kinds), ("origin", origins)):
            label = self.fields[name].label
            self.fields[name] = forms.ChoiceField(label=label, choices=choices, widget=PlainSelect)

    @property
    def says_something_new(self) -> bool:
        """Whether anything of the product itself was changed."""
        return bool(set(self.changed_data) - {"minor_edit"})


class ReturnForm(RefusableForm):
    """Why a product is returned."""

    reason = forms.CharField(
        label=_("What should be changed?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The institution reads it."),
    )  # fmt: skip


class PublishForm(forms.Form):
    """Which version the officer looked at."""

    seen = MomentField(widget=forms.HiddenInput)


class ShowcaseForm(FilterForm):
    """What a visitor looks for in the showcase."""

    LISTS = ("category", "origin", "institution")

    q = search_field(_("Which product are you looking for?"))
    category = forms.ChoiceField(
        label=pgettext_lazy("of a product", "Kind"), required=False, choices=[ALL, *Product.Category.choices],
        widget=PlainSelect,
    )  # fmt: skip
    origin = forms.ChoiceField(label=_("Made in"), required=False, widget=PlainSelect)
    institution = forms.ChoiceField(label=_("Institution"), required=False, widget=PlainSelect)

    def __init__(
        self, asked: Mapping[str, Any], *, origins: Iterable[str], institutions: Iterable[Institution]
    ) -> None:
        super().__init__(asked)
        offer(self, "origin", [ALL, *((code, country_name(code)) for code in origins)])
        offer(self, "institution", [ALL, *((one.slug, str(one)) for one in institutions)])

    def narrowed(self, products: "ProductQuerySet") -> "ProductQuerySet":
        """The products that meet every filter asked for."""
        asked = self.applied
        lookups = {"category": "category", "origin": "origin", "institution": "institution__slug"}
        exact = {lookups[name]: value for name, value in asked.items() if name in lookups}
        return products.filter(**exact).search_for(asked.get("q", ""))
