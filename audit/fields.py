"""The model field of a stored ruling."""

from typing import Any

from django.db import models

from regulation.ruling import Ruling


class RulingField(models.JSONField):
    """A Ruling as JSON ({"rule", "holds", "article", "code", "facts"}); its parts can be queried as of any JSON.

    To migrations it is the JSON column that it has always been: nothing in the database changes, and old migrations see
    plain mappings.
    """

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        read = super().from_db_value(value, expression, connection)
        return read if isinstance(expression, models.fields.json.KeyTransform) else self.to_python(read)

    def to_python(self, value: Any) -> Any:
        return Ruling.from_dict(value) if isinstance(value, dict) else value

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_dict() if isinstance(value, Ruling) else value)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(self.get_prep_value(value), model_instance)

    def value_to_string(self, obj: models.Model) -> Any:
        return self.get_prep_value(self.value_from_object(obj))
