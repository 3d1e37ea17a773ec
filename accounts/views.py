from allauth.mfa.adapter import get_adapter
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """One's own account: password and second factor. Name and address are the Secretaría's to change."""
    return render(request, "account/profile.html", {"second_factor": get_adapter().is_mfa_enabled(request.user)})
