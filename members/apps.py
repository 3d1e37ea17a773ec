from core.rooms import MenuItem, Room

from .enums import EVERYBODY, OFFICE, READERS, Role


class MembersConfig(Room):
    name = "members"
    verbose_name = "Padrón"
    urls = ("padron/", "members.urls")
    menu = (
        MenuItem(
            place=40,
            label="Mi institución",
            short="Institución",
            icon="building",
            view="members:my_institution",
            roles={Role.MEMBER},
        ),
        MenuItem(place=60, label="Padrón", icon="people", view="members:padron", roles=READERS),
        MenuItem(place=70, label="Autoridades", icon="person-badge", view="members:officers", roles=READERS),
        MenuItem(place=80, label="Directorio", icon="journal-text", view="members:directory", roles=EVERYBODY),
        MenuItem(place=90, label="Importar", icon="file-earmark-arrow-up", view="members:imports", roles=OFFICE),
        MenuItem(place=110, label="Accesos", icon="key", view="members:access", roles={Role.ADMIN}),
    )
    machines = "members.states"
    wording = "members.wording:WORDING"
    permits = "members.permissions"
    history = "members.selectors.history:EVENT_WORDING"
    areas = {
        "accreditation": "Acreditaciones",
        "proposal": "Propuestas de acreditación",
        "officer": "Autoridades",
        "seat": "Padrón",
        "holding": "Padrón",
        "body": "Padrón",
        "institution": "Datos de instituciones",
        "theme": "Directorio",
        "contact": "Datos de personas",
        "person": "Datos de personas",
        "exclusion": "Exclusiones",
        "suspension": "Padrón",
        "account": "Cuentas y accesos",
        "access": "Cuentas y accesos",
    }
    papers = "members.enums:DocumentKind"
    todo = "members.selectors.todo:todo_for"
    icons = {
        "proposal": "person-plus",
        "proposal_observed": "person-exclamation",
        "mandate": "person-badge",
        "accreditation": "person-exclamation",
    }
    imports = (
        "members.imports.institutions:Institutions",
        "members.imports.people:People",
        "members.imports.accreditations:Accreditations",
    )
