"""What the administration site edits of the legal service area: its public texts and who works there.

People, matters, appointments and records are not here: only those who work with them see them, at their desk.
"""

from django.contrib import admin
from unfold.admin import ModelAdmin

from commons.translations.administration import TranslatedAdmin, in_languages
from legal_services.models import (
    ApostilleMember,
    ChecklistAnswer,
    ChecklistItem,
    ChecklistQuestion,
    NotarialAct,
    NotarialItem,
    Practitioner,
    Service,
    Topic,
)


@admin.register(Service)
class ServiceAdmin(TranslatedAdmin):
    list_display = ("name", "kind", "venue", "is_bookable", "position", "slug")
    list_filter = ("kind",)
    list_select_related = ("venue",)
    search_fields = ("slug", *in_languages("name"))
    fields = (
        "slug", "kind", "venue", "name", "summary", "whom_for", "cost", "duration", "bring", "hours", "position",
        "is_bookable", "minutes", "lead_hours", "days_ahead", "change_hours", "channels",
    )  # fmt: skip


@admin.register(Topic)
class TopicAdmin(TranslatedAdmin):
    list_display = ("name", "kinds", "position", "is_active", "slug")
    list_filter = ("is_active",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "name", "kinds", "position", "is_active")


@admin.register(ChecklistQuestion)
class ChecklistQuestionAdmin(TranslatedAdmin):
    list_display = ("text", "service", "position")
    list_filter = ("service",)
    list_select_related = ("service",)
    search_fields = in_languages("text")
    fields = ("service", "text", "position")


@admin.register(ChecklistAnswer)
class ChecklistAnswerAdmin(TranslatedAdmin):
    list_display = ("text", "question", "position")
    list_select_related = ("question",)
    search_fields = in_languages("text")
    fields = ("question", "text", "position")


@admin.register(ChecklistItem)
class ChecklistItemAdmin(TranslatedAdmin):
    list_display = ("text", "service", "position")
    list_filter = ("service",)
    list_select_related = ("service",)
    search_fields = in_languages("text")
    autocomplete_fields = ("answers",)
    fields = ("service", "text", "answers", "position")


@admin.register(Practitioner)
class PractitionerAdmin(ModelAdmin):
    list_display = ("name", "advises", "interprets", "mediates", "is_active")
    list_filter = ("advises", "interprets", "mediates", "is_active")
    search_fields = ("name",)
    autocomplete_fields = ("user",)
    fields = (
        "name", "user", "resource", "advises", "interprets", "mediates", "languages", "channels", "services",
        "is_active",
    )  # fmt: skip


@admin.register(NotarialAct)
class NotarialActAdmin(TranslatedAdmin):
    list_display = ("name", "position", "is_active", "slug")
    list_filter = ("is_active",)
    search_fields = ("slug", *in_languages("name"))
    fields = ("slug", "name", "summary", "position", "is_active")


@admin.register(NotarialItem)
class NotarialItemAdmin(TranslatedAdmin):
    list_display = ("text", "act", "routes", "countries", "position")
    list_filter = ("act",)
    list_select_related = ("act",)
    search_fields = in_languages("text")
    fields = ("act", "text", "routes", "countries", "position")


@admin.register(ApostilleMember)
class ApostilleMemberAdmin(ModelAdmin):
    list_display = ("country", "in_force_on", "holds_with_china", "note")
    list_filter = ("holds_with_china",)
    search_fields = ("country", "note")
