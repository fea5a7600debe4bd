"""Why something is refused about advisers and interpreters."""

from django.utils.translation import gettext_lazy as _

from commons.lib.errors import Refusal


class NoSuchAccount(Refusal):
    code = "no-such-account"
    message = _("Nobody signs in with %(email)s.")
    next_step = _("Ask them to create an account first, or leave the address out for now.")


class PractisesAlready(Refusal):
    """The account belongs to another adviser or interpreter."""

    code = "practises-already"
    message = _("This account belongs to another adviser or interpreter.")
    next_step = _("One person is listed once, whatever they do here.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {"legal_services_practitioner_user_id_key": PractisesAlready}
