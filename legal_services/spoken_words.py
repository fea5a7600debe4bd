"""What a clerk says to a client on the telephone, in the client's language.

Somebody else may answer, or listen: the words name the portal, the reference and the time, never what it is about.
"""

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from commons.lib.dates import format_moment
from commons.lib.languages import Language
from legal_services.models import Call, Channel

About = Call.About


def said(call: Call, *, language: str) -> str:
    """The sentences for this call in a language of the portal."""
    appointment = call.appointment
    with translation.override(language):
        parts = {
            "site": settings.SITE_NAMES[language],
            "name": appointment.name,
            "reference": appointment.reference,
            "moment": format_moment(appointment.starts_at),
        }
        words = [_("Hello, this is %(site)s. Am I speaking with %(name)s?"), _news(call), _after(call)]
        between = "" if language == Language.CHINESE else " "
        return between.join(word % parts for word in words if word)


def _news(call: Call) -> str:
    """What is to be told, with blanks."""
    if call.about == About.BOOKED:
        return _("Your appointment %(reference)s is booked for %(moment)s, Beijing time.")
    if call.about == About.CANCELLED:
        return _("We are sorry: your appointment %(reference)s on %(moment)s, Beijing time, has been cancelled.")
    if call.about == About.REMINDER:
        return _("You have an appointment on %(moment)s, Beijing time. Its reference is %(reference)s.")
    if call.about == About.VIDEO_LINK:
        return _("For your video call on %(moment)s, Beijing time, there is a new link. Where may I send it?")
    if call.was == call.appointment.starts_at:
        return _("Your appointment %(reference)s stays on %(moment)s, Beijing time; somebody else will meet you.")
    return _("Your appointment %(reference)s has a new time: %(moment)s, Beijing time.")


def _after(call: Call) -> str:
    """What the client can do."""
    if call.about == About.CANCELLED:
        return _("Would you like another time?")
    if call.about == About.VIDEO_LINK:
        return ""
    if call.appointment.channel == Channel.PHONE:
        return _("You will be called at this number. Can you make it?")
    return _("Can you make it?")
