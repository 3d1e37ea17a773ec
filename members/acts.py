"""How an act begins, in every room: what it is about is locked and read, and then asked who may, what its state allows, and
whether the form is old (docs/adr/0018). It ends with `audit.services.record`, and with `touch` where pages watch a revision.
"""

from typing import Any, TypeVar

from django.db.models import Manager, Model, QuerySet
from django.http import Http404

from audit.acts import Act
from core.rows import write
from regulation.refusal import Refused

from .enums import Role
from .models import Body
from .permissions import check_user
from .selectors import roles_of

T = TypeVar("T", bound=Model)


def begin(
    act: Act,
    things: Manager[T] | QuerySet[T],
    pk: int | None,
    *,
    may: str = "",
    move: str | None = None,
    revision: int | None = None,
) -> tuple[Act, T]:
    """The act in the role that allows it, and the thing with its row locked until the transaction ends. Inside an atomic block.

    `may`: a permit, judged by roles in the body of the thing on the day of recording. `move`: of its state machine, or
    of that of the row that is locked for it. `revision`: the one on the form. Http404 where it is gone, PermissionDenied.
    Refused: wrong_state, stale.
    """
    thing, root = _locked(things, pk)
    if may:
        act = allow(act, may, root if isinstance(root, Body) else root.body)
    if move is not None:
        judged = thing if hasattr(thing, "machine") else root
        judged.machine.check(judged, move)
    if revision is not None and revision != root.revision:
        raise Refused.because("stale", facts={"seen": revision, "current": root.revision})
    return act, thing


def locked(things: Manager[T] | QuerySet[T], pk: int | None) -> T:
    """The thing with its row locked, for an act that has begun with another."""
    return _locked(things, pk)[0]


def allow(act: Act, may: str, body: Body) -> Act:
    """The act, in the role in which the person may do it today. PermissionDenied otherwise."""
    return act.in_role(_said(check_user(may, act.by, body, act.today)))


def in_roles(act: Act, body: Body) -> Act:
    """The act of somebody who may for another reason than a role, in the roles that they have."""
    return act.in_role(_said(roles_of(act.by, body, act.today)))


def touch(thing: Any, *fields: str, **values: Any) -> None:
    """`core.rows.write`, and the revision raised: open pages learn that something moved."""
    write(thing, *fields, revision=thing.revision + 1, **values)


def _said(roles: frozenset[Role]) -> str:
    return ", ".join(role.label for role in Role if role in roles)


def _locked(things: Manager[T] | QuerySet[T], pk: int | None) -> tuple[T, Any]:
    """The thing and the row that is locked for it: at the end of the path `locked_by` of its model, or itself.

    Not the key: an insert that only names the row need not wait. `lock_with` of the locked model: what is read with it.
    """
    rows = things.all()
    path = getattr(rows.model, "locked_by", "")
    way = path.split("__") if path else []
    model: Any = rows.model
    for name in way:
        model = model._meta.get_field(name).related_model
    # Found without a lock of `things`' own: the root is always locked first.
    key = rows.model._default_manager.filter(pk=pk).values_list(path, flat=True).first() if path else pk
    free = model._default_manager.select_for_update(of=("self",), no_key=True)
    root = free.select_related(*getattr(model, "lock_with", (None,))).filter(pk=key).first()
    thing: Any = rows.filter(pk=pk).first() if path and root else root
    if thing is None:
        raise Http404(str(rows.model._meta.verbose_name))
    if path:
        row = thing
        for name in way[:-1]:
            row = getattr(row, name)
        setattr(row, way[-1], root)
    return thing, root
