from modeltranslation.translator import TranslationOptions, register

from events.models import Event, Proposal, Registration, RegistrationStep, Session


@register(Event)
class EventTranslation(TranslationOptions):
    fields = ("title", "summary", "description", "organiser", "fee", "bring", "audience", "cancel_reason")


@register(Session)
class SessionTranslation(TranslationOptions):
    fields = ()


@register(Registration)
class RegistrationTranslation(TranslationOptions):
    fields = ()


@register(RegistrationStep)
class RegistrationStepTranslation(TranslationOptions):
    fields = ()


@register(Proposal)
class ProposalTranslation(TranslationOptions):
    fields = ("title", "summary", "description")
