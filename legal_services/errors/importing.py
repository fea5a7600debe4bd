"""Why a spreadsheet cannot be brought into the log, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class UnreadableSpreadsheet(Refusal):
    """It is no spreadsheet, or a broken one, or has no rows below its headings."""

    code = "unreadable-spreadsheet"
    message = _("This file cannot be read as a spreadsheet with headings and rows.")
    next_step = _("Save it anew as XLSX or as CSV, with the names of the columns in the first row.")


class TooLargeASpreadsheet(Refusal):
    code = "too-large-a-spreadsheet"
    message = _("This spreadsheet is too large: %(rows)s rows and %(megabytes)s MB at most.")
    next_step = _("Split it, by year for example, and bring in one part after the other.")


class NothingToBringIn(Refusal):
    code = "nothing-to-bring-in"
    message = _("No row can be brought in.")
    next_step = _("Name the columns, or put the rows right in the file and send it again.")


class ImportAtWork(Refusal):
    """What was asked does not fit how the import stands."""

    code = "import-at-work"
    message = _("This import stands differently by now.")
    next_step = _("Look at it as it is now, then try again.")
