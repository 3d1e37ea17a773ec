from django.urls import URLPattern, path

from .views import acta, acuerdos, history, record

app_name = "sessions"

urlpatterns: list[URLPattern] = [
    # the acta
    path("<int:pk>/acta/", acta.page, name="acta"),
    path("<int:pk>/acta/seccion/<int:section_id>/", acta.save_section, name="acta_section"),
    path("<int:pk>/acta/observacion/", acta.circulate, name="acta_circulate"),
    path("<int:pk>/acta/retirar/", acta.take_back, name="acta_take_back"),
    path("<int:pk>/acta/observar/", acta.observe, name="acta_observe"),
    path("<int:pk>/acta/responder/<int:observation_id>/", acta.answer, name="acta_answer"),
    path("<int:pk>/acta/decidir/", acta.decide, name="acta_decide"),
    path("<int:pk>/acta/firma/<int:entry_id>/<slug:role>/", acta.sign, name="acta_sign"),
    path("<int:pk>/acta/firma/<int:signature_id>/escaneo/", acta.scan, name="acta_scan"),
    path("<int:pk>/acta/borrador.pdf", acta.draft_pdf, name="acta_draft_pdf"),
    path("<int:pk>/acta/version-<int:number>.pdf", acta.version_pdf, name="acta_pdf"),
    path("<int:pk>/acta/acta.pdf", acta.document, name="acta_document"),
    path("<int:pk>/historial/", history.page, name="history"),
    # what was agreed, and each institution's own record
    path("acuerdos/", acuerdos.index, name="acuerdos"),
    path("acuerdos/<int:pk>/", acuerdos.detail, name="acuerdo"),
    path("acuerdos/<int:pk>/certificar/", acuerdos.certify, name="acuerdo_certify"),
    path("acuerdos/<int:pk>/certificado-<int:document_id>.pdf", acuerdos.certificate, name="acuerdo_certificate"),
    path("mi-registro/", record.my_record_page, name="my_record"),
]
