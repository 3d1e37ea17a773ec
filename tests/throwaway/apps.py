from core.rooms import MenuItem, Room
from members.enums import OFFICE


class ThrowawayConfig(Room):
    name = "tests.throwaway"
    label = "throwaway"
    verbose_name = "Vales"
    urls = ("vales/", "tests.throwaway.urls")
    menu = (MenuItem(place=95, label="Vales", icon="ticket", view="throwaway:list", roles=OFFICE),)
    machines = "tests.throwaway.states"
    permits = "tests.throwaway.permissions"
    wording = "tests.throwaway.wording:WORDING"
    history = "tests.throwaway.history:EVENT_WORDING"
    areas = {"slip": "Vales"}
    papers = "tests.throwaway.enums:DocumentKind"
    todo = "tests.throwaway.selectors:todo_for"
    icons = {"slip": "ticket"}
    panels = {"seat": "tests.throwaway.views:of_seat"}
    sweep = "tests.throwaway.services:sweep"
