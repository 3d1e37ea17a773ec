"""Years of history out of one session: its rows copied month by month into the past."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.utils import timezone

from audit.models import Event
from documents.models import Counter as NumberCounter
from documents.models import Instrument, IssuedDocument
from members.enums import SeatRole
from members.models import Body
from members.selectors import MemberRow, members_on
from norms.selectors import letterhead_on
from sessions_app.enums import DocumentKind
from sessions_app.models import (
    Acta,
    ActaDecision,
    ActaObservation,
    ActaSection,
    ActaSignature,
    ActaVersion,
    Acuerdo,
    AgendaItem,
    Ballot,
    ChairSpell,
    Dispatch,
    Meeting,
    MeetingDocument,
    Motion,
    MotionOption,
    MotionVoter,
    Presence,
    Receipt,
    RollCall,
    RollEntry,
)

MONTH = 30.4375
#: Sessions whose rows are held in memory before they are written.
CHUNK = 12
#: Rows in one statement.
BATCH = 200

Row = dict[str, Any]
Table = type[models.Model]


@transaction.atomic
def copy_session(model: Meeting, body: Body, *, months: range) -> None:
    """One more session like this one for each of `months`, so many months before it (after it where negative).

    Each with the institutions' parts gone round: in the n-th copy what the model session says of one seat is said of the
    n-th seat after it. So each has its own record, and whatever adds up in the model adds up in the copies. Rulings and
    frozen payloads stay as they are. Rows are written as they stand in the database: half a million models are slow.
    """
    tables = _rows_of(model)
    numbers = _Numbers(body)
    copier = _Copier(tables, members_on(body, timezone.localdate(model.scheduled_at)), numbers)
    made: dict[Table, list[list[Any]]] = defaultdict(list)
    for n, month in enumerate(months, start=1):
        copier.copy(month, made)
        if n % CHUNK == 0 or n == len(months):
            for table in tables:
                _insert(table, made.pop(table, []))
    numbers.keep()
    with connection.cursor() as cursor:  # PostgreSQL does not notice keys that were given
        for statement in connection.ops.sequence_reset_sql(no_style(), list(tables)):
            cursor.execute(statement)


def _insert(table: Table, rows: list[list[Any]]) -> None:
    quote = connection.ops.quote_name
    columns = [quote(field.column) for field in table._meta.concrete_fields]
    head = f"INSERT INTO {quote(table._meta.db_table)} ({', '.join(columns)}) VALUES "  # noqa: S608 - our own names
    one = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), BATCH):
            batch = rows[start : start + BATCH]
            cursor.execute(head + ", ".join([one] * len(batch)), list(itertools.chain.from_iterable(batch)))


def _rows_of(meeting: Meeting) -> dict[Table, list[Row]]:
    """Every row that hangs from the session, in an order in which they can be written."""
    here, entry, motion = {"meeting": meeting}, {"entry__meeting": meeting}, {"motion__meeting": meeting}
    acta, version = {"acta__meeting": meeting}, {"version__acta__meeting": meeting}
    wanted: dict[Table, dict[str, Any]] = {
        Meeting: {"pk": meeting.pk},
        AgendaItem: here,
        RollEntry: here,
        Dispatch: here,
        Receipt: entry,
        RollCall: here,
        ChairSpell: here,
        Presence: entry,
        Motion: here,
        MotionOption: motion,
        MotionVoter: motion,
        Ballot: motion,
        Instrument: {"pk__in": Acuerdo.objects.filter(**here).values("instrument")},
        Acuerdo: here,
        IssuedDocument: {"pk__in": MeetingDocument.objects.filter(**here).values("document")},
        MeetingDocument: here,
        Acta: here,
        ActaSection: acta,
        ActaVersion: acta,
        ActaObservation: version,
        ActaDecision: version,
        ActaSignature: acta,
        Event: {"stream": meeting.stream},
    }
    fields = {table: [field.attname for field in table._meta.concrete_fields] for table in wanted}
    return {
        table: list(table.objects.filter(**of).order_by("pk").values(*fields[table])) for table, of in wanted.items()
    }


@dataclass(frozen=True, slots=True)
class _Shape:
    """How the rows of a table are written: the place of each column, and what has to change in a copy."""

    columns: dict[str, int]
    moments: tuple[tuple[str, Any], ...]  # with what makes the database's value of it
    keys: tuple[tuple[str, Table], ...]
    prepared: list[list[Any]]  # the model's rows as the database takes them


class _Copier:
    def __init__(self, tables: dict[Table, list[Row]], members: list[MemberRow], numbers: _Numbers) -> None:
        self.tables, self.members, self.numbers = tables, members, numbers
        self.meeting_id: int = tables[Meeting][0]["id"]
        self.place = {member.seat.pk: index for index, member in enumerate(members)}
        self.shapes = {table: _shape(table, tables) for table in tables}
        self.next_key = {table: _keys_after(table) for table in tables}

    def copy(self, months: int, made: dict[Table, list[list[Any]]]) -> None:
        earlier = timedelta(days=round(MONTH * months))
        new: dict[Table, dict[int, int]] = {}
        who: dict[int, MemberRow] = {}  # roll entry of the model → whose part it is in this copy
        for table, rows in self.tables.items():
            shape, keys = self.shapes[table], self.next_key[table]
            new[table] = {row["id"]: next(keys) for row in rows}
            for row, prepared in zip(rows, shape.prepared, strict=True):
                changed: Row = {"id": new[table][row["id"]]}
                for name, target in shape.keys:
                    if row[name] is not None:
                        changed[name] = new[target][row[name]]
                self._change_parts(table, row, changed, months, who)
                self._name(table, row, changed, earlier, new[Meeting][self.meeting_id])
                copied = list(prepared)
                for name, value in changed.items():
                    copied[shape.columns[name]] = value
                for name, adapt in shape.moments:
                    if row[name] is not None:
                        copied[shape.columns[name]] = adapt(row[name] - earlier)
                made[table].append(copied)

    def _after(self, seat_id: int, months: int) -> MemberRow:
        return self.members[(self.place[seat_id] + months) % len(self.members)]

    def _change_parts(self, table: Table, row: Row, changed: Row, months: int, who: dict[int, MemberRow]) -> None:
        if table is RollEntry and row["seat_id"] is not None:
            member = who[row["id"]] = self._after(row["seat_id"], months)
            changed |= {
                "seat_id": member.seat.pk,
                "position": member.number,
                "name": member.institution.name,
                "short_name": member.institution.short_name,
                "sector": member.institution.sector,
            }
            for role in SeatRole:
                person = _person(member, role)
                changed |= {f"{role}_id": person.pk if person else None, f"{role}_name": str(person or "")}
        elif row.get("responsible_id") is not None:
            member = self._after(row["responsible_id"], months)
            changed["responsible_id"] = member.seat.pk
            if "responsible_name" in row:
                changed["responsible_name"] = member.institution.name
        elif row.get("entry_id") in who:
            person = _person(who[row["entry_id"]], row.get("role", SeatRole.TITULAR))
            if person and "name" in row:
                changed["name"] = person.full_name
            if person and "email" in row:
                changed["email"] = person.email

    def _name(self, table: Table, row: Row, changed: Row, earlier: timedelta, meeting: int) -> None:
        """What must differ from every other row: numbers, codes, tokens, streams."""
        if table is Meeting:
            year = timezone.localtime(row["convened_at"] - earlier).year
            changed |= {"year": year, "number": self.numbers.next(f"sesion-{row['kind']}", year)}
        elif table is Dispatch:
            changed["token"] = f"bench-{changed['id']}"
        elif table is IssuedDocument:
            year = timezone.localtime(row["issued_at"] - earlier).year
            number = self.numbers.next(row["kind"], year)
            code = f"{changed['id']:012d}"
            changed |= {
                "year": year,
                "number": number,
                "label": self.numbers.label(row["kind"], year, number),
                "verification_code": f"{code[:4]}-{code[4:8]}-{code[8:]}",
            }
        elif table is Acuerdo:
            year = timezone.localtime(row["numbered_at"] - earlier).year
            number = self.numbers.next(DocumentKind.ACUERDO, year)
            changed |= {"year": year, "number": number, "label": self.numbers.label(DocumentKind.ACUERDO, year, number)}
        elif table is Event:
            changed["stream"] = f"meeting:{meeting}"


class _Numbers:
    """The counters of the series, ahead of what has been issued."""

    def __init__(self, body: Body) -> None:
        self.series = body.slug
        self.suffix = letterhead_on(body.slug, timezone.localdate()).suffix
        rows = NumberCounter.objects.filter(series=body.slug).values_list("kind", "year", "last")
        self.last = Counter({(kind, year): last for kind, year, last in rows})

    def next(self, kind: str, year: int) -> int:
        self.last[str(kind), year] += 1
        return self.last[str(kind), year]

    def label(self, kind: str, year: int, number: int) -> str:
        return f"{DocumentKind(kind).label} N° {number:03d}-{year}-{self.suffix}"

    def keep(self) -> None:
        NumberCounter.objects.bulk_create(
            [
                NumberCounter(series=self.series, kind=kind, year=year, last=last)
                for (kind, year), last in self.last.items()
            ],
            update_conflicts=True,
            unique_fields=["series", "kind", "year"],
            update_fields=["last"],
        )


def _person(member: MemberRow, role: str) -> Any:
    accreditation = member.accreditation(SeatRole(role))
    return accreditation.person if accreditation else None


def _shape(table: Table, tables: dict[Table, list[Row]]) -> _Shape:
    fields = table._meta.concrete_fields
    return _Shape(
        columns={field.attname: place for place, field in enumerate(fields)},
        moments=tuple((field.attname, _adapter(field)) for field in fields if isinstance(field, models.DateField)),
        keys=tuple((f.attname, f.related_model) for f in fields if f.is_relation and f.related_model in tables),
        prepared=[
            [field.get_db_prep_save(row[field.attname], connection) for field in fields] for row in tables[table]
        ],
    )


def _adapter(field: models.DateField) -> Any:
    """What makes of a date or a moment the value this database stores."""
    if isinstance(field, models.DateTimeField):
        return connection.ops.adapt_datetimefield_value
    return connection.ops.adapt_datefield_value


def _keys_after(table: Table) -> Iterator[int]:
    highest = table.objects.aggregate(models.Max("pk"))["pk__max"] or 0
    return itertools.count(highest + 1)
