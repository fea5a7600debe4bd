"""Why something is refused around activities, and what to do instead."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from commons.lib.dates import format_moment
from commons.lib.errors import Refusal


class NotPublished(Refusal):
    """The activity cannot be seen by residents, so nothing can be had from it."""

    code = "not-published"
    message = _("This activity is not published.")
    next_step = _("Have a look at the other activities.")


class RegistrationNotOpenYet(Refusal):
    """Raised with `opens_at`."""

    code = "not-open-yet"
    message = _("Registration opens %(moment)s (Beijing time).")
    next_step = _("Come back then; add the activity to your calendar so that you don't miss it.")

    def __init__(self, *, opens_at: datetime | None) -> None:
        super().__init__(opens_at=opens_at)

    def __str__(self) -> str:
        moment = self.values["opens_at"]
        return str(self.message) % {"moment": format_moment(moment) if isinstance(moment, datetime) else ""}


class RegistrationClosed(Refusal):
    code = "registration-closed"
    message = _("Registration for this activity has closed.")
    next_step = _("Call the community: staff can tell you whether you can still come.")


class ActivityOver(Refusal):
    code = "activity-over"
    message = _("This activity is over.")
    next_step = _("See what is coming up among the other activities.")


class ActivityCancelled(Refusal):
    code = "activity-cancelled"
    message = _("This activity has been cancelled.")
    next_step = _("See what is coming up among the other activities.")


class NoRegistrationNeeded(Refusal):
    code = "no-registration-needed"
    message = _("This activity has free entry: nobody needs to register.")
    next_step = _("Just come; add it to your calendar.")


class AlreadyRegistered(Refusal):
    code = "already-registered"
    message = _("You are registered for this activity already.")
    next_step = _("Open your registration to see it, to come with fewer people or to cancel it.")


class PartyTooLarge(Refusal):
    """Raised with `most`, the largest party that one registration may hold."""

    code = "party-too-large"
    message = _("One registration is for %(most)d people at most.")
    next_step = _("Register fewer people, and ask the others to register themselves.")


class PartyTooSmall(Refusal):
    code = "party-too-small"
    message = _("A registration is for at least one person.")
    next_step = _("If nobody comes, cancel the registration instead.")


class GuestNamesMissing(Refusal):
    """Raised with `guests`, the number of names that are asked for."""

    code = "guest-names-missing"
    message = _("This activity asks for the name of everyone who comes with you.")
    next_step = _("Give the names of your guests: %(guests)d in all.")


class EligibilityNotConfirmed(Refusal):
    code = "eligibility-not-confirmed"
    message = _("This activity is only for some people: please confirm that everyone in your party may come.")
    next_step = _("Read who it is for, and tick the box if it is so. If you are not sure, call the community.")


class NoPlacesLeft(Refusal):
    """The places are gone and it is too late for a waiting list."""

    code = "no-places-left"
    message = _("There are not enough places left, and it is too close to the start for the waiting list.")
    next_step = _("Come with fewer people if you can, or call the community.")


class RegistrationEnded(Refusal):
    """The registration was cancelled, declined or has expired, so it cannot be changed."""

    code = "registration-ended"
    message = _("This registration is no longer active.")
    next_step = _("If you would like to come after all, register again.")


class CancellationClosed(Refusal):
    code = "cancellation-closed"
    message = _("The time for changing this registration yourself has passed.")
    next_step = _("Call the community, so that somebody else can have the place.")


class PartyNotSmaller(Refusal):
    """A party only ever gets smaller: more people would overtake those who wait."""

    code = "party-not-smaller"
    message = _("A registration can only be changed to fewer people.")
    next_step = _("Ask the others to register themselves, or call the community.")


class NoOffer(Refusal):
    """There is no open offer to answer."""

    code = "no-offer"
    message = _("There is no open offer for this registration.")
    next_step = _("The page of your registration shows how it stands.")


class OfferExpired(Refusal):
    code = "offer-expired"
    message = _("The time to answer this offer is over, and the place goes to the next in line.")
    next_step = _("You can register again: you will then be at the end of the waiting list.")


class NotWaiting(Refusal):
    code = "not-waiting"
    message = _("This party is not waiting for a place.")
    next_step = _("Look at the registration: its history says what became of it.")


class OffersDecide(Refusal):
    """Raised with `until`, the moment up to which free places are offered in the order of the line."""

    code = "offers-decide"
    message = _("Free places are offered in the order of the waiting list until %(moment)s.")
    next_step = _("From then on you can give places by hand. If more people fit in, add places now.")

    def __init__(self, *, until: datetime | None) -> None:
        super().__init__(moment=format_moment(until) if until else "")


class TooFewPlacesLeft(Refusal):
    """Raised with `party`, the people who wait, and `free`, the places that nobody holds."""

    code = "too-few-places-left"
    message = _("The party is too large for the places that are free now: people %(party)d, free places %(free)d.")
    next_step = _("Give the places to a smaller party, add places, or ask these people whether fewer of them come.")


class TooBusy(Refusal):
    """The database could not sort out simultaneous changes, not even the second time. Nothing was changed."""

    code = "too-busy"
    message = _("Many people are registering at this moment, and this did not go through.")
    next_step = _("Nothing was changed. Please try again.")


class ChangedMeanwhile(Refusal):
    code = "changed-meanwhile"
    message = _("Somebody else changed this activity meanwhile.")
    next_step = _("What you typed is still here: compare it with the activity as it is now, then save again.")


class CapacityBelowHeld(Refusal):
    """Raised with `held`, the number of people with a place or an offer."""

    code = "capacity-below-held"
    message = _("%(held)d people hold a place or an offer: there cannot be fewer places than that.")
    next_step = _("Keep at least %(held)d places, or cancel registrations first.")


class CapacityBelowParty(Refusal):
    """Raised with `party`, the size of the largest waiting party, which would block the line for good."""

    code = "capacity-below-party"
    message = _("A party of %(party)d people is on the waiting list and could never be offered a place.")
    next_step = _("Keep at least %(party)d places, or talk to them first.")


class CapacityNeeded(Refusal):
    code = "capacity-needed"
    message = _("There are registrations, so the number of places cannot be left empty.")
    next_step = _("Cancel the registrations first, or cancel the activity and announce a new one.")


class SessionNeeded(Refusal):
    code = "session-needed"
    message = _("An activity needs at least one session before it is published.")
    next_step = _("Add when and where it takes place.")


class TitleNeeded(Refusal):
    code = "title-needed"
    message = _("An activity needs a title and a sentence about it before it is published.")
    next_step = _("Write both in one language at least; the others are shown as not yet translated.")


class AlreadyPublished(Refusal):
    code = "already-published"
    message = _("This activity is published already.")
    next_step = _("Look at it as residents see it.")


class HasRegistrations(Refusal):
    """Raised with `people`, the number of people with a place, an offer or a spot in line."""

    code = "has-registrations"
    message = _("%(people)d people are registered or waiting: they would not be told.")
    next_step = _("Cancel the activity instead: everyone gets a message with the reason.")


class NotYetPublic(Refusal):
    """There is nobody to tell, so there is nothing to call off."""

    code = "not-yet-public"
    message = _("Residents have not seen this activity yet, so it need not be cancelled.")
    next_step = _("Take it back to a draft instead.")


class ReasonNeeded(Refusal):
    code = "reason-needed"
    message = _("Say why the activity is cancelled.")
    next_step = _("Write a sentence in one language at least; better in all three.")


class AddressTaken(Refusal):
    code = "address-taken"
    message = _("Another activity has this address on the site already.")
    next_step = _("Choose another one, for example with the month in it.")


class SessionsCollide(Refusal):
    code = "sessions-collide"
    message = _("Two sessions of one activity cannot start at the same time.")
    next_step = _("Change the start of one of them, or remove it.")


class HasRoom(Refusal):
    """The activity and the room that an institution booked for it stand or fall together."""

    code = "has-room"
    message = _("An institution has a room for this activity, so it does not go back to a draft.")
    next_step = _("Cancel the activity instead: the room is given back, and everyone is told.")


class RoomGoesWithIt(Refusal):
    code = "room-goes-with-it"
    message = _("This activity takes place in the room that is booked for it: one session, at the room’s venue.")
    next_step = _("Change the time here and the room follows, or move the booking to another room.")


class MoreThanRoomHolds(Refusal):
    """Raised with `capacity`, what the room holds."""

    code = "more-than-room-holds"
    message = _("The room holds %(capacity)d people at most.")
    next_step = _("Choose fewer places, or a larger room.")


class AlreadyDecided(Refusal):
    """Somebody was faster: it was approved, declined or withdrawn, or its room was given back."""

    code = "already-decided"
    message = _("This proposal is not open any more: somebody has decided about it, or it was withdrawn.")
    next_step = _("Look at the page again; it shows how things stand now.")


class ProposalOver(Refusal):
    code = "proposal-over"
    message = _("The time of this activity has begun already.")
    next_step = _("Ask the institution to propose another time.")


class OwnProposal(Refusal):
    """Nobody decides about what they have proposed themselves, or their institution."""

    code = "own-proposal"
    message = _("This is a proposal of an institution that you act for.")
    next_step = _("Ask a colleague to decide about it.")


class ProposalChanged(Refusal):
    code = "proposal-changed"
    message = _("The institution has changed its proposal since you opened this page.")
    next_step = _("Look at it once more; this page shows it as it is now.")


BY_CONSTRAINT: dict[str, type[Refusal]] = {
    "registration_one_active": AlreadyRegistered,
    "session_start_once": SessionsCollide,
    "event_slug_not_a_page": AddressTaken,
    "events_event_slug_key": AddressTaken,
}
"""What a violated constraint means to the person."""
