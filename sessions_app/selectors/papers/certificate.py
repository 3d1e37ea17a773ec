"""The certificate of one acuerdo: its text word for word, and the vote that made it."""

from datetime import date

from django.utils.timezone import localdate

from documents import words
from members.enums import Office
from members.selectors import officers_on

from ...models import Acta, Acuerdo
from ._common import Payload, head
from ._record import calls_of, chairs_of, read
from ._votes import motion_payload, motions_of


def acuerdo_certificate_payload(acuerdo: Acuerdo, *, on: date | None = None) -> Payload:
    """What the Secretaría Técnica certifies of this acuerdo; says whether its acta is already approved.

    `on` is the day of the certificate; by default that of the acuerdo's numbering.
    """
    meeting = acuerdo.meeting
    record, acta = read(meeting), Acta.objects.filter(meeting=meeting).select_related("document").first()
    roll = {entry.pk: entry for entry in record.entries}
    motion = next(motion for motion in motions_of(meeting) if motion.pk == acuerdo.motion_id)
    vote = motion_payload(
        motion, mark="", day=record.day, roll=roll, responsible=acuerdo.responsible_name, acuerdo=acuerdo.label
    )
    day = on or localdate(acuerdo.numbered_at)
    officers = officers_on(meeting.body, day)
    signer = officers.get(Office.SECRETARY) or officers.get(Office.DEPUTY)
    return {
        **head(meeting, day),
        "signer": signer.person.full_name if signer else "",
        "acuerdo": {
            "label": acuerdo.label,
            "text": acuerdo.text,
            "responsible": acuerdo.responsible_name,
            "due_on": words.short_date(acuerdo.due_on) if acuerdo.due_on else "",
            "due_on_words": words.date_in_words(acuerdo.due_on) if acuerdo.due_on else "",
            "agreed_on": words.date_in_words(localdate(acuerdo.agreed_at)),
            "annulled": acuerdo.annulled_reason,
        },
        "vote": vote,
        "installed": [call for call in calls_of(record) if call["installed"]],
        "chairs": chairs_of(record),
        "acta": {
            "label": acta.document.label if acta and acta.document else "",
            "approved": bool(acta and acta.approved_at),
        },
    }
