"""A Mesa of three members of the committee, founded and officered through the services, and one whole session of it.

Its people: a titular of the Assembly (seat 1), and two whom only the Mesa knows, of whom one coordinates it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from audit.acts import Act
from documents.models import Instrument
from members.enums import Office, SeatRole
from members.models import Body, Person, Seat
from members.services import PaperData, PersonData, accredit, designate_officer
from members.services.founding import found_mesa
from sessions_app.enums import Sense, Station
from sessions_app.player import Player, option_of
from sessions_app.services import voting
from tests.conftest import Committee, lima

SLUG, SUFFIX = "mesa-quinua", "CERX-PUNO-MESA-QUINUA"
FOUNDED_ON, NOW = date(2026, 2, 2), lima("2026-02-03")
#: Seats of the committee whose institutions make up the Mesa: one public, two private.
MEMBERS = (3, 15, 19)
COORDINATOR = 2


@dataclass
class Mesa:
    """Seats are numbered 1 to 3, in the order of MEMBERS; their titulars are `people`."""

    committee: Committee
    body: Body
    seats: dict[int, Seat]
    people: dict[int, Person]

    @property
    def coordinator(self):
        return self.people[COORDINATOR].user

    def titular(self, number: int):
        return self.people[number].user


def paper(**changes) -> PaperData:
    return PaperData(
        **({"kind": "oficio", "number": "7-2026", "date": FOUNDED_ON, "issuer": "La institución"} | changes)
    )


def found(committee: Committee, members=MEMBERS, slug: str = SLUG, **changes) -> Body:
    facts = {
        "name": "Mesa Técnica de la Quinua",
        "short_name": "Mesa de la Quinua",
        "instrument": Instrument.objects.order_by("pk")[0],
        "starts_on": FOUNDED_ON,
        "act": Act(committee.secretary, NOW),
    }
    seats = [committee.seats[number].pk for number in members]
    return found_mesa(committee_id=committee.body.pk, slug=slug, seat_ids=seats, **facts | changes)


def seat_titular(committee: Committee, seat: Seat, person: PersonData, **changes) -> Person:
    facts = {"role": SeatRole.TITULAR, "paper": paper(), "starts_on": FOUNDED_ON, "act": Act(committee.secretary, NOW)}
    return accredit(seat_id=seat.pk, person=person, **facts | changes).person


def designate(committee: Committee, body: Body, person: Person, office: Office = Office.COORDINATOR, **changes):
    facts = {
        "paper": paper(kind="acta", issuer="La Mesa"),
        "starts_on": FOUNDED_ON,
        "act": Act(committee.secretary, NOW),
    }
    return designate_officer(body_id=body.pk, office=office, person=PersonData(person_id=person.pk), **facts | changes)


def make_mesa(committee: Committee) -> Mesa:
    body = found(committee)
    seats = {seat.number: seat for seat in body.seats.all()}
    people = {
        1: PersonData(person_id=committee.person(3).pk),
        2: PersonData(full_name="Camila Coordinadora Ramos", email="camila@cerx.test"),
        3: PersonData(full_name="Tomás Ticona Vilca", email="tomas@cerx.test"),
    }
    known = {
        number: seat_titular(committee, seats[number], person, with_account=number > 1)
        for number, person in people.items()
    }
    designate(committee, body, known[COORDINATOR])
    return Mesa(committee, Body.objects.whole().get(pk=body.pk), seats, known)


# --- One session of it ---------------------------------------------------------------------------------------------
DRAFTED, CONVENED, DAY = "2026-05-11 09:00", "2026-05-12 09:00", "2026-05-14"
PLAN = "Plan de trabajo de la cadena de la quinua"


def drafted(mesa: Mesa, **facts: Any) -> Player:
    at = lima(DRAFTED)
    facts = {"kind": "ordinary", "place": mesa.body.usual_place, "by": mesa.committee.secretary, "at": at} | facts
    player = Player.draft(mesa.body, facts.pop("kind"), lima(f"{DAY} 10:00"), **facts)
    player.add_item(Station.ORDER_OF_DAY, PLAN, at, key="plan", decision_wanted=True, minutes=30)
    return player


def convened(mesa: Mesa, player: Player | None = None) -> Player:
    player = player or drafted(mesa)
    player.convene(lima(CONVENED))
    return player


def in_session(mesa: Mesa, player: Player | None = None) -> Player:
    """Called with one present, which is not enough, and installed with two of three, the coordinator among them."""
    player = player or convened(mesa)
    player.arrive(1, "09:55")
    player.call("10:00")
    player.arrive(COORDINATOR, "10:05")
    player.call("10:10")
    player.meeting.refresh_from_db()
    return player


def closed(mesa: Mesa, player: Player | None = None) -> Player:
    """A tie that the coordinator decides: one acuerdo."""
    player = player or in_session(mesa)
    player.note("plan", "<div>La coordinadora expuso las metas del año.</div>", "10:20")
    tied = player.ask("M1", f"Aprobar el {PLAN}.", "plan", "10:30", responsible_id=mesa.seats[1].pk)
    player.count(tied, 1, 1, 0, "10:32")
    voting.cast_deciding_vote(
        Act(mesa.coordinator, player.hour("10:34")), motion_id=tied.pk, option_id=option_of(tied, Sense.FOR)
    )
    player.close("11:00")
    player.meeting.refresh_from_db()
    return player
