"""Calendar files that calendars read: what was written comes back, in lines of the length that the standard allows."""

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from commons.lib.calendar_lines import calendar_file, escaped

TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], include_characters="\n"), max_size=300)


def written(text: str) -> bytes:
    """Return a calendar file whose only entry has this summary."""
    frame = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test", "BEGIN:VEVENT", "UID:1"]
    return calendar_file([*frame, f"SUMMARY;LANGUAGE=ko:{escaped(text)}", "END:VEVENT", "END:VCALENDAR"])


@given(TEXTS)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    entry = Calendar.from_ical(written(text)).walk("VEVENT")[0]

    assert str(entry["summary"]) == text


@given(TEXTS)
def test_no_line_is_longer_than_seventy_five_octets_and_none_cuts_a_character(text: str) -> None:
    for line in written(text).split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_control_characters_are_left_out() -> None:
    assert escaped("a\x00b\x07\tc\r\nd\re") == "abc\\nd\\ne"
