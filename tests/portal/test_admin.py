"""The administration site: who enters, what can be changed there, and what cannot."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commons.accounts.models import User
from commons.baselines.models import Baseline
from commons.notifications.services import post
from commons.translations import services as translations
from commons.translations.models import TranslationState
from communities.models import Community, Notice
from events import services
from events.models import Event, Registration
from institutions.models import LivingRoomArea, Site
from legal_services.models import Service
from tests.factories import NOON, make_community, make_event, make_resident, make_staff, make_venue
from tests.institutions import contracts, making

pytestmark = pytest.mark.django_db
OURS = {"accounts", "baselines", "communities", "events", "institutions", "legal_services"}
OURS |= {"audit", "documents", "notifications", "pictures", "translations"}


@pytest.fixture
def administrator(client: Client) -> Client:
    """A browser in which an administrator is signed in."""
    client.force_login(User.objects.create_superuser("admin@example.org", "-", full_name="Sample Administrator"))
    return client


def our_admins() -> list[type[models.Model]]:
    """The project's own models that the site shows."""
    return [model for model in admin.site._registry if model._meta.app_label in OURS]


def url(model: type[models.Model], page: str, *arguments: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def fill(times: int) -> None:
    """Rows in every table that the site shows."""
    venue = make_venue()
    for number in range(times):
        community = make_community()
        make_staff(community)
        event = make_event(community=community)
        services.register(event=event, resident=make_resident(), at=NOON)
        Notice.objects.create(community=community, reference=f"N-{community.pk}", title_en="-", created_at=NOON)
        slug = f"sample-{community.pk}"
        Site.objects.create(slug=slug, kind="park", name_en="-")
        LivingRoomArea.objects.create(slug=slug, venue=venue, name_en="-")
        settled = contracts.countersigned(making.make_institution(member=make_resident())).institution
        making.make_booking(institution=settled)
        making.make_enquiry(institution=settled)
        making.make_product(settled)
        making.make_paper_kind()
        Service.objects.create(slug=slug, kind="notarial", venue=venue, name_en="-")
        Baseline.objects.create(measure=slug, label_en="-", value=number, as_of=date(2022, 11, 22), source_en="-")
        translations.record_edit(community, changed={"name": {"en"}}, editor=make_resident(), at=NOON)
        post(address="a@example.org", language="en", subject="-", text="-", key=slug, recipient=make_resident())


def test_a_visitor_is_sent_to_the_portals_own_sign_in(client: Client) -> None:
    response = client.get("/admin/", follow=True)

    assert response.redirect_chain[-1][0].startswith(("/en/accounts/login/", "/accounts/login/"))


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
def test_residents_do_not_enter(client: Client, path: str) -> None:
    client.force_login(make_resident())

    response = client.get(path, follow=True)

    assert response.status_code == 403


def test_the_site_cannot_be_signed_in_to_by_its_own_form(client: Client) -> None:
    User.objects.create_superuser("admin@example.org", "known", full_name="Sample Administrator")

    client.post("/admin/login/", {"username": "admin@example.org", "password": "known"})

    assert "_auth_user_id" not in client.session


def test_passwords_are_changed_where_everybody_does(administrator: Client) -> None:
    assert administrator.get("/admin/password_change/")["Location"] == reverse("account_change_password")


def test_the_policy_is_looser_under_admin_only(administrator: Client) -> None:
    assert "unsafe-eval" in administrator.get("/admin/")["Content-Security-Policy"]
    assert "unsafe" not in administrator.get("/en/")["Content-Security-Policy"]


def test_lists_searches_and_forms_open(administrator: Client) -> None:
    fill(1)

    wrong = [f"{model.__name__}: {page}" for model in our_admins() for page in pages_that_fail(administrator, model)]

    assert not wrong


def pages_that_fail(administrator: Client, model: type[models.Model]) -> Iterator[str]:
    """The pages of a model that do not open."""
    pages = [url(model, "changelist")]
    pages += [f"{pages[0]}?q=%EB%B2%95%EB%A5%A0+x"] if admin.site._registry[model].search_fields else []
    pages += [url(model, "change", row.pk) for row in model._default_manager.all()[:1]]
    yield from (page for page in pages if administrator.get(page).status_code != 200)
    added = administrator.get(url(model, "add"))
    if added.status_code != (200 if admin.site._registry[model].has_add_permission(added.wsgi_request) else 403):
        yield "add"


def test_longer_lists_cost_no_more_statements(administrator: Client) -> None:
    for model in our_admins():
        administrator.get(url(model, "changelist"))
    fill(1)
    few = {model: statements(administrator, model) for model in our_admins()}
    fill(4)
    many = {model: statements(administrator, model) for model in our_admins()}

    assert {model.__name__: (few[model], many[model]) for model in few if many[model] > few[model]} == {}


def statements(administrator: Client, model: type[models.Model]) -> int:
    """How many statements the list of a model costs."""
    ContentType.objects.clear_cache()
    with CaptureQueriesContext(connection) as captured:
        assert administrator.get(url(model, "changelist")).status_code == 200
    return len(captured)


@pytest.mark.parametrize("model", [Event, Registration], ids=lambda model: model.__name__)
def test_what_services_write_is_only_looked_at(administrator: Client, model: type[models.Model]) -> None:
    fill(1)
    row = model._default_manager.get()

    assert administrator.post(url(model, "change", row.pk), {"state": "cancelled"}).status_code == 403
    assert administrator.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def site_form(**changes: Any) -> dict[str, Any]:
    """What the form of a site sends."""
    texts = {"name_zh_hans": "智慧谷", "name_en": "Wisdom Valley", "name_ko": "", "summary_zh_hans": "核心区"}
    return {"slug": "valley", "kind": "core", "position": "0", "summary_en": "", "summary_ko": "", **texts, **changes}


def test_texts_are_written_by_language_and_their_state_is_kept(administrator: Client) -> None:
    administrator.post(url(Site, "add"), site_form(), headers={"accept-language": "ko"})
    site = Site.objects.get()

    administrator.post(url(Site, "change", site.pk), site_form(name_zh_hans="智慧谷区"))

    site.refresh_from_db()
    state = translations.states(site)["name"]
    assert (site.name_ko or "", site.name_zh_hans) == ("", "智慧谷区")
    assert (state.source, state.standings["en"], state.standings["ko"]) == ("zh-hans", "outdated", "missing")
    assert TranslationState.objects.first().changed_by.email == "admin@example.org"


def test_a_person_is_added_with_a_lower_case_address(administrator: Client) -> None:
    administrator.post(
        url(User, "add"),
        {"full_name": "Yesi Hana", "email": "Hana@Example.org", "language": "ko", "usable_password": "false"},
    )

    assert User.objects.get(full_name="Yesi Hana").email == "hana@example.org"


def test_a_person_may_have_no_address(administrator: Client) -> None:
    for name in ("One", "Two"):
        administrator.post(
            url(User, "add"), {"full_name": name, "email": "", "language": "ko", "usable_password": "false"}
        )

    assert User.objects.filter(email=None).count() == 2


def test_a_password_is_set_by_its_own_form(administrator: Client) -> None:
    person = make_resident()
    fields = {"password1": "correct-horse-9", "password2": "correct-horse-9", "usable_password": "true"}

    administrator.post(reverse("admin:auth_user_password_change", args=[person.pk]), fields)

    person.refresh_from_db()
    assert person.check_password("correct-horse-9")


def test_a_notice_from_here_has_a_reference_and_is_seen(administrator: Client) -> None:
    community = make_community()
    texts = {f"{name}_{code}": "새 소식" for name in ("title", "body") for code in ("zh_hans", "en", "ko")}
    at = timezone.localtime()

    administrator.post(
        url(Notice, "add"),
        {"community": community.pk, **texts, "publish_at_0": f"{at:%Y-%m-%d}", "publish_at_1": f"{at:%H:%M:%S}"},
    )

    assert Notice.objects.published(timezone.now()).get().reference.startswith("N-")


def test_communities_are_saved_with_their_staff(administrator: Client) -> None:
    community, person = make_community(summary_en="-"), make_resident()
    form = {"slug": community.slug, "name_en": "Crown", "summary_en": "-", "position": "0", "spoken": "en,ko"}
    staff = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0", "memberships-0-user": person.pk}
    staff |= {"memberships-0-community": community.pk}

    administrator.post(url(Community, "change", community.pk), form | staff)

    community.refresh_from_db()
    assert (community.name_en, list(community.staff.all())) == ("Crown", [person])
