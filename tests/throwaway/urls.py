from django.urls import path

from . import views

app_name = "throwaway"
urlpatterns = [path("", views.index, name="list"), path("<int:pk>/emitir/", views.issue, name="issue")]
