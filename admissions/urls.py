from django.urls import path

from .views import follow, office, public

app_name = "admissions"

urlpatterns = [
    # --- anybody
    path("", public.apply, name="apply"),
    path("seguimiento/", follow.follow, name="follow"),
    path("seguimiento/<slug:code>/", follow.follow_code, name="follow_code"),
    path("seguimiento/<slug:code>/subsanar/", follow.remedy, name="remedy"),
    path("seguimiento/<slug:code>/desistir/", follow.desist, name="desist"),
    # --- the office
    path("expedientes/", office.index, name="list"),
    path("expedientes/<int:pk>/", office.detail, name="detail"),
    path("expedientes/<int:pk>/observar/", office.observe, name="observe"),
    path("expedientes/<int:pk>/evaluar/", office.evaluate, name="evaluate"),
    path("expedientes/<int:pk>/agenda/", office.put_on_agenda, name="put_on_agenda"),
    path("expedientes/<int:pk>/retirar-de-agenda/", office.take_off_agenda, name="take_off_agenda"),
    path("expedientes/<int:pk>/abandono/", office.abandon, name="abandon"),
    path("expedientes/<int:pk>/acreditada/", office.accredited, name="accredited"),
    path("avisos/<int:pk>/reenviar/", office.resend, name="resend"),
    path("archivos/<int:pk>/", office.document, name="document"),
]
