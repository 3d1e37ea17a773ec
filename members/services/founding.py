"""Bodies: a committee from its data files, with its regulation, calendar, letterhead and seats; a Mesa among its members."""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, cast

from django.conf import settings
from django.db import transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from documents.models import Instrument
from norms.models import Letterhead, NonWorkingDay, OfficialYear, RegulationVersion, Rulebook
from norms.selectors import version_in_force
from regulation.mesas import MesaMember, judge_composition
from regulation.refusal import Refused

from ..acts import begin
from ..enums import EntryBasis, ExitBasis, InstitutionKind, Sector
from ..models import Body, Institution, Seat, SeatHolding
from ..selectors import members_on
from ..words import searchable
from .checks import check_day
from .papers import paper_facts

SECTORS = {"publico": Sector.PUBLIC, "privado": Sector.PRIVATE, "academico": Sector.ACADEMIC}
EVERYWHERE = "nacional"


@dataclass(frozen=True, slots=True)
class Founded:
    """The body, and how many rows of each kind this run added (none when it was there already)."""

    body: Body
    added: Mapping[str, int]


@transaction.atomic
def found_body(*, folder: Path, name: str, now: datetime) -> Founded:
    """Load `<name>.json`, instituciones.csv, feriados.csv and anios.csv from a folder. Whole or not at all.

    What is there already stays as the office left it: nothing is overwritten, and a seat that has a holder keeps it. A file
    that cannot be read as expected is a ValueError that names it.
    """
    facts = _facts(folder, name)
    rulebook, new = load_rulebook(facts)
    added = {"version": int(new)}
    body, new = Body.objects.get_or_create(slug=facts["body"]["slug"], defaults={**facts["body"], "rulebook": rulebook})
    added["body"] = int(new)
    letterhead = facts["letterhead"]
    _, new = Letterhead.objects.get_or_create(
        series=body.slug,
        starts_on=date.fromisoformat(letterhead["starts_on"]),
        defaults={key: value for key, value in letterhead.items() if key != "starts_on"},
    )
    added["letterhead"] = int(new)
    added["days"] = load_days(folder / "feriados.csv")
    added["years"] = _load_years(folder / "anios.csv")
    added["seats"] = _load_seats(body, folder / "instituciones.csv", facts, now)
    return Founded(body, added)


def load_rulebook(facts: Mapping[str, Any]) -> tuple[Rulebook, bool]:
    """The rulebook of a data file with the version in it; whether that version is new."""
    rulebook, _ = Rulebook.objects.get_or_create(slug=facts["rulebook"]["slug"], defaults=facts["rulebook"])
    version = facts["version"]
    starts_on = date.fromisoformat(version["starts_on"])
    _, new = RegulationVersion.objects.get_or_create(
        code=version["code"], defaults={**version, "starts_on": starts_on, "rulebook": rulebook}
    )
    return rulebook, new


@transaction.atomic
def found_mesa(
    act: Act,
    *,
    committee_id: int,
    slug: str,
    name: str,
    short_name: str,
    seat_ids: Iterable[int],
    instrument: Instrument,
    starts_on: date,
    folder: Path = settings.BASE_DIR / "data",
) -> Body:
    """Art. 10: a Mesa of members of the committee, each with a seat of its own in it, by the paper that constitutes it.

    Its regulation and its shape are those of `mesas.json`. Refused: future_date, not_member (a seat that nobody holds on
    `starts_on`), and what judge_composition says of those who make it up.
    """
    act, committee = begin(act, Body.objects, committee_id, may="membership.change")
    check_day(act, starts_on)
    asked = set(seat_ids)
    rows = [row for row in members_on(committee, starts_on) if row.seat.pk in asked]
    if len(rows) != len(asked):
        raise Refused.because("not_member", "Art. 10")
    facts = _facts(folder, "mesas")
    rulebook, _ = load_rulebook(facts)
    ruling = judge_composition(
        members=[
            MesaMember(
                str(row.number), cast(Literal["public", "private", "academic"], row.institution.sector), row.suspended
            )
            for row in rows
        ],
        regulation=version_in_force(rulebook, starts_on).rules(),
    )
    if not ruling.holds:
        raise Refused(ruling)
    mesa = Body.objects.create(
        slug=slug, name=name, short_name=short_name, parent=committee, rulebook=rulebook, **facts["body"]
    )
    for number, row in enumerate(rows, start=1):
        holding = SeatHolding.objects.create(
            seat=Seat.objects.create(body=mesa, number=number),
            institution=row.institution,
            instrument=instrument,
            starts_on=starts_on,
            basis=EntryBasis.FOUNDING,
        )
        _log_holding(act, holding, None)
    return mesa


