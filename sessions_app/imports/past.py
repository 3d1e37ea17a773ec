"""The office's table of past sessions with their attendance: one row per session and institution (Art. 7, 12, 13, 15.1)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, ClassVar

from django.utils import timezone

from exchange.kinds import CHOICE, DATE, FLAG, NUMBER, TIME, WHOLE_ROW, Field, Row, Run
from members.enums import SeatRole
from members.imports import OfficeKind, body_of
from norms.wording import explain
from regulation.refusal import Refused

from ..enums import Capacity, MeetingKind
from ..selectors.past import CommitteeThen, Names, Summoned, first_day_of_rules
from ..services.past import (
    Attended,
    PastSession,
    judge_notice_then,
    judge_quorum_then,
    problems_of,
    record_past_session,
    rules_on,
    sat,
)

ABSENT, EXCUSED = "absent", "excused"
#: What is said of the session and not of the institution: equal in all its rows, or left empty in all but one.
_OF_THE_SESSION = ("held_on", "start", "end", "place", "convened_on", "installed", "last_acuerdo")
#: Names of the fields under which a problem of the session is reported, where they are not those of `PastSession`.
_FIELD_OF = {"ended_at": "end"}
_NAMED = 5
SEAT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class _Said:
    """What the rows say together of their session, each datum with the row that says it first."""

    values: Mapping[str, Any]
    rows: Mapping[str, Row]

    def row(self, name: str, default: Row) -> Row:
        return self.rows.get(name, default)


class PastSessions(OfficeKind):
    slug = "sesiones-pasadas"
    title = "Sesiones pasadas y su asistencia"
    noun = ("asistencia", "asistencias")
    lead = "Las sesiones que el comité realizó antes de usar este sistema, con quién asistió por cada institución."
    consequence = (
        "Las sesiones quedan registradas con su asistencia: cuentan para las obligaciones de su año y para el registro de cada "
        "institución, y no se borran. Sus actas siguen en papel."
    )
    articles = ("7", "12", "13", "15.1")
    of_bodies = True
    rests_on_others = True
    advice = (
        "Una fila por sesión e institución. Las filas de una misma sesión repiten su tipo, número y año.",
        "La fecha, las horas, el lugar y la convocatoria se escriben en todas las filas de la sesión, o solo en la primera.",
        "La hora de inicio es aquella en que se instaló, con el quórum alcanzado.",
        "La institución se escribe por su número de asiento, su RUC o su nombre; también vale el nombre que tenía entonces.",
        "La institución que no tiene fila en una sesión figura ausente: la revisión lo avisa antes de confirmar.",
        "Si no escribe quién asistió, se toma a la persona acreditada ese día: incorpore antes las acreditaciones.",
        "Para MINCETUR y el Gobernador Regional escriba «MINCETUR» o «Gobernador Regional» como institución.",
        "Sin fecha de convocatoria no consta que se citó a tiempo, y las inasistencias de esa sesión no se computan.",
    )
    fields: ClassVar[Sequence[Field]] = (
        Field(
            "kind",
            "Tipo de sesión",
            "De qué clase fue.",
            required=True,
            kind=CHOICE,
            choices=MeetingKind.choices,
            synonyms={
                **dict.fromkeys(("ord", "sesión ordinaria"), MeetingKind.ORDINARY.value),
                **dict.fromkeys(("ext", "extraord", "sesión extraordinaria"), MeetingKind.EXTRAORDINARY.value),
            },
            example="Ordinaria",
            also=("Tipo", "Clase"),
        ),
        Field("number", "Número", "Solo el número, sin el año.", required=True, kind=NUMBER, example="1", also=("N°",)),
        Field("year", "Año", "El de la numeración.", required=True, kind=NUMBER, example="2024"),
        Field(
            "held_on",
            "Fecha",
            "El día en que se realizó.",
            kind=DATE,
            example="15/03/2024",
            also=("Fecha de la sesión",),
        ),
        Field("start", "Hora de inicio", "A la que se instaló.", kind=TIME, example="10:00", also=("Inicio",)),
        Field("end", "Hora de fin", "A la que terminó.", kind=TIME, example="12:30", also=("Fin",)),
        Field("place", "Lugar", "Donde se realizó.", example="Auditorio de DIRCETUR", max_length=250),
        Field(
            "convened_on",
            "Convocada el",
            "El día en que se envió la convocatoria; vacío si no se sabe.",
            kind=DATE,
            example="06/03/2024",
            also=("Fecha de convocatoria",),
        ),
        Field(
            "installed",
            "Instalada",
            "Sí o no; vacío: lo dice el quórum.",
            kind=FLAG,
            example="sí",
            also=("Se instaló",),
        ),
        Field(
            "last_acuerdo",
            "Último acuerdo",
            "El último número de acuerdo que se dio en la sesión, para que la numeración siga desde ahí.",
            kind=NUMBER,
            example="4",
        ),
        Field(
            "institution",
            "Institución",
            "Número de asiento, RUC o nombre.",
            required=True,
            example="5",
            also=("Asiento", "Institución (asiento, RUC o nombre)"),
            max_length=250,
        ),
        Field(
            "came",
            "Asistió",
            "Quién vino por la institución; justificado: no vino, y lo avisó.",
            required=True,
            kind=CHOICE,
            choices=(
                (SeatRole.TITULAR.value, "Titular"),
                (SeatRole.ALTERNATE.value, "Alterno"),
                (ABSENT, "Ausente"),
                (EXCUSED, "Justificado"),
            ),
            # Neither «A» nor «X» nor «P»: in one list they came, in another they did not.
            synonyms={
                **dict.fromkeys(("falta", "faltó", "no asistió", "inasistente", "ausente sin justificar"), ABSENT),
                **dict.fromkeys(("ausente justificado", "falta justificada", "justificada", "justificó"), EXCUSED),
                **dict.fromkeys(("alterna", "suplente"), SeatRole.ALTERNATE.value),
                "t": SeatRole.TITULAR.value,
            },
            example="Titular",
            also=("Asistencia",),
        ),
        Field(
            "name",
            "Nombre de quien asistió",
            "Vacío: la persona acreditada ese día.",
            example="",
            also=("Nombre", "Asistente"),
            max_length=160,
        ),
        Field("since", "Hora de llegada", "Vacío: desde el inicio.", kind=TIME, example="10:20", also=("Llegada",)),
        Field("until", "Hora de salida", "Vacío: hasta el fin.", kind=TIME, example="", also=("Salida",)),
    )
    columns_of: ClassVar[Mapping[str, str]] = {
        "no_person_then": "name",
        "ambiguous_person": "name",
        "person_elsewhere_then": "name",
        "other_role_then": "name",
        "not_accredited_then": "name",
        "absent_with_details": "came",
        "left_before_arriving": "until",
        "outside_session": "since",
        "session_differs": "number",
        "session_lived_here": "number",
        "session_same_hour": "number",
    }

    def label(self, row: Row) -> str:
        kind = MeetingKind(row.text("kind")).label if row.text("kind") in MeetingKind.values else "Sesión"
        number, year, who = row.number_of("number"), row.number_of("year"), row.text("institution") or "?"
        named = f"{kind} {f'{number:03d}' if number else '?'}-{year or '?'}"
        return f"{named}, {f'asiento {who}' if who.isdecimal() and len(who) <= SEAT_DIGITS else who}"

    # --- Rows that are one session ---------------------------------------------------------------------------------
    def groups(self, rows: Sequence[Row], run: Run) -> Iterable[Sequence[Row]]:
        """By kind, number and year, the oldest session first, and of one day the one with more rows.

        A row in which one of the three cannot be read goes with the only session that all the rest of it agrees with, so that
        a slip in it does not make its institution absent; it stands alone when there is none.
        """
        found: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        strays = []
        for row in rows:
            said = _session_named(row)
            if all(said):
                found[said].append(row)
            else:
                strays.append(row)
        whole = [(said, self._day(group)) for said, group in found.items()]
        for row in strays:
            agreeing = [said for said, day in whole if _agrees(row, said, day)]
            found[agreeing[0] if len(agreeing) == 1 else ("", 0, row.number)].append(row)
        return sorted(found.values(), key=lambda group: (self._day(group) or date.max, -len(group), group[0].number))

    @staticmethod
    def _day(group: Sequence[Row]) -> date | None:
        return _commonest([day for row in group if (day := row.day("held_on")) is not None])

    def play(self, rows: Sequence[Row], run: Run) -> None:
        kind, number, year = next(filter(all, map(_session_named, rows)), ("", 0, 0))
        said = self._said(rows, run)
        committee = self._committee(said, run)
        voices = self._voices(rows, run, committee)
        self._report_zeros(rows)
        if not kind:
            return
        data = self._session(rows, said, MeetingKind(kind), number, year)
        if data is None or committee is None:
            return
        self._check_hour(rows, data, run)
        members: dict[int, Attended] = {}
        others: dict[Capacity, Attended] = {}
        for voice, row in voices.items():
            if not all(row.readable(name) for name in ("came", "since", "until")):
                continue  # reported already
            attended = _attended(row, data)
            if isinstance(voice, Capacity):
                others[voice] = attended
            else:
                members[voice] = attended
        data = replace(data, members=members, others=others)
        self._judge(rows, data, said, voices, committee, run)
        if all(row.good for row in rows):
            self._record(rows, data, committee, run)

    @staticmethod
    def _report_zeros(rows: Sequence[Row]) -> None:
        for row in rows:
            for name in ("number", "year"):
                if row.number_of(name) == 0:
                    row.wrong(name, explain(Refused.because("bad_session_number").ruling))

    def _check_hour(self, rows: Sequence[Row], data: PastSession, run: Run) -> None:
        """Two numbers for one hour in one table, reported where the fewer rows are."""
        at_that_hour = run.memory.setdefault(
            ("hour", data.kind, data.held_at), (data.number, data.year, rows[0].number)
        )
        number, year, first = at_that_hour
        if (number, year) != (data.number, data.year):
            rows[0].wrong(
                "number",
                f"La fila {first} dice que a esa misma fecha y hora se realizó la sesión {number:03d}-{year}: corrija el número o la "
                "hora.",
            )

    # --- What the session is ---------------------------------------------------------------------------------------
    def _said(self, rows: Sequence[Row], run: Run) -> _Said:
        """What most rows say; a row that says otherwise is reported, with the row it differs from."""
        values: dict[str, Any] = {}
        first: dict[str, Row] = {}
        for name in _OF_THE_SESSION:
            saying = [row for row in rows if row.readable(name) and row.filled(name)]
            if name == "held_on":
                self._check_days(saying, run)
            value = _commonest([row.values[name] for row in saying])
            if value is None:
                continue
            values[name] = value
            first[name] = next(row for row in saying if row.values[name] == value)
            for row in saying:
                if row.values[name] != value and not (name == "held_on" and _has_problem(row, name)):
                    row.wrong(
                        name,
                        f"La fila {first[name].number} es de la misma sesión y dice {_shown(value)}: corrija una de las dos.",
                    )
        return _Said(values, first)

    def _check_days(self, rows: Sequence[Row], run: Run) -> None:
        """A day that cannot be is reported in its own row, whatever the others say."""
        starts_on = run.memory.setdefault("first_day", first_day_of_rules(body_of(run)))
        for row in rows:
            day = row.values["held_on"]
            if day > run.today:
                facts = {"date": day, "latest": run.today}
                row.wrong("held_on", explain(Refused.because("future_date", facts=facts).ruling))
            elif starts_on is None or day < starts_on:
                facts = {"starts_on": starts_on or ""}
                row.wrong("held_on", explain(Refused.because("before_regulation", facts=facts).ruling))

    def _committee(self, said: _Said, run: Run) -> CommitteeThen | None:
        """The committee of the session's day; None where the day is not known or cannot be."""
        held_on = said.values.get("held_on")
        if held_on is None or _has_problem(said.rows["held_on"], "held_on"):
            return None
        asked = (held_on, said.values.get("convened_on"))
        if asked not in run.memory:
            run.memory[asked] = CommitteeThen(body_of(run), *asked)
        found: CommitteeThen = run.memory[asked]
        return found

    def _session(
        self, rows: Sequence[Row], said: _Said, kind: MeetingKind, number: int, year: int
    ) -> PastSession | None:
        """The session without its attendance; None, with what is missing reported, where it cannot be built."""
        values, row = said.values, rows[0]
        missing = [
            words
            for name, words in (("held_on", "la fecha"), ("start", "la hora de inicio"), ("end", "la hora de fin"))
            if name not in values and all(other.readable(name) for other in rows)
        ]
        if missing:
            listed = ", ".join(missing[:-1]) + (" y " if len(missing) > 1 else "") + missing[-1]
            row.wrong(
                "number", f"Ninguna fila de esta sesión dice {listed}: escríbalo en una de ellas, o revise el número."
            )
        if not {"held_on", "start", "end"} <= values.keys():
            return None
        return PastSession(
            kind=kind,
            number=number,
            year=year,
            held_at=_moment(values["held_on"], values["start"]),
            ended_at=_moment(values["held_on"], values["end"]),
            place=values.get("place", ""),
            convened_on=values.get("convened_on"),
            installed=values.get("installed"),
            last_acuerdo=values.get("last_acuerdo"),
        )

    # --- Who came --------------------------------------------------------------------------------------------------
    def _voices(self, rows: Sequence[Row], run: Run, committee: CommitteeThen | None) -> dict[int | Capacity, Row]:
        """The row of each voice of the roll; what no row can mean, and what comes twice, is reported."""
        names: Names = run.memory.get("names") or run.memory.setdefault("names", Names(body_of(run)))
        found: dict[int | Capacity, Row] = {}
        for row in rows:
            if not row.filled("institution"):
                continue
            try:
                voice = _voice(row.text("institution"), names, committee)
            except Refused as refusal:
                row.wrong("institution", self.explain(refusal.ruling))
                continue
            if voice in found:
                row.wrong(
                    "institution",
                    f"Esta institución ya figura en la fila {found[voice].number} de la misma sesión: deje una sola.",
                )
            else:
                found[voice] = row
        return found

    def _judge(
        self,
        rows: Sequence[Row],
        data: PastSession,
        said: _Said,
        voices: Mapping[int | Capacity, Row],
        committee: CommitteeThen,
        run: Run,
    ) -> None:
        """Report everything that the service would refuse, each in its cell."""
        for problem in problems_of(data, committee, now=run.act.at):
            words = self.explain(problem.refusal.ruling)
            if problem.voice is not None:
                voices[problem.voice].wrong(self.columns_of.get(problem.refusal.ruling.code, "institution"), words)
            elif problem.about == "installed" and not all(row.good for row in rows):
                continue  # the quorum of rows that are still to be corrected says nothing
            else:
                name = _FIELD_OF.get(problem.about, problem.about or WHOLE_ROW)
                said.row(name, rows[0]).wrong(name, words)

    def _record(self, rows: Sequence[Row], data: PastSession, committee: CommitteeThen, run: Run) -> None:
        try:
            recorded = record_past_session(run.act, body=committee.body, data=data, import_batch=run.batch)
        except Refused as refusal:
            rows[0].wrong(self.columns_of.get(refusal.ruling.code, WHOLE_ROW), self.explain(refusal.ruling))
            return
        for row in rows:
            if recorded.new:
                row.new()
            else:
                row.same()
        if recorded.new:
            for note in _notes(data, committee):
                rows[0].note(note)


