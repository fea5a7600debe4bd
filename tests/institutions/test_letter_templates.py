"""Officers write the templates of letters; what was sent stays as it was sent."""

from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from commons.accounts.models import User
from commons.notifications.models import Message
from commons.translations.services import states
from institutions.models import Letter, LetterTemplate
from institutions.placeholders import PLACEHOLDERS, in_braces, unknown_in
from institutions.services import letters
from tests.factories import NOON
from tests.institutions import making
from tests.institutions.reviewing import make_handed_in, make_template, signed_in

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en", "ko")
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"
NEW = {
    "name_zh_hans": "邀请", "name_en": "Invitation", "name_ko": "초대",
    "subject_zh_hans": "请来看看（{reference}）", "subject_en": "Come and see ({reference})",
    "subject_ko": "방문해 주세요({reference})",
    "text_zh_hans": "{representative}：\n请于{due_on}前来。",
    "text_en": "Dear {representative},\nplease come by {due_on}.",
    "text_ko": "{representative} 님께\n{due_on}까지 방문해 주세요.", "is_active": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def officer() -> User:
    return making.make_officer(full_name="Officer Lee")


@pytest.fixture
def desk(officer: User) -> Client:
    return signed_in(officer)


def path(template: LetterTemplate | None = None, *, language: str = "en") -> str:
    base = f"/{language}/desk/institutions/applications/letters/"
    return f"{base}{template.slug}/" if template else f"{base}add/"


def words_of(template: LetterTemplate, **changes: str) -> dict[str, str]:
    """What the form of the template sends when only this is changed."""
    columns = [name for name in NEW if name != "is_active"]
    return {name: getattr(template, name) or "" for name in columns} | {"position": "0", "is_active": "on"} | changes


def test_a_letter_in_three_languages_is_offered_last(desk: Client) -> None:
    make_template(position=4)

    response = desk.post(path(), NEW)

    made = LetterTemplate.objects.get(slug="invitation")
    assert response["Location"] == path(made)
    assert (made.subject_ko, made.position, made.is_active) == ("방문해 주세요({reference})", 5, True)
    assert {state.standings[code] for state in states(made).values() for code in LANGUAGES} == {"source", "done"}


@pytest.mark.parametrize("name", ["Add", "Letter 0", "", "邀请"])
def test_every_letter_has_an_address_of_its_own(desk: Client, name: str) -> None:
    make_template(slug="letter-0")

    response = desk.post(path(), NEW | {"name_en": name})

    made = LetterTemplate.objects.latest("pk")
    assert response["Location"] == path(made)
    assert made.slug not in {"letter-0", "add", ""}
    assert desk.get(path(made)).status_code == 200


def test_other_languages_are_outdated_when_one_says_something_new(desk: Client) -> None:
    desk.post(path(), NEW)
    template = LetterTemplate.objects.get()
    source = states(template)["text"].source

    desk.post(path(template), words_of(template, text_en="Dear {representative}, please call us."))

    template.refresh_from_db()
    standings = states(template)["text"].standings
    assert standings["en"] == "source"
    assert {standings["zh-hans"], standings["ko"]} == {"outdated"}
    assert source == "en"


def test_a_minor_edit_leaves_the_other_languages_as_they_are(desk: Client) -> None:
    desk.post(path(), NEW)
    template = LetterTemplate.objects.get()

    desk.post(path(template), words_of(template, text_en="Dear {representative}, come by {due_on}.", minor_edit="on"))

    template.refresh_from_db()
    assert set(states(template)["text"].standings.values()) == {"source", "done"}


def test_the_list_says_what_is_missing_and_what_is_outdated(desk: Client) -> None:
    desk.post(path(), NEW | {"text_ko": "", "is_active": ""})
    template = LetterTemplate.objects.get()
    desk.post(path(template), words_of(template, name_en="Invitation to visit", is_active=""))

    html = desk.get("/en/desk/institutions/applications/letters/").text

    row = html[html.index("Invitation to visit") :]
    standings = [row.index(word) for word in ("Outdated", "Original", "Missing", "Out of use")]
    assert standings == sorted(standings)


@pytest.mark.parametrize("column", ["subject_zh_hans", "text_en", "text_ko"])
@pytest.mark.parametrize(
    "wrong",
    ["{Institution}", "{ institution }", "{due on}", "{기관}", "{}", "{institution", "institution}", "｛area｝"],
)
def test_what_is_no_placeholder_is_refused_and_nothing_is_lost(desk: Client, column: str, wrong: str) -> None:
    response = desk.post(path(), NEW | {column: f"Typed with care: {wrong}"})

    assert response.status_code == 200
    assert not LetterTemplate.objects.exists()
    assert list(response.context["form"].errors) == [column]
    assert f"Typed with care: {wrong}" in response.text
    assert "Not a placeholder: " in response.text
    assert "{representative}" in response.context["form"].errors[column][0]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "不是占位符"), ("ko", "자리표시자가 아닙니다")])
def test_the_refusal_speaks_the_language_of_the_page(desk: Client, language: str, words: str) -> None:
    response = desk.post(path(language=language), NEW | {"text_en": "{nonsense}"})

    assert words in response.context["form"].errors["text_en"][0]
    assert "{nonsense}" in response.context["form"].errors["text_en"][0]


