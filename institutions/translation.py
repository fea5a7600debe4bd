from modeltranslation.translator import TranslationOptions, register

from institutions.models import (
    Application,
    Booking,
    Check,
    CheckItem,
    Contract,
    Enquiry,
    Feed,
    Institution,
    Invitation,
    Letter,
    LetterTemplate,
    LivingRoomArea,
    Member,
    Paper,
    PaperKind,
    Product,
    RequestItem,
    Series,
    Site,
    Space,
    Terms,
)


@register(Site)
class SiteTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(LivingRoomArea)
class LivingRoomAreaTranslation(TranslationOptions):
    fields = ("name", "summary")


@register(Institution)
class InstitutionTranslation(TranslationOptions):
    fields = ("name", "about")


@register(PaperKind)
class PaperKindTranslation(TranslationOptions):
    fields = ("name", "hint")


@register(CheckItem)
class CheckItemTranslation(TranslationOptions):
    fields = ("text",)


@register(Terms)
class TermsTranslation(TranslationOptions):
    fields = ("text",)


@register(LetterTemplate)
class LetterTemplateTranslation(TranslationOptions):
    fields = ("name", "subject", "text")


@register(Space)
class SpaceTranslation(TranslationOptions):
    fields = ("name", "summary", "rules", "door")


@register(Product)
class ProductTranslation(TranslationOptions):
    fields = ("name", "description")


@register(
    [Application, Booking, Check, Contract, Enquiry, Feed, Invitation, Letter, Member, Paper, RequestItem, Series]
)
class LeadsToTranslated(TranslationOptions):
    """Without texts of their own; registered because queries go through them to institutions, areas and spaces."""

    fields = ()
