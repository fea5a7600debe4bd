"""What modeltranslation does wrong in silence, held for the whole project."""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.db import models
from django.test import RequestFactory
from modeltranslation.translator import translator

from commons.accounts.models import User
from commons.translations.texts import translated_fields

BASE_DIR = Path(__file__).resolve().parents[2]


def our_models() -> list[type[models.Model]]:
    """The models of this project's own apps."""
    return [
        model
        for model in apps.get_models()
        if BASE_DIR in Path(apps.get_app_config(model._meta.app_label).path).parents
        and ".venv" not in apps.get_app_config(model._meta.app_label).path
    ]


def our_form_classes() -> Iterator[type[forms.ModelForm[models.Model]]]:
    """Every ModelForm of the project's own modules."""
    for config in apps.get_app_configs():
        if BASE_DIR in Path(config.path).parents and ".venv" not in config.path:
            for module in pkgutil.walk_packages([config.path], f"{config.name}."):
                if ".migrations" not in module.name and not module.name.endswith("__main__"):
                    importlib.import_module(module.name)
    waiting: list[type[forms.ModelForm[models.Model]]] = [forms.ModelForm]
    while waiting:
        for found in waiting.pop().__subclasses__():
            waiting.append(found)
            yield found


def test_models_that_lead_to_a_translated_model_are_registered() -> None:
    """Without it, their queries are not rewritten: `filter(community__name=…)` would read the stale base column."""
    registered = set(translator.get_registered_models(abstract=False))
    forgotten = {
        f"{model.__name__}.{field.name}"
        for model in our_models()
        if model not in registered and not model._meta.auto_created
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField | models.OneToOneField)
        and isinstance(field.related_model, type)
        and translated_fields(field.related_model)
    }

    assert not forgotten


def test_no_form_writes_to_a_base_field() -> None:
    """It would store the text that the reader fell back to as a translation into the page's language."""
    wrong = {
        f"{form.__module__}.{form.__name__}: {name}"
        for form in our_form_classes()
        if form._meta.model is not None
        for name in form.base_fields
        if name in translated_fields(form._meta.model)
    }

    assert not wrong


@pytest.mark.django_db
def test_no_admin_form_writes_to_a_base_field(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = User.objects.create_superuser("admin@example.org", full_name="Sample Administrator")
    wrong = set()
    for model, site in admin.site._registry.items():
        names = flatten_fieldsets(site.get_fieldsets(request))
        read_only = site.get_readonly_fields(request)
        wrong |= {f"{model.__name__}.{n}" for n in names if n in translated_fields(model) and n not in read_only}

    assert not wrong
