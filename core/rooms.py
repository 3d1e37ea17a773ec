"""A room is an app of the project; its AppConfig says what it adds to the whole (docs/ARCHITECTURE.md).

All of it is plain data and dotted names, so that an `apps.py` imports no model: what a name stands for is imported when it is
needed.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, wraps
from importlib import import_module
from typing import Any, TypeVar

from django.apps import AppConfig, apps

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """One entry of the menu. `roles`: those who see it; none: everybody who signed in. `place`: its order among all."""

    place: int
    label: str
    icon: str
    view: str
    roles: Collection[str] = ()
    short: str = ""


class Room(AppConfig):
    """The AppConfig of a room: what it adds to the whole. A dotted name is "module" or "module:NAME"."""

    menu: tuple[MenuItem, ...] = ()
    #: Where its addresses are mounted, and the module that holds them. `of_bodies`: each body has them of its own.
    urls: tuple[str, str] | None = None
    of_bodies: bool = False
    #: The module that holds its `core.states.StateMachine`s.
    machines: str = ""
    #: Who may do what: MATRIX (permit → roles) and WHY (permit → words of the refusal).
    permits: str = ""
    #: (rule, code) → words, of the refusals and rulings of this room.
    wording: str = ""
    #: A `norms.wording.events.EventWording`: action → the sentence of its events.
    history: str = ""
    #: First word of an event → the name of what it is about, where a person reads what was done.
    areas: Mapping[str, str] = {}
    #: Purpose of a motion → its `sessions_app.effects.Effect`; kind of an agenda item's subject → its `Matter`.
    effects: Mapping[str, str] = {}
    matters: Mapping[str, str] = {}
    #: The kinds of paper it issues: TextChoices whose values name the templates in `templates/pdf/`.
    papers: str = ""
    #: Function (user, body, at) → what waits for the person; the icons of its kinds. `of_bodies` rooms are asked of each body.
    todo: str = ""
    icons: Mapping[str, str] = {}
    #: Functions (subject, body) → their part of a person's data sheet.
    person: str = ""
    #: Page of a lower room ("seat", "item", "motion", "acuerdo", "home") → function (request, thing) → what it adds there.
    panels: Mapping[str, str] = {}
    #: Kinds of table that may come in (`exchange.kinds.Kind`), in the order in which they rest on one another.
    imports: tuple[str, ...] = ()
    #: Function (now) → how many things a killed worker had left that were taken up again.
    sweep: str = ""
    #: Steps of a scenario: do → `sessions_app.simulation.scenario.StepKind`.
    steps: str = ""
    #: Function (body, by, now): what the demo adds, once the year of sessions is there.
    demo: str = ""
    #: Pages that the bench measures: name, who asks, view, and the key of what it is about in `bench.committees.find`, or "".
    bench: tuple[tuple[str, str, str, str], ...] = ()

    # Django takes the one AppConfig of an apps.py: there, this class is only imported.
    default = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = vars(cls).get("default", True)


def rooms() -> list[Room]:
    """The installed rooms, in the order of INSTALLED_APPS."""
    return [config for config in apps.get_app_configs() if isinstance(config, Room)]


def load(dotted: str) -> Any:
    """What a dotted name stands for: the module "members.states", or TITLES of it at "members.words:TITLES"."""
    module, _, name = dotted.partition(":")
    found = import_module(module)
    return getattr(found, name) if name else found


def each(attribute: str) -> Iterator[Any]:
    """The value of `attribute` in each room that has one ("todo", "wording"…), loaded, in the order of the rooms."""
    for room in rooms():
        said = getattr(room, attribute)
        if isinstance(said, str):
            if said:
                yield load(said)
        else:
            yield from (load(dotted) for dotted in said)


def joined(mappings: Iterable[Mapping[K, V]], what: str) -> dict[K, V]:
    """The mappings as one; a key that two of them have is a ValueError."""
    found: dict[K, V] = {}
    for mapping in mappings:
        if twice := found.keys() & mapping.keys():
            raise ValueError(f"two rooms claim {sorted(map(str, twice))} of {what}")
        found.update(mapping)
    return found


def merged(attribute: str) -> dict[str, Any]:
    """The mappings of all rooms as one; a ValueError where two rooms claim the same key."""
    said = (getattr(room, attribute) for room in rooms())
    return joined((load(it) if isinstance(it, str) else it for it in said if it), attribute)


def named(attribute: str, key: str) -> Any | None:
    """What the dotted name that a room gives to `key` stands for; None where no room knows it."""
    dotted = merged(attribute).get(key)
    return load(dotted) if dotted else None


def cached_by_rooms(function: Callable[..., V]) -> Callable[..., V]:
    """Cache the results of a function as long as the same rooms are installed."""

    @cache
    def kept(installed: tuple[str, ...], *args: Hashable) -> V:
        return function(*args)

    @wraps(function)
    def made(*args: Hashable) -> V:
        return kept(tuple(room.label for room in rooms()), *args)

    return made
