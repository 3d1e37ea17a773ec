"""The padrón as a table. Who may not see contacts gets no column for them."""

import django_tables2 as tables
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .models import Accreditation
from .selectors import MemberRow


class PadronTable(tables.Table):
    """Rows are MemberRow. `links`: the seats whose page this person may open."""

    institution = tables.Column(verbose_name="Institución", order_by="institution__name")
    sector = tables.Column(verbose_name="Sector", accessor="institution__sector")
    titular = tables.Column(verbose_name="Titular", orderable=False, empty_values=())
    alternate = tables.Column(verbose_name="Alterno", orderable=False, empty_values=())
    state = tables.Column(verbose_name="Estado", accessor="suspended", orderable=False, empty_values=())

    class Meta:
        attrs = {"class": "table table-dense"}

    def __init__(self, *args: object, links: frozenset[int], contacts: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.links = links
        self.contacts = contacts

    def render_institution(self, record: MemberRow) -> SafeString:
        return render_to_string(
            "members/cells/institution.html", {"row": record, "linked": record.seat.pk in self.links}
        )

    def render_sector(self, record: MemberRow) -> str:
        return record.institution.get_sector_display()

    def render_titular(self, record: MemberRow) -> SafeString:
        return self._person(record.titular)

    def render_alternate(self, record: MemberRow) -> SafeString:
        return self._person(record.alternate)

    def render_state(self, record: MemberRow) -> SafeString:
        return render_to_string("members/cells/state.html", {"row": record})

    def _person(self, accreditation: Accreditation | None) -> SafeString:
        return render_to_string(
            "members/cells/person.html", {"accreditation": accreditation, "contacts": self.contacts}
        )
