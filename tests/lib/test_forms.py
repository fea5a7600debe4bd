"""Days and moments that a person may mean, and what is refused."""

from datetime import UTC, date, datetime

import pytest
from django import forms

from commons.lib.dates import BEIJING
from commons.lib.forms import DayField, MomentField


@pytest.mark.parametrize("typed", ["1900-01-01", "2026-11-23", "2100-12-31"])
def test_a_day_of_our_times_is_taken(typed: str) -> None:
    assert DayField().clean(typed) == date.fromisoformat(typed)


@pytest.mark.parametrize("typed", ["0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31", "2026-02-30", "monday"])
def test_a_day_out_of_all_proportion_is_refused_as_none(typed: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        DayField().clean(typed)

    assert refused.value.code == "invalid"


def test_a_moment_is_in_beijing_unless_it_says_otherwise() -> None:
    assert MomentField().clean("2026-11-23T10:00") == datetime(2026, 11, 23, 10, tzinfo=BEIJING)
    assert MomentField().clean("2026-11-23T10:00+00:00") == datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.mark.parametrize("typed", ["9999-12-31T23:59", "0001-01-01T00:00:00+08:00", "25:99", "2026-02-30T10:00"])
def test_a_moment_at_the_end_of_the_calendar_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        MomentField().clean(typed)

    assert refused.value.code == "invalid"


def test_nothing_typed_is_no_day_where_none_is_needed() -> None:
    assert DayField(required=False).clean("") is None
    assert MomentField(required=False).clean("") is None


def test_the_browser_offers_its_own_pickers() -> None:
    class Asked(forms.Form):
        day = DayField(initial=date(2026, 11, 23))
        moment = MomentField(initial=datetime(2026, 11, 23, 10, tzinfo=BEIJING))

    shown = str(Asked())

    assert 'type="date"' in shown
    assert 'value="2026-11-23"' in shown
    assert 'value="2026-11-23T10:00"' in shown
