from allauth.mfa.adapter import get_adapter
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.http import AuthenticatedHttpRequest


@require_safe
def profile(request: AuthenticatedHttpRequest) -> HttpResponse:
    """One's own account: password and second factor. Name and address are the Secretaría's to change."""
    return render(request, "account/profile.html", {"second_factor": get_adapter().is_mfa_enabled(request.user)})
