"""Reads of the history, oldest first."""

from django.db.models import QuerySet

from .models import Event


def events_of(stream: str) -> QuerySet[Event]:
    """Everything that happened to one thing: "meeting:12", "seat:5", "body:1:officers", "calendar"."""
    return Event.objects.filter(stream=stream).order_by("pk")
