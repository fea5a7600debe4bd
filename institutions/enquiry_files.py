"""Giving the files of an enquiry to somebody on either side of it."""

from django.http import Http404
from django.http.response import HttpResponseBase
from django.utils import timezone

from commons.accounts.access import AuthenticatedRequest
from commons.audit.models import Act
from commons.audit.services import record
from commons.documents.services import serve
from commons.lib.errors import Refusal
from institutions.models import Enquiry, EnquiryFile

SUBJECT = "institutions.enquiry"


def give_file(request: AuthenticatedRequest, shown: Enquiry, file: EnquiryFile) -> HttpResponseBase:
    """Serve a file that the person may have, and note it. 404 while it is being checked, or when it is gone."""
    try:
        response = serve(file.document, inline=False)
    except Refusal as refusal:
        raise Http404 from refusal
    record(
        actor=request.user, act=Act.DOWNLOAD, subject=SUBJECT, reference=shown.reference, via=request.path,
        at=timezone.now(),
    )  # fmt: skip
    return response
