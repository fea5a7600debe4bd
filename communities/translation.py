from modeltranslation.translator import TranslationOptions, register

from communities.models import Community, Notice, StaffMembership, Venue


@register(Community)
class CommunityTranslation(TranslationOptions):
    fields = ("name", "area", "summary", "description", "office_hours")


@register(StaffMembership)
class StaffMembershipTranslation(TranslationOptions):
    fields = ("duty",)


@register(Venue)
class VenueTranslation(TranslationOptions):
    fields = ("name", "directions", "access_note")


@register(Notice)
class NoticeTranslation(TranslationOptions):
    fields = ("title", "body")
