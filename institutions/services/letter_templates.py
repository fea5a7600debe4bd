"""The words of letters that officers send often; a letter that was sent keeps the words that it was sent with."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils.text import slugify

from commons.lib.languages import Language
from commons.lib.references import new_reference
from commons.translations.services import Changes, record_edit
from commons.translations.texts import stored_text
from institutions.errors import NotYourMove
from institutions.models import LetterTemplate
from institutions.roles import roles_of
from institutions.services.transactions import one_transaction

if TYPE_CHECKING:
    from commons.accounts.models import User

PAGES = {"add"}
"""Words that stand in the place of a slug in the addresses of templates."""


@one_transaction
def save_template(
    *, template: LetterTemplate, changed: Changes, minor: bool, by: "User", at: datetime
) -> LetterTemplate:  # fmt: skip
    """Save the words of a letter, new or known; `changed` are the languages of the changed texts.

    A new one is offered last. Raises NotYourMove for those who are no officers.
    """
    if not roles_of(by).is_officer:
        raise NotYourMove
    if not template.pk:
        last = LetterTemplate.objects.aggregate(last=Max("position"))["last"]
        template.slug, template.position = _free_slug(template), 0 if last is None else last + 1
    template.save()
    record_edit(template, changed=changed, editor=by, minor=minor, at=at)
    return template


def _free_slug(template: LetterTemplate) -> str:
    slug = slugify(stored_text(template, "name", Language.ENGLISH))[:40].strip("-")
    taken = LetterTemplate.objects.filter(slug=slug).exists()
    # Unique enough for the database to settle the rare clash.
    return slug if slug and slug not in PAGES and not taken else new_reference(slug or "letter").lower()
