from datetime import date, datetime, time

import pytest

from documents import words
from tests.documents.conftest import LIMA


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "cero"),
        (1, "uno"),
        (15, "quince"),
        (16, "dieciséis"),
        (20, "veinte"),
        (21, "veintiuno"),
        (22, "veintidós"),
        (26, "veintiséis"),
        (30, "treinta"),
        (31, "treinta y uno"),
        (59, "cincuenta y nueve"),
        (99, "noventa y nueve"),
        (100, "cien"),
        (101, "ciento uno"),
        (500, "quinientos"),
        (999, "novecientos noventa y nueve"),
        (1000, "mil"),
        (1999, "mil novecientos noventa y nueve"),
        (2000, "dos mil"),
        (2026, "dos mil veintiséis"),
        (2031, "dos mil treinta y uno"),
        (2100, "dos mil cien"),
    ],
)
def test_days_and_years_are_written_as_a_notary_writes_them(number, text):
    assert words.number_in_words(number) == text


def test_what_no_date_needs_is_not_written_in_words():
    with pytest.raises(ValueError):
        words.number_in_words(10_000)
    with pytest.raises(ValueError):
        words.number_in_words(-1)


def test_a_date_in_words_has_day_month_and_year():
    assert words.date_in_words(date(2026, 11, 20)) == "veinte de noviembre de dos mil veintiséis"
    assert words.date_in_words(date(2027, 9, 21)) == "veintiuno de setiembre de dos mil veintisiete"


def test_the_first_of_a_month_is_primero():
    assert words.date_in_words(date(2026, 12, 1)) == "primero de diciembre de dos mil veintiséis"


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (time(10, 0), "diez horas"),
        (time(10, 5), "diez horas con cinco minutos"),
        (time(1, 1), "una hora con un minuto"),
        (time(21, 21), "veintiuna horas con veintiún minutos"),
        (time(16, 31), "dieciséis horas con treinta y un minutos"),
        (time(0, 0), "cero horas"),
    ],
)
def test_hours_are_feminine_and_minutes_masculine(moment, text):
    assert words.time_in_words(moment) == text


def test_a_moment_is_shown_in_lima_whatever_the_server_thinks():
    at = datetime.fromisoformat("2027-01-01T02:30:00+00:00")
    expected = "veintiuna horas con treinta minutos del treinta y uno de diciembre de dos mil veintiséis"
    assert words.moment_in_words(at) == expected


def test_a_weekday_stands_before_the_long_date():
    assert words.long_date(datetime(2026, 11, 20, tzinfo=LIMA).date()) == "viernes 20 de noviembre de 2026"
