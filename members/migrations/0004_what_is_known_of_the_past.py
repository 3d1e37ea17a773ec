"""What the rows from before these columns already say: how each seat passed on, and what a search looks into."""

import unicodedata

from django.db import migrations

from audit.append_only import append_only


def fill(apps, schema_editor):
    holding_model = apps.get_model("members", "SeatHolding")
    earlier = None
    for holding in holding_model.objects.order_by("seat_id", "starts_on", "pk"):
        follows = earlier is not None and earlier.seat_id == holding.seat_id
        holding.basis = "succession" if follows else "founding"
        holding.save(update_fields=["basis"])
        if follows and earlier.ends_before == holding.starts_on:
            earlier.end_basis, earlier.end_instrument_id = "succession", holding.instrument_id
            earlier.save(update_fields=["end_basis", "end_instrument"])
            if earlier.institution_id != holding.institution_id:
                earlier.institution.superseded_on = holding.starts_on
                earlier.institution.save(update_fields=["superseded_on"])
                holding.institution.predecessor_id = earlier.institution_id
                holding.institution.save(update_fields=["predecessor"])
        earlier = holding
    for institution in apps.get_model("members", "Institution").objects.all():
        words = f"{institution.name} {institution.short_name}".casefold()
        decomposed = unicodedata.normalize("NFKD", words)
        institution.search_text = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
        institution.save(update_fields=["search_text"])


class Migration(migrations.Migration):
    dependencies = [("members", "0003_padron")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        append_only("members_seatholding", ("seat_id", "institution_id", "instrument_id", "starts_on", "basis")),
        append_only(
            "members_accreditation", ("seat_id", "person_id", "role", "instrument_id", "starts_on", "valid_until")
        ),
        append_only("members_term", ("body_id", "person_id", "seat_id", "office", "instrument_id", "starts_on")),
        append_only("members_exclusion", ("body_id", "person_id", "seat_id", "reason", "instrument_id", "starts_on")),
        append_only("members_accreditationproposal", ("seat_id", "role", "kind", "submitted_at", "submitted_by_id")),
    ]
