"""What every table of the office shares: who may bring it, and the words of a refusal."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from exchange.kinds import Kind
from norms.wording import explain
from regulation.ruling import Ruling

from ..enums import Role
from ..permissions import check_user
from ..selectors import assembly


class OfficeKind(Kind):
    """A table that the Secretaría brings for the Assembly."""

    def allow(self, *, by: User, at: datetime) -> str:
        roles = check_user("imports.run", by, assembly(), timezone.localdate(at))
        return ", ".join(role.label for role in Role if role in roles)

    def explain(self, ruling: Ruling) -> str:
        return explain(ruling, cite=bool(ruling.article))
