"""A room is an app of the project; its AppConfig says what it adds to the whole (docs/ARCHITECTURE.md)."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps


class Room(AppConfig):
    """The declarative face of an app. Modules are named by their dotted path and imported when somebody asks for them.

    `machines`: the module that holds its `core.states.StateMachine`s.
    """

    machines: str = ""

    # Django takes the one AppConfig of an apps.py: there, this class is only imported.
    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = vars(cls).get("default", True)


def rooms() -> list[Room]:
    """The installed rooms, in the order of INSTALLED_APPS."""
    return [config for config in apps.get_app_configs() if isinstance(config, Room)]


def load(dotted: str) -> Any:
    """The module at "members.states", or what it calls TITLES at "members.words:TITLES"."""
    module, _, name = dotted.partition(":")
    found = import_module(module)
    return getattr(found, name) if name else found
