"""Filling in an application, by several people at a time and over days."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from commons.lib.languages import Language, suffix
from commons.lib.page_cache import touch_public_pages
from commons.translations.services import record_edit
from institutions.answers import ABOUTS, NAMES, answers_of, fingerprint, model_field, plain
from institutions.application_facts import facts_of, terms_in_force
from institutions.errors.applying import ChangedMeanwhile, NotOpenNow, OnlyRepresentatives, TermsOutdated
from institutions.models import Application, Institution, LivingRoomArea, Task
from institutions.roles import roles_of
from institutions.services.transactions import lock_application, lock_institution, one_transaction
from institutions.states import IN_HANDS_OF_INSTITUTION
from institutions.task_list import TaskList, task_list

if TYPE_CHECKING:
    from commons.accounts.models import User


@one_transaction
def save_answers(
    *, application: Application, task: str, answers: Mapping[str, Any], seen: str, by: "User", at: datetime
) -> Application:
    """Keep the answers of one part, complete or not. `seen` is the fingerprint of what the person saw before.

    Raises NotOpenNow, or ChangedMeanwhile when a colleague has put something else there since.
    """
    # Both rows are locked: what the person saw is compared with what stands, and then replaced.
    institution = lock_institution(application.institution_id)
    application = lock_application(application.pk)
    application.institution = institution
    refuse_unless_open(application, task, at=at)
    current = answers_of(application, task)
    given = {name: plain(value) for name, value in answers.items()}
    if fingerprint(current) != seen and given != current:
        raise ChangedMeanwhile(current)
    changed = [name for name, value in given.items() if value != current[name]]
    if task == Task.INSTITUTION:
        _save_institution(institution, answers, changed, by=by, at=at)
    else:
        _assign(application, answers, changed)
        application.save(update_fields=changed)
    return application


@one_transaction
def accept_terms(*, application: Application, version: str, by: "User", at: datetime) -> Application:
    """Record that the institution agrees to this version, who said so and when. Raises TermsOutdated, NotOpenNow.

    Only for those who represent the institution (OnlyRepresentatives).
    """
    # Locked: the application may be handed in at this moment.
    application = lock_application(application.pk)
    if application.institution_id not in roles_of(by).represents:
        raise OnlyRepresentatives
    refuse_unless_open(application, Task.TERMS, at=at)
    terms = terms_in_force(at)
    if terms is None or terms.version != version:
        raise TermsOutdated
    application.terms, application.terms_accepted_at, application.terms_accepted_by = terms, at, by
    application.save(update_fields=["terms", "terms_accepted_at", "terms_accepted_by"])
    return application


def refuse_unless_open(application: Application, task: str, *, at: datetime) -> TaskList:
    """The task list as it stands, for a locked application whose part can be changed now. Raises NotOpenNow."""
    if application.state not in IN_HANDS_OF_INSTITUTION:
        raise NotOpenNow
    listed = task_list(facts_of(application, at=at))
    if not listed.part(task).is_open:
        raise NotOpenNow
    return listed


def _save_institution(
    institution: Institution, answers: Mapping[str, Any], changed: list[str], *, by: "User", at: datetime
) -> None:
    _assign(institution, answers, changed)
    institution.save(update_fields=changed)
    for group in (NAMES, ABOUTS):
        languages = {
            code for code in Language.values for name in group if name in changed and name.endswith(suffix(code))
        }
        if languages:
            base = group[0].partition("_")[0]
            record_edit(institution, changed={base: languages}, editor=by, at=at)
    if changed and institution.is_listed:
        touch_public_pages()


def _assign(row: Application | Institution, answers: Mapping[str, Any], changed: list[str]) -> None:
    for name in changed:
        value = answers[name]
        if name == "area" and value is not None and not isinstance(value, LivingRoomArea):
            value = LivingRoomArea.objects.get(slug=value)
        if name == "wanted_from" and isinstance(value, str):
            value = date.fromisoformat(value)
        setattr(row, name, _stored(name, value))


def _stored(name: str, value: Any) -> Any:
    """Nothing, as the column writes it."""
    if value in {"", None}:
        return None if model_field(name).null else ""
    return value
