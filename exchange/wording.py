"""What a sheet says to the person who fills it: what is wrong with a cell, and how the empty sheet is filled."""

from collections.abc import Mapping

#: Code of a `BadCell` → its words.
CELL: Mapping[str, str] = {
    "missing": "Falta este dato.",
    "no_result": (
        "La celda tiene una fórmula y el archivo no guarda su resultado. Ábralo en Excel y guárdelo, o copie la columna y "
        "péguela como valores."
    ),
    "excel_error": "La celda tiene un error de Excel ({text}): corrija la fórmula o escriba el dato.",
    "date_for_digits": "La celda tiene una fecha: dé formato de texto a la columna y escriba el número completo.",
    "too_long": "El texto tiene {length} caracteres y caben {limit}: abrévielo.",
    "scientific": (
        "«{text}» es un número que Excel abrevió y ya perdió cifras: dé formato de texto a la columna y escríbalo completo."
    ),
    "too_few_digits": (
        "«{text}» tiene {length} {noun} y deben ser {digits}. Si empezaba con cero, Excel lo quitó: dé formato de texto a la "
        "columna y escríbalo completo."
    ),
    "serial_for_date": "La celda tiene el número {number} en lugar de una fecha (¿{meant:%d/%m/%Y}?): dele formato de fecha.",
    "no_date": "«{text}» no es una fecha: escríbala como 15/03/2024.",
    "short_year": "«{text}»: escriba el año con cuatro cifras, por ejemplo 15/03/2024.",
    "no_such_day": "El día {text} no existe: revise el día y el mes (primero el día, después el mes).",
    "bad_year": "El año de «{text}» no puede ser: revíselo.",
    "no_time": "«{text}» no es una hora: escríbala como 09:30 o 15:45.",
    "no_such_half": "La hora {text} no existe: revísela.",
    "no_such_time": "La hora {text} no existe: van de 00:00 a 23:59.",
    "no_number": "«{text}» no es un número entero: escriba solo cifras.",
    "no_choice": "«{text}» no figura en la lista: escriba {listed}.",
    "no_flag": "«{text}»: escriba sí o no.",
}

HELD = "La fila está bien, pero otra fila de lo mismo tiene errores."
NOT_TOGETHER = "Esta fila no se puede guardar junto con las demás: revise si repite otra o si algún dato es muy largo."
NO_RESULT = "(fórmula sin resultado)"

#: Kind of a column (`enums.CellKind`) → what it takes.
TAKES: Mapping[str, str] = {
    "text": "Texto",
    "date": "Fecha, como 15/03/2024",
    "time": "Hora de 00:00 a 23:59, como 09:30",
    "number": "Número entero",
    "flag": "sí o no",
}
TAKES_DIGITS = "Texto con todas sus cifras, también los ceros del principio"
TAKES_ONE_OF = "Una de estas: "

INSTRUCTIONS = "Instrucciones"
#: The headings of the instructions, with their widths.
INSTRUCTION_HEADS = (("Columna", 30), ("Obligatoria", 13), ("Qué admite", 46), ("Qué es", 60), ("Ejemplo", 40))
ADVICE, ADVICE_HEAD = "Consejos", ("Antes de empezar", 110)


def advice(max_rows: int) -> tuple[str, ...]:
    return (
        "Deje los títulos de las columnas como están; el orden de las columnas no importa y puede quitar las que no use.",
        "Escriba en la primera hoja, una fila debajo de otra. Las filas vacías no cuentan.",
        f"Un archivo admite hasta {max_rows:,} filas; si tiene más, divídalo.",
        "Al subirlo verá qué haría cada fila y qué errores tiene. Nada se guarda hasta que usted lo confirme.",
        "Puede subir el mismo archivo dos veces: lo que ya está registrado no se repite.",
    )


def yes_or_no(value: bool) -> str:
    return "sí" if value else "no"
