"""What the directory's institutions deal with. A theme exists by use; here its name is corrected, and two that mean one are joined."""

from typing import Any

from django.db import transaction

from audit.acts import Act
from audit.services import record
from core.rows import write
from core.text import within
from regulation.refusal import Refused

from ..acts import allow, begin
from ..models import Body, Institution, InstitutionTheme, Theme
from ..words import searchable
from .institutions import LONGEST_THEME, refresh_search_text


@transaction.atomic
def rename_theme(act: Act, *, theme_id: int, body_id: int, name: str, join: bool = False) -> Theme:
    """Correct how it is written. `join`: another theme with that name takes its place everywhere. The theme that remains.

    Refused: theme_name_required, theme_taken (another has that name, and they were not to be joined).
    """
    act, _ = begin(act, Body.objects, body_id, may="directory.change")  # two corrections never run at once
    theme = Theme.objects.select_for_update().get(pk=theme_id)
    name = within(" ".join(name.split()), LONGEST_THEME)
    if not searchable(name):
        raise Refused.because("theme_name_required", field="name")
    if name == theme.name:
        return theme
    other = same_theme(name, but=theme.pk)
    if other is not None and not join:
        raise Refused.because("theme_taken", facts={"theme": other.name}, field="name")
    touched = list(Institution.objects.filter(themes=theme))
    facts: dict[str, Any] = {"before": theme.name, "institutions": len(touched)}
    if other is None:
        write(theme, name=name)
        remains, action = theme, "theme.renamed"
    else:
        held = InstitutionTheme.objects.filter(theme=other).values("institution")
        InstitutionTheme.objects.filter(theme=theme).exclude(institution__in=held).update(theme=other)
        InstitutionTheme.objects.filter(theme=theme).delete()
        theme.delete()
        remains, action = other, "theme.joined"
    for institution in touched:
        refresh_search_text(institution)
    facts["theme"] = remains.name
    record(act, action, remains, **facts)
    return remains


@transaction.atomic
def remove_theme(act: Act, *, theme_id: int, body_id: int) -> None:
    """One that no institution has is not suggested any more. Refused: theme_in_use."""
    act = allow(act, "directory.change", Body.objects.get(pk=body_id))
    theme = Theme.objects.select_for_update().get(pk=theme_id)
    held = InstitutionTheme.objects.filter(theme=theme).count()
    if held:
        raise Refused.because("theme_in_use", facts={"theme": theme.name, "institutions": held})
    record(act, "theme.removed", theme, theme=theme.name)
    theme.delete()


def same_theme(name: str, *, but: int) -> Theme | None:
    """Another theme that reads the same, whatever its accents and capitals."""
    wanted = searchable(name)
    return next((theme for theme in Theme.objects.exclude(pk=but) if searchable(theme.name) == wanted), None)
