"""What an institution says of a product, and what visitors look for in the showcase."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from commons.lib.countries import country_name, country_names
from commons.lib.forms import PlainSelect, RefusableForm
from commons.translations.forms import TranslatedForm
from institutions.forms.goods import offer
from institutions.models import Institution, Product

if TYPE_CHECKING:
    from institutions.querysets import ProductQuerySet

SEARCH_LENGTH = 100
ALL = ("", _("All"))
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

    seen = forms.DateTimeField(widget=forms.HiddenInput)


class ShowcaseForm(forms.Form):
    """What a visitor looks for. Every field may be left empty."""

    q = forms.CharField(
        label=_("Which product are you looking for?"), required=False, max_length=SEARCH_LENGTH,
        widget=forms.TextInput(
            attrs={"type": "search", "enterkeyhint": "search", "placeholder": _("Which product are you looking for?")}
        ),
    )  # fmt: skip
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

    @classmethod
    def forgiving(cls, asked: Mapping[str, Any], **offers: Any) -> "ShowcaseForm":
        """The form with what it understands of the query; the rest is left out, as if it had not been asked."""
        given = {name: asked.get(name, "") for name in cls.base_fields}
        given["q"] = given["q"].replace("\0", " ")[:SEARCH_LENGTH]
        first = cls(given, **offers)
        if first.is_valid():
            return first
        form = cls({name: value for name, value in given.items() if name not in first.errors}, **offers)
        form.full_clean()
        return form

    def lists(self) -> list[forms.BoundField]:
        """The filters of which one value is picked."""
        return [self[name] for name in ("category", "origin", "institution")]

    @property
    def applied(self) -> dict[str, Any]:
        """The filters that were asked for, by name."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    def removable(self) -> list[tuple[str, str]]:
        """Each filter in words, with the query that is left without it."""
        return [(self._word(name, value), self._query_without(name)) for name, value in self.applied.items()]

    def narrowed(self, products: "ProductQuerySet") -> "ProductQuerySet":
        """The products that meet every filter asked for."""
        asked = self.applied
        lookups = {"category": "category", "origin": "origin", "institution": "institution__slug"}
        exact = {lookups[name]: value for name, value in asked.items() if name in lookups}
        return products.filter(**exact).search_for(asked.get("q", ""))

    def _query_without(self, name: str) -> str:
        rest = {other: value for other, value in self.applied.items() if other != name}
        return f"?{urlencode(rest)}" if rest else ""

    def _word(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            return next(str(word) for code, word in field.widget.choices if code == value)
        return str(value)
