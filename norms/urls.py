from django.urls import path

from . import views

app_name = "norms"

urlpatterns = [
    path("", views.reglamento, name="reglamento"),
]
