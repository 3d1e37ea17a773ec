"""PDF from a template and a frozen payload, byte for byte the same each time. The only place that knows WeasyPrint."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

#: Faces of the one family; each is a file of its own, because variable fonts do not give the same bytes twice.
FACES = tuple((weight, style) for weight in (400, 600, 700) for style in ("normal", "italic"))
STYLESHEET = Path(settings.BASE_DIR) / "templates" / "pdf" / "pdf.css"
SUBSETS = (("Source Sans 3", "latin"), ("Source Sans 3 Ext", "latin-ext"))


class RenderingFailed(Exception):
    """The PDF could not be made; the message says why, for the person who looks after the installation."""


def render_pdf(template_name: str, payload: Mapping[str, Any]) -> bytes:
    """The PDF of this payload: A4, tagged, PDF/A-3a, with its fonts inside.

    The template sees the payload's keys and nothing else: no model, no clock, no network. Raises RenderingFailed.
    """
    try:
        import weasyprint
        from weasyprint.text.fonts import FontConfiguration
    except (ImportError, OSError) as missing:
        raise RenderingFailed(f"Faltan las bibliotecas del sistema que generan los PDF ({missing}).") from missing
    try:
        with translation.override("es-pe"):
            html = render_to_string(template_name, dict(payload))
        # A FontConfiguration of its own for each rendering: a shared one breaks under threads.
        fonts = FontConfiguration()
        fetcher = _local_fetcher()
        return bytes(
            weasyprint.HTML(string=html, base_url=_base_url(), url_fetcher=fetcher).write_pdf(
                font_config=fonts,
                stylesheets=[
                    weasyprint.CSS(string=_font_faces(), font_config=fonts, url_fetcher=fetcher, base_url=_base_url()),
                    _stylesheet(),
                ],
                pdf_variant="pdf/a-3a",
                pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
            )
        )
    except RenderingFailed:
        raise
    except Exception as failure:
        raise RenderingFailed(f"{type(failure).__name__}: {failure}") from failure


@cache
def _stylesheet() -> Any:
    """Parsed once: it holds rules only, no fonts and no state."""
    import weasyprint

    return weasyprint.CSS(string=STYLESHEET.read_text(encoding="utf-8"), base_url=_base_url())


@cache
def _font_faces() -> str:
    folder = font_folder()
    rules = []
    for family, subset in SUBSETS:
        for weight, style in FACES:
            path = folder / f"source-sans-3-{subset}-{weight}-{style}.woff2"
            if not path.is_file():
                raise RenderingFailed(f"Falta el tipo de letra {path.name}: vuelva a preparar el programa con bin/run.")
            rules.append(
                f'@font-face {{ font-family: "{family}"; font-weight: {weight}; font-style: {style}; '
                f'src: url("{path.as_uri()}") format("woff2"); }}'
            )
    return "\n".join(rules)


def font_folder() -> Path:
    return Path(settings.NODE_MODULES) / "@fontsource" / "source-sans-3" / "files"


def _pictures() -> Path:
    return Path(settings.BASE_DIR) / "static" / "pdf"


def _base_url() -> str:
    return _pictures().as_uri() + "/"


@cache
def _local_fetcher() -> Any:
    """Reads the fonts, our own pictures and data: URIs; everything else does not exist."""
    from weasyprint.urls import URLFetcher

    class LocalFetcher(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("file:"):
                from urllib.parse import unquote, urlsplit

                path = Path(unquote(urlsplit(url).path)).resolve()
                if not any(path.is_relative_to(root.resolve()) for root in (font_folder(), _pictures())):
                    raise ValueError(f"outside the document's own files: {url}")
            return super().fetch(url, headers)

    return LocalFetcher(allowed_protocols={"file", "data"})
