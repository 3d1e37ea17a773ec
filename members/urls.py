from django.urls import path

from . import views

app_name = "members"

urlpatterns = [
    path("", views.padron, name="padron"),
    path("distritos/", views.districts, name="districts"),
    path("asientos/<int:pk>/", views.seat, name="seat"),
    path("asientos/<int:pk>/acreditar/<slug:role>/", views.accredit, name="accredit"),
    path("acreditaciones/<int:pk>/terminar/", views.end_accreditation, name="end_accreditation"),
    path("mis-datos/", views.my_data, name="my_data"),
    path("mis-datos/pdf/", views.my_data_pdf, name="my_data_pdf"),
    path("personas/<int:pk>/", views.person, name="person"),
    path("personas/<int:pk>/pdf/", views.person_pdf, name="person_pdf"),
    path("personas/<int:pk>/contacto/", views.contact, name="contact"),
    path("personas/<int:pk>/cuenta/", views.open_account, name="open_account"),
    path("documentos/<int:pk>/", views.paper, name="paper"),
    path("autoridades/", views.officers, name="officers"),
    path("autoridades/<slug:office>/registrar/", views.designate, name="designate"),
    path("mandatos/<int:pk>/terminar/", views.end_term, name="end_term"),
    path("accesos/", views.access, name="access"),
    path("accesos/dar/", views.give_access, name="give_access"),
    path("accesos/<int:pk>/quitar/", views.revoke_access, name="revoke_access"),
]