def _session_named(row: Row) -> tuple[str, int, int]:
    """(kind, number, year); "" or 0 for what is missing or cannot be read."""
    return row.text("kind"), row.number_of("number") or 0, row.number_of("year") or 0


def _agrees(row: Row, said: tuple[Any, ...], day: date | None) -> bool:
    mine = _session_named(row)
    held_on = row.day("held_on")
    return all(not one or one == other for one, other in zip(mine, said, strict=True)) and held_on in (None, day)


def _voice(text: str, names: Names, committee: CommitteeThen | None) -> int | Capacity:
    """Whom the cell means; where the day is not known yet, whether the name is one of the padrón at all."""
    if committee is None:
        return names.voice(text)
    found = committee.find(text, names)
    return found.seat.number if isinstance(found, Summoned) else found


def _attended(row: Row, data: PastSession) -> Attended:
    came, since, until = row.text("came"), row.hour("since"), row.hour("until")
    return Attended(
        role=SeatRole(came) if came in SeatRole.values else None,
        name=row.text("name"),
        since=_moment(data.held_on, since) if since else None,
        until=_moment(data.held_on, until) if until else None,
        excused=came == EXCUSED,
    )


def _notes(data: PastSession, committee: CommitteeThen) -> Iterable[str]:
    """What the office should see before it confirms, although nothing is wrong."""
    missing = [seat.institution.name for number, seat in committee.summoned.items() if number not in data.members]
    if missing:
        shown = "; ".join(missing[:_NAMED]) + (f" y {len(missing) - _NAMED} más" if len(missing) > _NAMED else "")
        yield f"Sin fila en esta sesión, figuran ausentes: {shown}."
    rules = rules_on(committee)
    quorum, notice = judge_quorum_then(data, committee, rules), judge_notice_then(data, committee, rules)
    if not sat(data, quorum):
        yield f"Se registra como no instalada. {explain(quorum)}"
    if data.convened_on is None:
        yield "Sin fecha de convocatoria: sus inasistencias no se computan (Art. 7, 15.1)."
    elif not notice.holds:
        yield f"{explain(notice)} La sesión se registra con ese defecto y sus inasistencias no se computan (Art. 15.1)."


def _commonest(values: Sequence[Any]) -> Any:
    """The value most rows give, the first of them in a tie; None where no row gives any."""
    return Counter(values).most_common(1)[0][0] if values else None


def _has_problem(row: Row, name: str) -> bool:
    heading = row.columns.get(name, name)
    return any(where == heading for where, _ in row.problems)


def _moment(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, bool):
        return "«sí»" if value else "«no»"
    return f"«{value}»"
