from django.db import migrations

from audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]
    operations = [
        append_only("members_seatholding", ("seat_id", "institution_id", "instrument_id", "starts_on")),
        append_only("members_accreditation", ("seat_id", "person_id", "role", "instrument_id", "starts_on")),
        append_only("members_term", ("body_id", "person_id", "seat_id", "office", "instrument_id", "starts_on")),
        append_only("members_suspension", ("seat_id", "starts_on", "reason")),
    ]