def test_every_placeholder_is_known_and_filled_in(officer: User) -> None:
    words = " ".join(in_braces(name) for name in PLACEHOLDERS)
    application = make_handed_in(due_on=NOON.date(), decision_reason="There is room.")
    template = make_template(text_en=words)

    _subject, text = letters.draft(template=template, application=application, language="en", by=officer, at=NOON)

    assert not unknown_in(words)
    assert "{" not in text
    assert "There is room." in text


def test_the_administration_site_asks_the_same_of_it() -> None:
    template = make_template(text_ko="{nonsense}")

    with pytest.raises(ValidationError) as refused:
        template.full_clean()

    assert list(refused.value.message_dict) == ["text_ko"]


def test_a_preview_shows_samples_in_each_language_and_saves_nothing(desk: Client) -> None:
    response = desk.post(path(), NEW | {"preview": "1", "text_en": "From {officer} for {institution}"})

    assert not LetterTemplate.objects.exists()
    assert "From <mark>Officer Lee</mark> for <mark>Sample Trading Company</mark>" in response.text
    assert "<mark>예시 대표</mark> 님께" in response.text
    assert "请于<mark>2026年12月2日" in response.text
    assert "Nothing is saved yet." in response.text


def test_a_letter_is_shown_as_it_goes_out_where_a_language_is_missing(desk: Client) -> None:
    html = desk.get(path(make_template(text_ko=""))).text

    assert html.count('<article class="done"') == 2
    assert html.count('<article class="missing"') == 1
    assert "Nothing is saved yet." not in html


def test_what_is_hostile_is_only_words(desk: Client, officer: User) -> None:
    application = make_handed_in()
    desk.post(path(), {name: f"{words}{HOSTILE}" for name, words in NEW.items()})
    template = LetterTemplate.objects.get()
    sent = letters.send(
        application=application, template=template, language="en", subject=HOSTILE, text=HOSTILE, by=officer, at=NOON
    )
    reference = application.reference
    member = application.institution.members.get().user
    pages = [
        desk.get(path(template)).text, desk.post(path(), NEW | {"text_en": HOSTILE, "preview": "1"}).text,
        desk.post(path(), NEW | {"text_en": f"{{{HOSTILE}}}"}).text,
        desk.get(reverse("institutions-desk:letter_templates")).text,
        desk.get(reverse("institutions-desk:letter", args=[reference])).text,
        desk.get(reverse("institutions-desk:sent_letter", args=[reference, sent.pk])).text,
        signed_in(member).get(reverse("institutions:application", args=[reference])).text,
        Message.objects.get(recipient=member).html,
    ]  # fmt: skip

    assert all("&lt;script&gt;alert(1)" in html for html in pages)
    assert not [number for number, html in enumerate(pages) if "<script>alert" in html or "<img src=x" in html]


def test_a_sent_letter_keeps_its_words(desk: Client, officer: User) -> None:
    desk.post(path(), NEW)
    template, application = LetterTemplate.objects.get(), make_handed_in()
    subject, text = letters.draft(template=template, application=application, language="en", by=officer, at=NOON)
    text = text.replace("{due_on}", "Friday")
    sent = letters.send(
        application=application, template=template, language="en", subject=subject, text=text, by=officer, at=NOON
    )
    before = list(Message.objects.values("subject", "text", "html"))

    desk.post(path(template), words_of(template, text_en="Something else.", subject_en="Else", is_active=""))
    LetterTemplate.objects.get().delete()

    sent.refresh_from_db()
    assert (sent.subject, sent.text, sent.template) == (subject, text, None)
    assert list(Message.objects.values("subject", "text", "html")) == before


@pytest.mark.parametrize("change", ["text = 'else'", "subject = 'else'", "language = 'ko'", "sent_at = now()"])
def test_the_database_changes_no_word_of_a_sent_letter(officer: User, change: str) -> None:
    letter = Letter.objects.create(
        application=make_handed_in(), language="en", subject="Come", text="Soon.", sent_by=officer, sent_at=NOON
    )

    with (
        pytest.raises(IntegrityError, match="was sent"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE institutions_letter SET {change} WHERE id = %s", [letter.pk])  # noqa: S608


def test_the_next_letter_begins_with_the_new_words(desk: Client) -> None:
    desk.post(path(), NEW)
    template, application = LetterTemplate.objects.get(), make_handed_in()
    where = reverse("institutions-desk:letter", args=[application.reference])
    assert "please come by" in desk.get(where).text

    desk.post(path(template), words_of(template, text_en="Dear {representative}, please call us."))
    assert "please call us" in desk.get(where).text

    desk.post(path(template), words_of(template, is_active=""))
    assert "There is no letter to choose" in desk.get(where).text


def test_those_who_are_no_officers_save_nothing() -> None:
    template = make_template()

    response = signed_in(making.make_resident()).post(path(template), words_of(template, name_en="Mine"))

    template.refresh_from_db()
    assert response.status_code == 404
    assert template.name_en != "Mine"


@pytest.mark.parametrize("page", ["list", "letter", "preview"])
def test_no_page_about_letters_takes_more_than_twelve_statements(
    desk: Client, django_assert_max_num_queries: Any, page: str
) -> None:
    made = [make_template() for _number in range(15)]

    with django_assert_max_num_queries(12):
        if page == "list":
            desk.get(reverse("institutions-desk:letter_templates"))
        elif page == "letter":
            desk.get(path(made[0]))
        else:
            desk.post(path(made[0]), words_of(made[0], preview="1"))
