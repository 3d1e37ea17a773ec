"""Two entries of the directory that are one institution become one (Art. 9.3). Nothing of either is lost, and nothing is undone."""

from datetime import date
from typing import Any

from django.db import transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from regulation.refusal import Refused

from ..acts import begin
from ..models import Body, Institution, InstitutionContact, InstitutionTheme
from ..selectors.merging import OF_A_MEMBER, UNITS, Merged, described, members_among, merged
from ..words import merged_on
from .directory import same_contact
from .institutions import refresh_search_text


@transaction.atomic
def merge_institutions(
    act: Act, *, body_id: int, keep_id: int, drop_id: int, taken: frozenset[str] = frozenset(), verified: bool = False
) -> Institution:
    """`drop` becomes part of `keep`: its address leads there, and a search for either name finds it.

    Where both say something else `keep`'s stays, or `drop`'s if its unit is in `taken`; what gives way is written into the notes.
    Contacts and themes come over, blanks are filled; `drop`'s row stays as it was, and the event keeps what each of them said.
    `verified`: the person who merges has checked the result. Refused: same_institution, merged_away, superseded (another name took its
    place), both_members, member_stays, name_by_paper, bad_choice.
    """
    act, _ = begin(
        act, Body.objects, body_id, may="directory.change"
    )  # admissions and successions wait: none of the two becomes a member meanwhile
    keep, drop = _locked_pair(keep_id, drop_id)
    _check(keep, drop, taken)
    before, dropped = described(keep), described(drop)
    today = act.day
    result = merged(keep, drop, taken)
    keep.notes = _notes(keep, drop, result, today)
    write(drop, merged_into=keep)
    for field, value in result.values.items():
        setattr(keep, field, value)
    if verified:
        keep.verified_on, keep.verified_by = today, act.by
    keep.save()
    contacts = _bring_contacts(keep, drop)
    themes = _bring_themes(keep, drop)
    facts: dict[str, Any] = {
        "institution": keep.name,
        "dropped": drop.name,
        "dropped_id": drop.pk,
        "before": before,
        "dropped_data": dropped,
        "now": described(keep),
        "contacts": contacts,
        "themes": themes,
        "verified": verified,
    }
    record(act, "institution.merged", keep, **facts)
    record(act, "institution.merged_away", drop, institution=drop.name, into=keep.name, into_id=keep.pk)
    refresh_search_text(keep)  # last: the event keeps the names it was known by
    return keep


def check_merge(keep: Institution, drop: Institution) -> None:
    """What `merge_institutions` refuses whatever is chosen; for the page, before anybody chooses."""
    _check(keep, drop, frozenset())


# --- Steps of the above --------------------------------------------------------------------------------------------
def _locked_pair(keep_id: int, drop_id: int) -> tuple[Institution, Institution]:
    if keep_id == drop_id:
        raise Refused.because("same_institution")
    rows = {
        row.pk: row for row in Institution.objects.select_for_update().filter(pk__in=[keep_id, drop_id]).order_by("pk")
    }
    if len(rows) != len({keep_id, drop_id}):
        raise Institution.DoesNotExist
    return rows[keep_id], rows[drop_id]


def _check(keep: Institution, drop: Institution, taken: frozenset[str]) -> None:
    if keep.pk == drop.pk:
        raise Refused.because("same_institution")
    for row in (keep, drop):
        if row.merged_into is not None:
            raise Refused.because("merged_away", facts={"institution": row.name, "into": row.merged_into.name})
        if row.superseded_on is not None:
            facts = {"institution": row.name, "on": row.superseded_on}
            raise Refused.because("superseded", "Art. 7", facts)
    members = members_among(keep, drop)
    if len(members) > 1:
        raise Refused.because("both_members", "Art. 7", {"keep": keep.name, "drop": drop.name})
    if drop.pk in members:
        raise Refused.because("member_stays", "Art. 7", {"institution": drop.name})
    if not taken <= set(UNITS):
        unknown = sorted(taken - set(UNITS))[0]
        raise Refused.because("bad_choice", facts={"field": unknown, "value": unknown})
    if keep.pk in members and taken & OF_A_MEMBER:
        raise Refused.because("name_by_paper", "Art. 7", {"institution": keep.name}, field="name")


def _notes(keep: Institution, drop: Institution, result: Merged, today: date) -> str:
    """The notes of both, and everything that gave way, with where it comes from."""
    lines = [f"{label[:1].upper()}{label[1:]}: {words}" for label, words in result.given_way]
    own, other = keep.notes.strip(), drop.notes.strip()
    if other and other != own:
        lines.append(other)
    if not lines:
        return keep.notes
    head = merged_on(drop.name, today)
    return "\n".join([*([own, ""] if own else []), head, *lines])


def _bring_contacts(keep: Institution, drop: Institution) -> list[str]:
    """`drop`'s contacts become `keep`'s; one that `keep` has word for word stays where it was."""
    own = list(InstitutionContact.objects.filter(institution=keep))
    brought = []
    for contact in InstitutionContact.objects.filter(institution=drop).order_by("pk"):
        if any(same_contact(contact, other) for other in own):
            continue
        write(contact, institution=keep)
        own.append(contact)
        brought.append(contact.name)
    return brought


def _bring_themes(keep: Institution, drop: Institution) -> list[str]:
    own = set(InstitutionTheme.objects.filter(institution=keep).values_list("theme_id", flat=True))
    new = InstitutionTheme.objects.filter(institution=drop).exclude(theme__in=own).select_related("theme")
    links = [InstitutionTheme(institution=keep, theme=link.theme) for link in new]
    InstitutionTheme.objects.bulk_create(links)
    return sorted(link.theme.name for link in links)
