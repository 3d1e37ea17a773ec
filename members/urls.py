from django.urls import path

from . import views

app_name = "members"

urlpatterns = [
    path("", views.padron, name="padron"),
    path("copia/", views.padron_copy, name="padron_copy"),
    path("emitir/", views.issue_padron, name="issue_padron"),
    path("emitidos/<int:pk>/", views.padron_document, name="padron_document"),
    path("emitidos/<int:pk>/anular/", views.annul_padron, name="annul_padron"),
    path("distritos/", views.districts, name="districts"),
    path("sucesoras/", views.heirs, name="heirs"),
    path("instituciones/<int:pk>/logotipo/", views.logo, name="logo"),
    path("asientos/<int:pk>/", views.seat, name="seat"),
    path("asientos/<int:pk>/datos/", views.edit_member, name="edit_member"),
    path("asientos/<int:pk>/cambio-de-nombre/", views.rename_member, name="rename_member"),
    path("asientos/<int:pk>/rectificar/", views.rectify_member, name="rectify_member"),
    path("asientos/<int:pk>/sucesion/", views.succeed_member, name="succeed_member"),
    path("asientos/<int:pk>/salida/", views.end_membership, name="end_membership"),
    path("asientos/<int:pk>/acreditar/<slug:role>/", views.accredit, name="accredit"),
    path("acreditaciones/<int:pk>/terminar/", views.end_accreditation, name="end_accreditation"),
    path("acreditaciones/<int:pk>/dejo-la-institucion/", views.note_departure, name="note_departure"),
    path("acreditaciones/<int:pk>/constancia/", views.issue_constancia, name="issue_constancia"),
    path("acreditaciones/<int:pk>/constancias/<int:document_id>/", views.constancia, name="constancia"),
    path("acreditaciones/<int:pk>/excluir/", views.exclude_person, name="exclude_person"),
    path("exclusiones/", views.exclusions, name="exclusions"),
    path("exclusiones/<int:pk>/levantar/", views.lift_exclusion, name="lift_exclusion"),
    path("alertas/", views.alerts, name="alerts"),
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
