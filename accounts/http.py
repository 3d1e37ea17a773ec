from django.http import HttpRequest

from .models import User


class AuthenticatedHttpRequest(HttpRequest):
    """The request of a view behind the sign-in: cerx.middleware.SignInMiddleware lets nobody else reach it."""

    user: User
