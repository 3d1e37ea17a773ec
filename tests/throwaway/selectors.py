from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from members.enums import OFFICE
from members.models import Body
from members.selectors import roles_of
from members.selectors.todo import TodoItem

from .enums import SlipState
from .models import Slip


def todo_for(user: User, body: Body, at: datetime) -> list[TodoItem]:
    if not roles_of(user, body, timezone.localdate(at)) & OFFICE:
        return []
    waiting = Slip.objects.filter(seat__body=body, state=SlipState.DRAFT).select_related("seat")
    return [TodoItem(f"Emitir: {slip}", "", reverse("throwaway:list"), "Ver", None, "slip") for slip in waiting]
