"""What officers may not do with an application, or not yet."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class NotUnderReview(Refusal):
    """Documents are judged, findings noted and questions prepared only while the application is in review."""

    code = "not-under-review"
    message = _("This is possible only while the application is in review.")
    next_step = _("Take the application up first, or wait for the institution’s answer.")


class PaperReplaced(Refusal):
    """The institution has put another document in its place."""

    code = "paper-replaced"
    message = _("The institution has replaced this document.")
    next_step = _("Look at the new one.")


class ValidityNeeded(Refusal):
    """A document of this kind expires, and its last day was not read, or is over."""

    code = "validity-needed"
    message = _("A document of this kind is accepted only with a last day that has not passed.")
    next_step = _("Read the day on the document, or return it with a reason.")


class ChecklistOpen(Refusal):
    """Nobody has looked at some items of the checklist."""

    code = "checklist-open"
    message = _("Points of the checklist are open: %(open)s.")
    next_step = _("Note what you found on each of them, then recommend.")


class PapersOpen(Refusal):
    """An approval is recommended, but documents are not accepted."""

    code = "papers-open"
    message = _("Documents have not been accepted yet: %(open)s.")
    next_step = _("Accept each of them, or return it and ask for a new one.")


class QuestionsPrepared(Refusal):
    """Something is to be asked and was not sent."""

    code = "questions-prepared"
    message = _("Questions to the institution are prepared and have not been sent.")
    next_step = _("Send them, or take them out, then recommend.")


class NothingAsked(Refusal):
    """A request without anything in it."""

    code = "nothing-asked"
    message = _("Nothing has been prepared that the institution could answer.")
    next_step = _("Add at least one question, or return a document.")


class AskedAlready(Refusal):
    """The same part or document is in the request already."""

    code = "asked-already"
    message = _("This is being asked already.")
    next_step = _("Take the first question out and write one that says everything.")


class DayOver(Refusal):
    """A day by which somebody should act lies in the past."""

    code = "day-over"
    message = _("This day is over.")
    next_step = _("Choose a day that is still to come.")


class AgainstRecommendation(Refusal):
    """Two officers have to be of one mind."""

    code = "against-recommendation"
    message = _("The first officer recommends otherwise, and both have to agree.")
    next_step = _("Send the application back to review with a note.")


class NotAnOfficer(Refusal):
    """The work was to be given to somebody who cannot do it."""

    code = "not-an-officer"
    message = _("This person does not receive institutions, or acts for this one.")
    next_step = _("Choose another officer.")


class LetterUnfinished(Refusal):
    """A letter holds placeholders that nothing was put in for."""

    code = "letter-unfinished"
    message = _("The letter still holds placeholders: %(left)s.")
    next_step = _("Write what belongs there, or take them out.")
