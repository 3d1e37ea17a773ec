"""What a table that comes in is refused for as a whole; what is wrong with one of its rows is reported at the row."""

from .speech import count
from .table import Table

_DECIDED = {"confirmed": "ya se incorporó", "discarded": "se descartó"}

IMPORTS: Table = {
    "table_type": "suba una hoja de Excel (.xlsx) o un archivo CSV. Un Excel antiguo (.xls) se guarda de nuevo como «Libro de Excel»",
    "table_damaged": "el archivo no se puede leer como una tabla: ábralo en Excel, guárdelo de nuevo como «Libro de Excel» y súbalo otra vez",
    "table_too_big": "el archivo es demasiado grande al abrirse: quítele imágenes y hojas que no hagan falta, o divídalo",
    "table_too_long": lambda f: (
        f"el archivo tiene más de {f.number('limit'):,} filas: divídalo en varios y súbalos uno por uno"
    ),
    "table_empty": "el archivo tiene los títulos de las columnas y ninguna fila debajo: llénelo y súbalo otra vez",
    "table_no_heading": lambda f: (
        "no se encuentra la fila con los títulos de las columnas. Descargue la plantilla y copie en ella sus datos"
        + (f"; hacen falta al menos: {f.names('columns', 12)}" if f.count("columns") else "")
    ),
    "table_missing_columns": lambda f: (
        f"{'falta la columna' if f.count('columns') == 1 else 'faltan las columnas'} {f.names('columns', 12)}. "
        "Los títulos van en una sola fila, encima de los datos"
    ),
    "table_column_twice": lambda f: f"hay columnas que significan lo mismo ({f.names('columns', 12)}): deje una sola",
    "accreditation_overlap": lambda f: (
        f"{f.text('person', 'otra persona')} ya figura en esa calidad desde el {f.day('starts_on')}"
        + (f" hasta el {f.day('last_day')}" if f.text("last_day") else "")
        + ": dos personas no la tienen a la vez. Revise las fechas"
    ),
    "beyond_holding": lambda f: (
        f"la institución dejó el asiento el {f.day('last_day')}: nadie lo representa después de ese día"
    ),
    "import_decided": lambda f: (
        f"esta importación {_DECIDED.get(f.text('state'), 'ya se decidió')}: no se puede volver atrás ni repetir. Suba el archivo otra vez"
    ),
    "import_wrong": lambda f: (
        f"nada se guardó: {count(f.number('wrong'), 'fila tiene errores', 'filas tienen errores')}. Corrija su archivo y súbalo otra vez"
    ),
    "import_moved": (
        "nada se guardó: los registros cambiaron desde que usted revisó el archivo, y alguna fila haría ahora otra cosa. Aquí está "
        "la nueva revisión: mírela y confirme"
    ),
}
