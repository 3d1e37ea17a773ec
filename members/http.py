"""What a page knows of its request beyond Django's: who signed in, and of which body it is."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest

from accounts.models import User

from .models import Body


class BodyHttpRequest(HttpRequest):
    """`cerx.middleware.BodyMiddleware` puts the bodies on it."""

    user: User
    bodies: Sequence[Body]
    current_body: Body
    urlconf: Any
