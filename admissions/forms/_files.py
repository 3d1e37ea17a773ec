"""Several files in one field."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

#: What `documents` keeps; the browser offers these first, and the file is judged by its content all the same.
ACCEPTED = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.odt"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Gives a list of files. What is wrong with one of them is said when it is kept, by its name."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", FilesInput(attrs={"multiple": True, "accept": ACCEPTED}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        return [file for file in (data if isinstance(data, list | tuple) else [data]) if file]
