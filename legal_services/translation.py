from modeltranslation.translator import TranslationOptions, register

from legal_services.models import (
    Appointment,
    ChecklistAnswer,
    ChecklistItem,
    ChecklistQuestion,
    Matter,
    NotarialAct,
    NotarialCase,
    NotarialItem,
    NotarialPaper,
    Practitioner,
    QueueTicket,
    Service,
    ServiceRecord,
    Topic,
)


@register(Service)
class ServiceTranslation(TranslationOptions):
    fields = ("name", "summary", "whom_for", "cost", "duration", "bring", "hours")


@register(Topic)
class TopicTranslation(TranslationOptions):
    fields = ("name",)


@register([ChecklistQuestion, ChecklistAnswer, ChecklistItem])
class ChecklistTranslation(TranslationOptions):
    fields = ("text",)


@register(NotarialAct)
class NotarialActTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(NotarialItem)
class NotarialItemTranslation(TranslationOptions):
    fields = ("text",)


@register([Appointment, Matter, NotarialCase, NotarialPaper, Practitioner, QueueTicket, ServiceRecord])
class LeadsToTranslated(TranslationOptions):
    """Without texts of their own; registered because queries go through them to services and topics."""

    fields = ()
