"""A ruling is stored as JSON and read back as the ruling that it is."""

import json

import pytest
from django.core import serializers
from django.utils import timezone

from audit.acts import Act
from audit.models import Event
from audit.services import record
from members.models import Body
from regulation.params import PUNO_2022
from regulation.quorum import judge_quorum
from regulation.ruling import Ruling

pytestmark = pytest.mark.django_db

SHORT = judge_quorum(members=23, enabled=23, present=15, regulation=PUNO_2022)


def written(ruling: Ruling | None) -> Event:
    now = timezone.now()
    return record(Act(None, now), "roll.called", Body(pk=1), stream="meeting:1", ruling=ruling)


def test_a_ruling_comes_back_as_it_was_given():
    event = written(SHORT)
    assert event.ruling == SHORT
    assert Event.objects.get(pk=event.pk).ruling == SHORT
    assert Event.objects.filter(pk=event.pk).values_list("ruling", flat=True).get() == SHORT


def test_nothing_judged_is_null():
    event = written(None)
    assert Event.objects.get(ruling__isnull=True) == event
    assert Event.objects.get(pk=event.pk).ruling is None


def test_its_parts_are_queried_as_those_of_any_json():
    event = written(SHORT)
    assert Event.objects.get(ruling__code="no_quorum", ruling__facts__missing=1) == event
    assert Event.objects.values_list("ruling__facts__required", flat=True).get() == 16


def test_a_ruling_stored_before_rulings_named_their_rule_is_read():
    now = timezone.now()
    earlier = {key: value for key, value in SHORT.as_dict().items() if key != "rule"}
    event = Event.objects.create(at=now, recorded_at=now, action="roll.called", stream="meeting:1", ruling=earlier)
    assert Event.objects.filter(pk=event.pk, ruling__has_key="rule").count() == 0
    assert Event.objects.get(pk=event.pk).ruling == SHORT


def test_the_column_is_plain_json_to_migrations_and_to_fixtures():
    field = Event._meta.get_field("ruling")
    assert field.deconstruct()[1] == "django.db.models.JSONField"
    dumped = json.loads(serializers.serialize("json", [written(SHORT)]))
    assert dumped[0]["fields"]["ruling"] == SHORT.as_dict()
    assert next(serializers.deserialize("json", json.dumps(dumped))).object.ruling == SHORT
