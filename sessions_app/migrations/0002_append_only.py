from django.db import migrations

from audit.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("sessions_app", "0001_initial")]
    operations = [
        append_only(
            "sessions_app_rollcall", ("meeting_id", "call", "at", "installed", "code", "waiver_agreed", "ruling")
        ),
        append_only("sessions_app_acuerdo", ("body_id", "meeting_id", "motion_id", "year", "number", "label", "text")),
        append_only(
            "sessions_app_actaversion", ("acta_id", "number", "payload", "sha256", "created_at", "created_by_id")
        ),
        append_only("sessions_app_actaobservation", ("version_id", "author_id", "text", "at")),
        append_only("sessions_app_actadecision", ("version_id", "verdict", "reason", "by_id", "at")),
        append_only("sessions_app_actasignature", ("acta_id", "entry_id", "role", "outcome", "reason", "upload_id")),
        # What goes on after it is written (a stay ends, a vote closes, a mail is sent): its first facts stay.
        append_only("sessions_app_meeting", ("body_id", "created_at", "created_by_id")),
        append_only("sessions_app_rollentry", ("meeting_id", "seat_id", "capacity", "position", "name")),
        append_only("sessions_app_dispatch", ("meeting_id", "entry_id", "role", "name")),
        append_only("sessions_app_receipt", ("entry_id", "received_on", "kind", "note", "recorded_at")),
        append_only("sessions_app_presence", ("entry_id", "role", "name", "from_at", "recorded_at")),
        append_only("sessions_app_chairspell", ("meeting_id", "entry_id", "role", "name", "basis", "from_at")),
        append_only("sessions_app_motion", ("meeting_id", "ref", "text", "form", "opened_at", "quorum_ruling")),
        append_only("sessions_app_motionvoter", ("motion_id", "entry_id", "role", "name", "impeded", "impeded_reason")),
        append_only("sessions_app_ballot", ("motion_id", "entry_id", "name")),
    ]
