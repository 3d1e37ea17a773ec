"""The history of the padrón in plain words: nothing is said in codes."""

from norms.wording.events import sentence_of


def test_a_change_of_data_is_said_in_the_words_of_the_screen() -> None:
    said = sentence_of(
        "institution.updated",
        {
            "institution": "Qhana",
            "now": {"ruc": "20131312955", "ubigeo": "211101", "sector": "private", "phone": ""},
            "before": {"ruc": "", "ubigeo": "210101", "sector": "public", "phone": "051 35"},
        },
    )
    assert said == (
        "cambió los datos de Qhana: RUC «20131312955», distrito «Juliaca, San Román, Puno», sector «privado», "
        "teléfono «vacío». Antes: RUC «vacío», distrito «Puno, Puno, Puno», sector «público», teléfono «051 35»"
    )
