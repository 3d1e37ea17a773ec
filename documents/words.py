"""Dates and hours as a notary writes them: «veinte de noviembre de dos mil veintiséis»."""

from datetime import date, datetime, time
from fractions import Fraction

from django.utils import timezone

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "setiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
WEEKDAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")

_SMALL = (
    "cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce", "trece",
    "catorce", "quince", "dieciséis", "diecisiete", "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós",
    "veintitrés", "veinticuatro", "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_TENS = ("", "", "", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa")
_HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos", "setecientos",
    "ochocientos", "novecientos",
)  # fmt: skip


def number_in_words(number: int) -> str:
    """A whole number from 0 to 9999, in the masculine, as in a date: 21 → veintiuno, 2026 → dos mil veintiséis."""
    if not 0 <= number <= 9999:
        raise ValueError("only days, hours, minutes and years are written in words")
    if number < 30:
        return _SMALL[number]
    if number < 100:
        tens, units = divmod(number, 10)
        return _TENS[tens] + (f" y {_SMALL[units]}" if units else "")
    if number == 100:
        return "cien"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return _HUNDREDS[hundreds] + (f" {number_in_words(rest)}" if rest else "")
    thousands, rest = divmod(number, 1000)
    head = "mil" if thousands == 1 else f"{_SMALL[thousands]} mil"
    return head + (f" {number_in_words(rest)}" if rest else "")


def date_in_words(day: date) -> str:
    """«veinte de noviembre de dos mil veintiséis»; the first of a month is «primero»."""
    number = "primero" if day.day == 1 else number_in_words(day.day)
    return f"{number} de {MONTHS[day.month - 1]} de {number_in_words(day.year)}"


def long_date(day: date) -> str:
    """«viernes 20 de noviembre de 2026»."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} de {MONTHS[day.month - 1]} de {day.year}"


def time_in_words(moment: time) -> str:
    """«diez horas con cinco minutos», «una hora con un minuto», «veintiuna horas»: hours are feminine, minutes masculine."""
    hours = "una hora" if moment.hour == 1 else f"{_feminine(moment.hour)} horas"
    if moment.minute == 0:
        return hours
    if moment.minute == 1:
        return f"{hours} con un minuto"
    return f"{hours} con {_before_noun(moment.minute)} minutos"


def moment_in_words(at: datetime) -> str:
    """An aware moment, in Lima: «diez horas con cinco minutos del veinte de noviembre de dos mil veintiséis»."""
    local = timezone.localtime(at)
    return f"{time_in_words(local.time())} del {date_in_words(local.date())}"


def two_decimals(value: Fraction, places: int = 2) -> str:
    """«15.33», «16»: rounded for the eye; what is decided is decided with the fraction itself."""
    whole, part = divmod(round(value * 10**places), 10**places)
    return f"{whole}.{part:0{places}d}" if part else f"{whole}"


def short_date(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def clock(at: datetime) -> str:
    """The hour in Lima, "10:05"."""
    return f"{timezone.localtime(at):%H:%M}"


def _feminine(number: int) -> str:
    words = number_in_words(number)
    return words[:-3] + "una" if words.endswith("uno") else words


def _before_noun(number: int) -> str:
    """«veintiún minutos», «treinta y un minutos»: uno loses its o before a masculine noun."""
    words = number_in_words(number)
    if words == "veintiuno":
        return "veintiún"
    return words[:-1] if words.endswith("uno") else words


def rendering_interrupted(attempts: int) -> str:
    return f"La generación se interrumpió {attempts} veces."
