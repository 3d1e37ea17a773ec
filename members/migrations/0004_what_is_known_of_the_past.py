"""What the rows from before these columns already say: how each seat passed on, and what a search looks into."""

import unicodedata

from django.db import migrations


def fill(apps, schema_editor):
    holding_model, institution_model = apps.get_model("members", "SeatHolding"), apps.get_model("members", "Institution")
    institutions = institution_model.objects.in_bulk()
    earlier = None
    for holding in holding_model.objects.order_by("seat_id", "starts_on", "pk"):
        follows = earlier is not None and earlier.seat_id == holding.seat_id
        holding.basis = "succession" if follows else "founding"
        holding.save(update_fields=["basis"])
        if follows and earlier.ends_before == holding.starts_on:
            earlier.end_basis, earlier.end_instrument_id = "succession", holding.instrument_id
            earlier.save(update_fields=["end_basis", "end_instrument"])
            _link(institutions, earlier.institution_id, holding)
        earlier = holding
    # Whoever holds a seat today goes by that name, although it once gave another one up.
    for key in holding_model.objects.filter(ends_before=None).values_list("institution_id", flat=True):
        institutions[key].superseded_on = None
    for institution in institutions.values():
        names = [institution, *_before(institutions, institution)]
        words = " ".join(f"{one.name} {one.short_name}" for one in names)
        institution.search_text = _folded(f"{words} {institution.email} Perú")
        institution.save(update_fields=["predecessor", "superseded_on", "search_text"])


def _link(institutions, before_id, holding):
    """`before` became the one that took its seat: to one other only, and never in a circle (a seat may come back)."""
    before, heir = institutions[before_id], institutions[holding.institution_id]
    became = any(other.predecessor_id == before_id for other in institutions.values())
    circle = heir.pk == before_id or any(one.pk == heir.pk for one in _before(institutions, before))
    if became or circle or heir.predecessor_id is not None:
        return
    heir.predecessor_id, before.superseded_on = before_id, holding.starts_on


def _before(institutions, institution):
    """What it was called before, the latest first."""
    while institution.predecessor_id is not None:
        institution = institutions[institution.predecessor_id]
        yield institution


def _folded(words):
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(sign for sign in decomposed if not unicodedata.combining(sign)).split())


class Migration(migrations.Migration):
    dependencies = [("members", "0003_padron")]
    # The triggers that were made here are declared on the models now and made after each migration (audit.append_only).
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
