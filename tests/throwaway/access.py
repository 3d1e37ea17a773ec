"""Who may open its pages (tests/test_access.py)."""

from typing import Any

APP = "tests.throwaway"
OFFICE = "secretary deputy"

PAGES: dict[str, tuple[Any, ...]] = {
    "throwaway:list": (f"{OFFICE} president viewer admin",),
    "throwaway:issue": (OFFICE, "pk=slip"),
}


def world(committee: Any) -> dict[str, Any]:
    from .models import Slip

    return {"slip": Slip.objects.create(seat=committee.seats[9], reason="travel").pk}
