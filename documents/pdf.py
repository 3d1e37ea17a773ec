"""PDF from a template and a frozen payload, byte for byte the same each time. The only place that knows WeasyPrint."""

import hashlib
import io
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

STYLESHEET = Path(settings.BASE_DIR) / "templates" / "pdf" / "pdf.css"
#: Faces of the one family; each is a file of its own, because variable fonts do not give the same bytes twice.
FACES = tuple((weight, style) for weight in (400, 600, 700) for style in ("normal", "italic"))
SUBSETS = (("Source Sans 3", "latin"), ("Source Sans 3 Ext", "latin-ext"))
#: Fonts have an address of our own: the place of this installation on its disk must not reach the bytes.
FONT_SCHEME = "office-font:"

for _noisy in ("weasyprint.progress", "fontTools"):  # they log every step of every rendering
    logging.getLogger(_noisy).setLevel(logging.WARNING)


class RenderingFailed(Exception):
    """The PDF could not be made; the message says why, for the person who looks after the installation."""


def render_pdf(template_name: str, payload: Mapping[str, Any]) -> bytes:
    """The PDF of this payload: A4, tagged, PDF/A-3a, with its fonts inside.

    The template sees the payload's keys and nothing else: no model, no clock, no network. Raises RenderingFailed.
    """
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import FatalURLFetchingError
    except (ImportError, OSError) as missing:
        raise RenderingFailed(f"Faltan las bibliotecas del sistema que generan los PDF ({missing}).") from missing
    try:
        with translation.override("es-pe"):
            html = render_to_string(template_name, dict(payload))
        fetcher = _fetcher()
        # A FontConfiguration of its own for each rendering: a shared one breaks under threads.
        fonts = FontConfiguration()
        faces = weasyprint.CSS(string=_font_faces(), font_config=fonts, url_fetcher=fetcher)
        document = weasyprint.HTML(string=html, url_fetcher=fetcher)
        return bytes(
            document.write_pdf(
                font_config=fonts,
                stylesheets=[faces, _stylesheet()],
                pdf_variant="pdf/a-3a",
                pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
            )
        )
    except FatalURLFetchingError as missing:
        raise RenderingFailed(str(missing)) from missing
    except Exception as failure:
        raise RenderingFailed(f"{type(failure).__name__}: {failure}") from failure


@cache
def _stylesheet() -> Any:
    """Parsed once: it holds rules only, no fonts and no state."""
    import weasyprint

    return weasyprint.CSS(string=STYLESHEET.read_text(encoding="utf-8"), url_fetcher=_fetcher())


@cache
def _font_faces() -> str:
    return "\n".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
        f'src: url("{FONT_SCHEME}{subset}-{weight}-{style}"); }}'
        for family, subset in SUBSETS
        for weight, style in FACES
    )


@cache
def _font(name: str) -> bytes:
    """One face as TrueType. Unpacking it costs as much as laying out a page, so it is done once per process."""
    from fontTools.ttLib import woff2

    folder = Path(settings.NODE_MODULES) / "@fontsource" / "source-sans-3" / "files"
    unpacked = io.BytesIO()
    with (folder / f"source-sans-3-{name}.woff2").open("rb") as packed:
        woff2.decompress(packed, unpacked)
    return unpacked.getvalue()


@cache
def _fetcher() -> Any:
    """Gives the fonts and data: URIs; every other address, of the network or of the disk, is refused."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    known = {f"{FONT_SCHEME}{subset}-{weight}-{style}" for _, subset in SUBSETS for weight, style in FACES}

    class OfficeFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in known:
                return super().fetch(url, headers)
            try:
                font = _font(url.removeprefix(FONT_SCHEME))
            except OSError as missing:  # without it the paper would silently come out in another face
                raise FatalURLFetchingError(
                    f"Falta un tipo de letra: vuelva a preparar el programa con bin/run ({missing})."
                ) from missing
            return URLFetcherResponse(url, font, {"Content-Type": "font/ttf"})

    return OfficeFetcher(allowed_protocols={"data"})
