from core.rooms import MenuItem, Room
from members.enums import OFFICE, Role


class AdmissionsConfig(Room):
    name = "admissions"
    verbose_name = "Incorporaciones"
    urls = ("incorporacion/", "admissions.urls")
    menu = (
        MenuItem(
            place=100,
            label="Incorporaciones",
            short="Ingresos",
            icon="building-add",
            view="admissions:list",
            roles=OFFICE | {Role.PRESIDENT, Role.VIEWER},
        ),
    )
    machines = "admissions.states"
    wording = "admissions.wording:WORDING"
    permits = "admissions.permissions"
    history = "admissions.selectors.history:EVENT_WORDING"
    areas = {"application": "Solicitudes de incorporación"}
    # What the Assembly votes on an expediente takes effect when its session closes (docs/adr/0007).
    effects = {"admission": "admissions.services.decision:VOTE"}
    matters = {"application": "admissions.services.decision:VOTE"}
    todo = "admissions.selectors.todo:todo_for"
    icons = {"admission": "building-add"}
    person = "admissions.selectors.people:PARTS"
    sweep = "admissions.services:sweep"
    steps = "admissions.simulation:STEPS"
    demo = "admissions.demo:file_applications"
    bench = (
        ("Incorporaciones", "secretary", "admissions:list", ""),
        ("Un expediente", "secretary", "admissions:detail", "application"),
    )