def _facts(folder: Path, name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    return facts


def load_days(path: Path) -> int:
    """fecha,nombre,ambito,norma,cada_anio → rows of the calendar; «nacional» holds everywhere. How many were new."""
    added = 0
    for row in _rows(path, {"fecha", "nombre", "ambito", "norma", "cada_anio"}):
        _, new = NonWorkingDay.objects.get_or_create(
            date=date.fromisoformat(row["fecha"]),
            territory="" if row["ambito"] == EVERYWHERE else row["ambito"],
            defaults={"name": row["nombre"], "norm": row["norma"], "every_year": row["cada_anio"] == "si"},
        )
        added += new
    return added


def _load_years(path: Path) -> int:
    added = 0
    for row in _rows(path, {"anio", "nombre", "norma"}):
        _, new = OfficialYear.objects.get_or_create(
            year=int(row["anio"]), defaults={"name": row["nombre"], "norm": row["norma"]}
        )
        added += new
    return added


def _load_seats(body: Body, path: Path, facts: Mapping[str, Any], now: datetime) -> int:
    starts_on = date.fromisoformat(facts["version"]["starts_on"])
    successions = {succession["seat"]: succession for succession in facts.get("successions", [])}
    taken = set(SeatHolding.objects.filter(seat__body=body).values_list("seat__number", flat=True))
    founding: Instrument | None = None
    added = 0
    for row in _rows(path, {"asiento", "nombre", "sector", "clase", "nombre_corto"}):
        number = int(row["asiento"])
        if number in taken:
            continue
        founding = founding or _instrument(facts["instrument"], now)
        seat, _ = Seat.objects.get_or_create(body=body, number=number)
        institution = Institution.objects.create(
            name=row["nombre"],
            short_name=row["nombre_corto"],
            sector=SECTORS[row["sector"]],
            kind=InstitutionKind(row["clase"]),
            search_text=searchable(row["nombre"], row["nombre_corto"]),
        )
        holding = SeatHolding(
            seat=seat, institution=institution, instrument=founding, starts_on=starts_on, basis=EntryBasis.FOUNDING
        )
        succession = successions.get(number)
        passed_on = date.fromisoformat(succession["starts_on"]) if succession else None
        by_law = _instrument(succession["instrument"], now) if succession else None
        if by_law is not None:
            holding.ends_before, holding.end_basis, holding.end_instrument = passed_on, ExitBasis.SUCCESSION, by_law
            write(institution, superseded_on=passed_on)
        holding.save()
        _log_holding(Act(None, now), holding, None)
        if succession is not None and passed_on is not None and by_law is not None:
            successor = Institution.objects.create(
                name=succession["name"],
                short_name=succession["short_name"],
                sector=institution.sector,
                kind=institution.kind,
                predecessor=institution,
                search_text=searchable(
                    succession["name"], succession["short_name"], institution.name, institution.short_name
                ),
            )
            later = SeatHolding.objects.create(
                seat=seat,
                institution=successor,
                instrument=by_law,
                starts_on=passed_on,
                basis=EntryBasis.SUCCESSION,
            )
            _log_holding(Act(None, now), later, institution)
        added += 1
    return added


def _instrument(facts: Mapping[str, str], now: datetime) -> Instrument:
    return Instrument.objects.create(**{**facts, "date": date.fromisoformat(facts["date"])}, recorded_at=now)


def _log_holding(act: Act, holding: SeatHolding, earlier: Institution | None) -> None:
    record(
        act,
        "holding.changed",
        holding,
        "starts_on",
        seat=holding.seat.number,
        institution=holding.institution.name,
        replaces=earlier.name if earlier else None,
        **paper_facts(holding.instrument),
    )


def _rows(path: Path, columns: set[str]) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        missing = columns - set(reader.fieldnames or ())
        if missing:
            raise ValueError(f"{path.name}: faltan las columnas {', '.join(sorted(missing))}")
        return [{key: (value or "").strip() for key, value in row.items()} for row in reader]
