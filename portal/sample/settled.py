"""The sample's institutions that have settled, or are about to: their contracts, and what the directory shows."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from commons.accounts.models import User
from commons.lib.dates import day_in_beijing
from commons.lib.references import new_reference
from commons.translations.services import record_edit
from institutions.contract_edition import edition_of
from institutions.models import Application, Contract, Institution, LivingRoomArea, Member, Terms
from institutions.services import contracts, lifecycle, profiles
from portal.sample import columns, read
from portal.sample.people import person_of

DAY = timedelta(days=1)
LANGUAGES = {"KR": "ko", "CN": "zh-hans"}
APPROVED = ("submitted", "in-review", "recommended", "approved")
SIGNED = ("signed", "countersigned", "active")


def load_settled(signed_up: Mapping[str, User], at: datetime) -> None:
    """Each once; `signed_up` are those who sign in, by role. The terms are there already."""
    files = Copies(a_copy("one signature"), a_copy("two signatures"))
    for told in read("settled")["institution"]:
        if not Institution.objects.filter(slug=told["slug"]).exists():
            Settling(told, signed_up, files, at).load()
    lifecycle.run(at=at)


@dataclass(frozen=True)
class Copies:
    """What both parties upload, examined once for all of them."""

    of_institution: SimpleUploadedFile
    of_district: SimpleUploadedFile


class Settling:
    """One institution, from its approved application to its contract."""

    def __init__(self, told: dict[str, Any], signed_up: Mapping[str, User], files: Copies, at: datetime) -> None:
        self.told, self.files, self.now = told, files, at
        self.officer, self.second = signed_up["officer"], signed_up["second-officer"]
        ago, ahead = told["days"]
        today = day_in_beijing(at)
        self.starts_on, self.ends_on = today - ago * DAY, today + ahead * DAY
        self.begun = min(at - (max(ago, 0) + 20) * DAY, at - 20 * DAY)
        self.language = LANGUAGES.get(told["country"], "en")
        self.person = signed_up[told["person"]] if "person" in told else self._somebody()

    def load(self) -> None:
        """The institution, its application, its contract; then what the directory shows."""
        self.institution = self._institution()
        application = self._application()
        if self.told.get("fact"):
            self._by_record(application)
        else:
            self._by_hand(application)
        if "stops" not in self.told and not self.told.get("unlisted"):
            self._list()

    def _somebody(self) -> User:
        email = f"{self.told['slug']}@example.org"
        name = {"ko": "예시 대표", "zh-hans": "示例代表", "en": "Sample Representative"}[self.language]
        person = {"email": email, "language": self.language, "full_name": name, "country": self.told["country"]}
        return person_of(person, self.begun)

    def _institution(self) -> Institution:
        told = self.told
        reached = {} if told.get("fact") else {
            "website": f"https://{told['slug']}.example.org/", "email": f"{told['slug']}@example.org",
            "phone": "+866315550100",
        }  # fmt: skip
        made = Institution.objects.create(
            reference=new_reference("O"), slug=told["slug"], kind=told["kind"], country=told["country"],
            created_at=self.begun, **columns("name", told["name"]), **columns("about", told["about"]), **reached,
        )  # fmt: skip
        written = {name: {"zh-hans", "en", "ko"} for name in ("name", "about")}
        record_edit(made, changed=written, editor=self.officer, at=self.begun)
        if not told.get("fact"):
            duty = Member.Duty.REPRESENTATIVE
            Member.objects.create(institution=made, user=self.person, duty=duty, since=self.begun)
            self.person.__dict__.pop("_roles", None)
        return made

    def _application(self) -> Application:
        """Approved, by the same steps as every other, though nobody took them."""
        told = self.told
        made = Application.objects.create(
            reference=new_reference("T"), institution=self.institution, state_since=self.begun, language=self.language,
            representative_name=self.person.full_name, representative_email=self.person.email or "",
            authority="legal-representative", purpose=told["about"]["zh"], created_at=self.begun,
            area=LivingRoomArea.objects.get(slug=told["area"]), desks=told["desks"], room_hours=told["hours"],
            wanted_from=self.starts_on, months=12, submitted_at=self.begun, owner=self.officer,
            recommended_by=self.officer, verdict="approve", decided_by=self.second, decided_at=self.begun + 5 * DAY,
        )  # fmt: skip
        return _brought(made, APPROVED)

    def _agreement(self) -> contracts.Agreement:
        terms, area = Terms.objects.earliest("pk"), LivingRoomArea.objects.get(slug=self.told["area"])
        return contracts.Agreement(
            terms=terms, area=area, starts_on=self.starts_on, ends_on=self.ends_on, desks=self.told["desks"],
            room_minutes=self.told["hours"] * 60,
        )  # fmt: skip

    def _by_hand(self, application: Application) -> None:
        """Drafted, signed and countersigned as people do it, as far as it goes."""
        at = self.begun + 6 * DAY
        contract = contracts.draft(application=application, agreement=self._agreement(), by=self.officer, at=at)
        if self.told.get("stops") == "drafted":
            return
        signing: dict[str, Any] = {"edition": edition_of(contract), "upload": self.files.of_institution}
        contracts.sign(contract=contract, by=self.person, at=at + 2 * DAY, **signing)
        if self.told.get("stops") != "signed":
            contracts.countersign(contract=contract, upload=self.files.of_district, by=self.second, at=at + 3 * DAY)
            lifecycle.advance(contract_id=contract.pk, at=self.now - self.told["days"][0] * DAY)

    def _by_record(self, application: Application) -> None:
        """Nobody acts for an institution that exists: its contract is there, without copies."""
        at = self.begun + 6 * DAY
        contract = self._agreement().written_into(Contract(institution=self.institution, application=application))
        contract.reference, contract.state_since = new_reference("C"), at
        contract.drafted_by, contract.drafted_at = self.officer, at
        contract.signed_by, contract.signed_at = self.person, at
        contract.countersigned_by, contract.countersigned_at = self.second, at
        contract.save()
        _brought(contract, SIGNED)

    def _list(self) -> None:
        shows = self.told.get("shows", [])
        if self.told.get("fact"):
            values = {"is_listed": True, "shows": ["about", "area"], "listed_at": self.begun + 10 * DAY}
            Institution.objects.filter(pk=self.institution.pk).update(**values)
        else:
            profiles.consent(
                institution=self.institution, is_listed=True, shows=shows, by=self.person, at=self.begun + 10 * DAY
            )


def _brought(row: Any, states: tuple[str, ...]) -> Any:
    """The row, moved along these states."""
    for state in states:
        type(row).objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


def a_copy(words: str) -> SimpleUploadedFile:
    """A PDF of one page on which nothing stands but that it is a sample."""
    page = Image.new("RGB", (620, 877), "#ffffff")
    draw = ImageDraw.Draw(page)
    draw.rectangle((24, 24, 596, 853), outline="#0b5a6b", width=3)
    draw.text((310, 400), "SAMPLE", fill="#b4441c", font=ImageFont.load_default(size=64), anchor="mm")
    draw.text((310, 470), words, fill="#4a5865", font=ImageFont.load_default(size=28), anchor="mm")
    target = io.BytesIO()
    page.save(target, "PDF")
    return SimpleUploadedFile("sample.pdf", target.getvalue(), content_type="application/pdf")
