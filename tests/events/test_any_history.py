"""Whatever residents, staff and the clock do in whatever order, the rules of the places hold."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from commons.lib.errors import Refusal
from events import errors, services
from events.models import Event, Registration, RegistrationStep
from tests.factories import NOON, make_event, make_resident

State = Registration.State
PARTIES = st.integers(1, 4)


class Places(RuleBasedStateMachine):
    """One activity with few places, and everything that can be done about them."""

    active = Bundle("active")

    def __init__(self) -> None:
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.at: datetime = NOON
        self.parties: dict[int, int] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @initialize(capacity=st.integers(4, 7), hours=st.integers(1, 30), cutoff=st.integers(0, 6))
    def an_activity(self, capacity: int, hours: int, cutoff: int) -> None:
        self.event = make_event(
            capacity=capacity, party_max=4, starts_at=NOON + timedelta(hours=60), offer_hours=hours,
            offer_cutoff_hours=cutoff,
        )  # fmt: skip

    def attempt(self, service: Any, **asked: Any) -> Any:
        """Do it, or be refused; a refusal is an answer too."""
        try:
            return service(at=self.at, **asked)
        except Refusal as refusal:
            return refusal

    @rule(target=active, party=PARTIES)
    def register(self, party: int) -> Any:
        event = Event.objects.get(pk=self.event.pk)
        left = event.places_left
        answer = self.attempt(services.register, event=event, resident=make_resident(email=None), party=party)
        if isinstance(answer, Refusal):
            return multiple()
        assert (answer.state == State.CONFIRMED) == (party <= left)
        self.parties[answer.pk] = party
        return answer.pk

    @rule(pk=consumes(active))
    def cancel(self, pk: int) -> None:
        registration = Registration.objects.get(pk=pk)
        self.attempt(services.cancel, registration=registration, by=registration.resident)

    @rule(pk=active, party=PARTIES)
    def reduce(self, pk: int, party: int) -> None:
        registration = Registration.objects.get(pk=pk)
        answer = self.attempt(services.reduce_party, registration=registration, party=party, by=registration.resident)
        if not isinstance(answer, Refusal):
            self.parties[pk] = party

    @rule(pk=active)
    def accept(self, pk: int) -> None:
        registration = Registration.objects.get(pk=pk)
        answer = self.attempt(services.accept_offer, registration=registration, by=registration.resident)
        stood = registration.state == State.OFFERED and registration.offer_stands(self.at)
        assert stood <= (not isinstance(answer, Refusal))

    @rule(pk=active)
    def decline(self, pk: int) -> None:
        registration = Registration.objects.get(pk=pk)
        self.attempt(services.decline_offer, registration=registration, by=registration.resident)

    @rule(hours=st.integers(1, 12))
    def time_passes(self, hours: int) -> None:
        self.at += timedelta(hours=hours)
        services.expire_offers(at=self.at)

    @rule(capacity=st.integers(1, 12))
    def change_capacity(self, capacity: int) -> None:
        answer = self.attempt(services.change_capacity, event=self.event, capacity=capacity)
        held = Event.objects.get(pk=self.event.pk).places_held
        assert isinstance(answer, errors.CapacityBelowHeld) == (capacity < held)

    @property
    def registrations(self) -> list[Registration]:
        return list(self.event.registrations.order_by("pk"))

    @invariant()
    def nobody_is_squeezed_in(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        held = sum(registration.party for registration in self.registrations if registration.is_holding)
        waiting = sum(r.party for r in self.registrations if r.state == State.WAITING)
        assert held <= (event.capacity or 0)
        assert (event.places_held, event.people_waiting) == (held, waiting)

    @invariant()
    def no_party_is_split_or_lost(self) -> None:
        assert {registration.pk: registration.party for registration in self.registrations} == self.parties

    @invariant()
    def the_line_keeps_its_order(self) -> None:
        """Whoever was served from the line was served before everyone who came later."""
        in_line = [step.registration_id for step in self.steps(State.WAITING)]
        served = list(dict.fromkeys(step.registration_id for step in self.steps(State.OFFERED)))
        assert served == sorted(served)
        still = [registration.pk for registration in self.registrations if registration.state == State.WAITING]
        assert not still or not served or max(served) < min(still)
        assert set(served) <= set(in_line)

    @invariant()
    def nobody_is_offered_twice(self) -> None:
        offered = [step.registration_id for step in self.steps(State.OFFERED) if step.by_id is None]
        assert len(offered) == len(set(offered))

    @invariant()
    def the_head_of_the_line_never_waits_for_a_place_that_is_free(self) -> None:
        event = Event.objects.get(pk=self.event.pk)
        head = event.registrations.waiting().first()
        if head and event.can_offer(self.at):
            assert head.party > (event.capacity or 0) - event.places_held

    def steps(self, state: State) -> list[RegistrationStep]:
        return list(RegistrationStep.objects.filter(registration__event=self.event, state=state).order_by("pk"))


@pytest.mark.django_db
def test_the_rules_hold_in_any_history() -> None:
    run_state_machine_as_test(
        Places,
        settings=settings(
            max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
