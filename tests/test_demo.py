"""The demo: a year of sessions through the services, marked as demo, made once."""

import io

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from accounts.models import User
from cerx.demo.cast import LOGINS, PASSWORD
from members.models import AccreditationProposal
from sessions_app.models import Acta, Acuerdo, Dispatch, Meeting, Motion

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def load() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_the_demo_fills_every_page_and_is_made_once(settings) -> None:
    settings.DEMO = True
    call_command("load_cerx_puno", stdout=io.StringIO())
    said = load()
    assert PASSWORD in said
    assert all(login.email in said for login in LOGINS)
    assert set(Meeting.objects.values_list("state", flat=True)) == {"closed", "not_installed", "convoked", "draft"}
    assert set(Acta.objects.values_list("state", flat=True)) == {"signed", "approved", "observing"}
    assert {"approved", "rejected", "annulled"} <= set(Motion.objects.values_list("state", flat=True))
    assert Motion.objects.exclude(casting_sense="").exists()
    assert Acuerdo.objects.count() >= 6
    assert not Dispatch.objects.filter(state="pending").exists()
    assert set(AccreditationProposal.objects.values_list("state", flat=True)) == {"submitted", "observed"}
    assert not User.objects.filter(is_demo=False).exists()
    assert all(user.full_name.endswith("(demo)") for user in User.objects.all())
    before = Meeting.objects.count(), User.objects.count()
    load()
    assert (Meeting.objects.count(), User.objects.count()) == before


def test_the_demo_is_refused_where_the_office_really_works(committee) -> None:
    assert settings.DEMO is False
    with pytest.raises(CommandError, match="no es de demostración"):
        load()
