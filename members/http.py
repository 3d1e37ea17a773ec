"""What a page knows of its request beyond who signed in: of which body it is."""

from collections.abc import Sequence
from typing import Any

from accounts.http import AuthenticatedHttpRequest

from .models import Body


class BodyHttpRequest(AuthenticatedHttpRequest):
    """`cerx.middleware.BodyMiddleware` puts the bodies on it."""

    bodies: Sequence[Body]
    current_body: Body
    urlconf: Any
