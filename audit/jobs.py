"""The queue of background jobs, as settings.TASKS names it: all that one run of a job records shares an id."""

from typing import Any

from django_tasks.base import Task
from django_tasks_db import DatabaseBackend as Queue

from .correlation import correlated


class Job(Task):
    def call(self, *args: Any, **kwargs: Any) -> Any:
        with correlated():
            return super().call(*args, **kwargs)


class DatabaseBackend(Queue):
    task_class = Job  # type: ignore[assignment]  # the parameters of a generic Task are invariant
