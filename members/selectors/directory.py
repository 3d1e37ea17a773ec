"""Reads of the directory (Art. 9.3): what is found, what is known of one institution, what nobody has verified."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django_countries import countries

from regulation.calendar import add_months

from ..models import Body, Institution, InstitutionContact, SeatHolding, Theme
from ..words import searchable, sought

#: An entry that nobody has verified for longer is to be verified again.
STALE_MONTHS = 12


def entries() -> QuerySet[Institution]:
    """What the directory shows: not the former names of an institution, nor what was merged into another entry."""
    return Institution.objects.filter(superseded_on=None, merged_into=None)


def found_by(rows: QuerySet[Institution], text: str) -> QuerySet[Institution]:
    """Those that have every word of the text somewhere, in any order, whatever their accents and capitals."""
    for word in sought(text):
        rows = rows.filter(search_text__contains=word)
    return rows


def with_membership(rows: QuerySet[Institution], body: Body, on: date) -> QuerySet[Institution]:
    """Each with `is_member`: whether it holds a seat of the body that day."""
    held = SeatHolding.objects.in_force(on).filter(seat__body=body, institution=OuterRef("pk"))
    return rows.annotate(is_member=Exists(held))


def for_list(body: Body, on: date) -> QuerySet[Institution]:
    """Whole entries in alphabetical order: `search_text` begins with the name, without the accents that upset it."""
    rows = with_membership(entries(), body, on).select_related("verified_by").order_by("search_text", "pk")
    return rows.prefetch_related(Prefetch("themes", Theme.objects.order_by("name")))


def verified_before(on: date) -> date:
    """An entry verified before this day is to be verified again."""
    return add_months(on, -STALE_MONTHS)


def unverified(rows: QuerySet[Institution], on: date) -> QuerySet[Institution]:
    """Never verified, or more than a year ago."""
    return rows.filter(Q(verified_on=None) | Q(verified_on__lt=verified_before(on)))


def is_stale(institution: Institution, on: date) -> bool:
    return institution.verified_on is None or institution.verified_on < verified_before(on)


def ago(then: date, today: date) -> str:
    """«hoy», «ayer», «hace 12 días», «hace 3 meses», «hace 2 años»."""
    days = (today - then).days
    if days <= 1:
        return "hoy" if days <= 0 else "ayer"
    months = (today.year - then.year) * 12 + today.month - then.month
    while add_months(then, months) > today:
        months -= 1
    if months >= 24:
        return f"hace {months // 12} años"
    if months >= 12:
        return "hace más de un año" if add_months(then, 12) < today else "hace un año"
    if months:
        return f"hace {months} {'mes' if months == 1 else 'meses'}"
    return f"hace {days} días"


@dataclass(frozen=True, slots=True)
class Figures:
    """How the directory stands."""

    total: int
    members: int
    never: int
    stale: int


def figures(body: Body, on: date) -> Figures:
    """One query."""
    held = SeatHolding.objects.in_force(on).filter(seat__body=body).values("institution")
    found = entries().aggregate(
        total=Count("pk"),
        members=Count("pk", filter=Q(pk__in=held)),
        never=Count("pk", filter=Q(verified_on=None)),
        stale=Count("pk", filter=Q(verified_on__lt=verified_before(on))),
    )
    return Figures(**found)


def countries_used() -> list[tuple[str, str]]:
    """The countries that some entry has, Peru first, as choices."""
    used = set(entries().order_by().values_list("country", flat=True).distinct())
    named = sorted(((code, countries.name(code)) for code in used), key=lambda pair: searchable(pair[1]))
    return sorted(named, key=lambda pair: pair[0] != "PE")


@dataclass(frozen=True, slots=True)
class UsedTheme:
    """A theme and how many entries of the directory have it."""

    pk: int
    name: str
    used: int


def themes_used() -> list[UsedTheme]:
    """Every theme, in alphabetical order."""
    shown = Q(institution_links__institution__superseded_on=None, institution_links__institution__merged_into=None)
    counted = Theme.objects.annotate(used=Count("institution_links", filter=shown))
    themes = [UsedTheme(*row) for row in counted.order_by("name").values_list("pk", "name", "used")]
    return sorted(themes, key=lambda theme: searchable(theme.name))


# --- One entry -------------------------------------------------------------------------------------------------------
def kept(institution: Institution) -> Institution:
    """Itself, or the entry that took its place when they were merged, however many merges ago.

    A link from an older record (an application to join, say) leads here.
    """
    seen = set()
    while institution.merged_into is not None and institution.pk not in seen:
        seen.add(institution.pk)
        institution = institution.merged_into
    return institution


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that the institution had, and the last day it had it."""

    institution: Institution
    until: date | None


def former_names(institution: Institution) -> list[FormerName]:
    """The latest first; one query each, and few have any."""
    names: list[FormerName] = []
    while institution.predecessor is not None and len(names) < 100:
        institution = institution.predecessor
        last = institution.superseded_on and institution.superseded_on - timedelta(days=1)
        names.append(FormerName(institution, last))
    return names


def successor_of(institution: Institution) -> Institution | None:
    """By what name it goes today, where this is a former one."""
    last = institution
    for _ in range(100):
        later = Institution.objects.filter(predecessor=last).first()
        if later is None:
            break
        last = kept(later)
    return None if last.pk == institution.pk else last


def contacts_of(institution: Institution) -> QuerySet[InstitutionContact]:
    return InstitutionContact.objects.filter(institution=institution).order_by("name", "pk")


def seats_held(institution: Institution, body: Body) -> list[SeatHolding]:
    """The seats it holds or held, under this name, the latest first."""
    held = SeatHolding.objects.filter(institution=institution, seat__body=body)
    return list(held.select_related("seat", "instrument").order_by("-starts_on", "-pk"))


def member_since(institution: Institution, body: Body) -> date | None:
    """Since when it is a member without a break, whatever its names were."""
    names = [institution, *(former.institution for former in former_names(institution))]
    held = list(SeatHolding.objects.filter(institution__in=names, seat__body=body).order_by("-starts_on", "-pk"))
    since: date | None = None
    for holding in held:
        if since is not None and holding.ends_before != since:
            break
        since = holding.starts_on
    return since


def merged_into_it(institution: Institution) -> QuerySet[Institution]:
    return Institution.objects.filter(merged_into=institution).order_by("search_text", "pk")
