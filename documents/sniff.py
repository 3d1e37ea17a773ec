"""What a file really is, and whether the office keeps such files. Pure: bytes and a name in, a verdict out."""

import io
import logging
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import filetype
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from regulation.refusal import Refused

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT = "application/vnd.oasis.opendocument.text"
CSV = "text/csv"

EXTENSIONS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    PNG: (".png",),
    JPEG: (".jpg", ".jpeg"),
    WEBP: (".webp",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    CSV: (".csv", ".tsv", ".txt"),
}
IMAGES: Mapping[str, str] = {PNG: "PNG", JPEG: "JPEG", WEBP: "WEBP"}
#: What a browser may show by itself; anything else is only downloaded.
SHOWN_INLINE = frozenset({PDF, *IMAGES})

MAX_NAME = 120
MAX_PIXELS = 120_000_000  # a 108-megapixel phone photo passes
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 5_000
#: Markup that a careless reader would run, at any place of an image.
MARKUP = re.compile(rb"<script|<html|<!doctype html|<\?php|<svg[\s>]|<iframe", re.IGNORECASE)
#: Actions that run a script or start a program, and the parts of a PDF where none can hang.
RUNNERS = frozenset({"/JavaScript", "/Launch"})
WITHOUT_ACTIONS = frozenset({"/Contents", "/Metadata", "/Parent", "/Resources", "/StructTreeRoot", "/StructParents"})
MAX_WALKED = 20_000
#: Control characters other than tab, line feed and carriage return.
NOT_TYPED = frozenset(range(32)) - frozenset(b"\t\n\r")
RESERVED = re.compile(r'[<>:"|?*\\/]')

# It logs every flaw of a file; one made for it has a million, and they would fill the log. The verdict says enough.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Sniffed:
    content_type: str
    name: str


def judge(data: bytes, *, name: str, limit: int, tables: bool = False) -> Sniffed:
    """The type that the content shows and a clean name for it, or Refused with a `bad_upload_*` code.

    `limit` is in bytes; `data` may be cut one byte after it. `tables`: a plain text named .csv is kept too; nothing in its
    content distinguishes it from any other text, so only a caller that asks for a table takes one.
    """
    if not data:
        raise _refused("bad_upload_empty")
    if len(data) > limit:
        raise _refused("bad_upload_size", limit=limit, limit_mb=limit // (1024 * 1024))
    clean = clean_name(name)
    content_type = CSV if tables and _is_text_table(data, clean) else _type_of(data)
    suffix = PurePosixPath(clean).suffix.lower()
    if not suffix:
        clean += EXTENSIONS[content_type][0]
    elif suffix not in EXTENSIONS[content_type]:
        raise _refused("bad_upload_extension", name=clean, extension=suffix, content=EXTENSIONS[content_type][0])
    if content_type == PDF:
        _check_pdf(data)
    elif content_type in IMAGES:
        _check_image(data, content_type)
    return Sniffed(content_type=content_type, name=clean)


def clean_name(name: str) -> str:
    """The last part of a path without anything that a disk, a header or an eye would misread; ñ and apostrophes stay."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    # Category C: control characters, and the invisible marks that turn "fdp.exe" round.
    visible = "".join(
        " " if char.isspace() else char for char in last if char.isspace() or unicodedata.category(char)[0] != "C"
    )
    tidy = re.sub(r"\s+", " ", RESERVED.sub("_", visible)).strip(" .")
    suffix = PurePosixPath(tidy).suffix[:10]
    stem = tidy[: len(tidy) - len(PurePosixPath(tidy).suffix)] or "archivo"
    return stem[: MAX_NAME - len(suffix)].rstrip(" .") + suffix


def _is_text_table(data: bytes, name: str) -> bool:
    """Text by its name and by its bytes: no sign in it that a keyboard does not give."""
    if PurePosixPath(name).suffix.lower() not in EXTENSIONS[CSV]:
        return False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            data = data.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    return not set(data) & NOT_TYPED


def _type_of(data: bytes) -> str:
    if data.startswith(b"PK"):
        return _office_type(data)
    guess = filetype.guess(data[:8192])
    found = guess.mime if guess else ""
    if found == PDF or found in IMAGES:
        return str(found)
    raise _refused("bad_upload_type", found=found)


def _office_type(data: bytes) -> str:
    """Word, Excel and OpenDocument files are ZIP archives that name themselves inside."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            names = {member.filename for member in members}
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise _refused("bad_upload_damaged", reason="unpacked")
            if any(member.flag_bits & 0x1 for member in members):
                raise _refused("bad_upload_password")
            if any(PurePosixPath(name).name.lower() == "vbaproject.bin" or name.startswith("Basic/") for name in names):
                raise _refused("bad_upload_active", reason="macros")
            if "[Content_Types].xml" in names and "word/document.xml" in names:
                return DOCX
            if "[Content_Types].xml" in names and "xl/workbook.xml" in names:
                return XLSX
            if "mimetype" in names and _beginning(archive, "mimetype").decode("ascii", "replace").strip() == ODT:
                return ODT
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError):
        raise _refused("bad_upload_damaged", reason="archive") from None
    raise _refused("bad_upload_type", found="application/zip")


def _beginning(archive: zipfile.ZipFile, name: str) -> bytes:
    """The first bytes of one member; the rest, which may be a bomb, stays packed."""
    with archive.open(name) as member:
        return member.read(100)


def _check_pdf(data: bytes) -> None:
    """It opens without a password, and neither runs a script nor starts a program when it does."""
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise _refused("bad_upload_active", reason="two_formats")
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            raise _refused("bad_upload_password")
        root = reader.trailer["/Root"].get_object()
        if not isinstance(root, DictionaryObject) or "/Pages" not in root:
            raise _refused("bad_upload_damaged", reason="pdf")
        active = _runs_something(root)
    except Refused:
        raise
    except Exception:  # a hostile file may break its reader in any way, and all mean the same to us
        raise _refused("bad_upload_damaged", reason="pdf") from None
    if active:
        raise _refused("bad_upload_active", reason="pdf_script")


def _runs_something(root: DictionaryObject) -> bool:
    """Whether any action that the document reaches (on opening, on a page, in a form, after another) runs something.

    Fonts, pictures and texts hold no actions and are not walked; beyond MAX_WALKED objects the walk ends.
    """
    seen: set[int] = set()
    waiting: list[Any] = [root]
    while waiting and len(seen) < MAX_WALKED:
        thing = waiting.pop()
        if isinstance(thing, IndirectObject):
            if thing.idnum in seen:
                continue
            seen.add(thing.idnum)
            thing = thing.get_object()
        if isinstance(thing, DictionaryObject):
            if thing.get("/S") in RUNNERS or "/JavaScript" in thing or "/JS" in thing:
                return True
            waiting += [thing.raw_get(key) for key in thing if key not in WITHOUT_ACTIONS]
        elif isinstance(thing, ArrayObject):
            waiting += list(thing)
    return False


def _check_image(data: bytes, content_type: str) -> None:
    """It is whole, of a size that can be shown, and not a file of another type at the same time."""
    if MARKUP.search(data) or b"%PDF-" in data[:2048] or zipfile.is_zipfile(io.BytesIO(data)):
        raise _refused("bad_upload_active", reason="two_formats")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit follows
            with Image.open(io.BytesIO(data), formats=[IMAGES[content_type]]) as image:
                width, height = image.size
                if width * height > MAX_PIXELS:
                    raise _refused("bad_upload_image", width=width, height=height, limit_mp=MAX_PIXELS // 1_000_000)
                image.verify()
    except Image.DecompressionBombError:
        raise _refused("bad_upload_image", limit_mp=MAX_PIXELS // 1_000_000) from None
    except (OSError, SyntaxError, ValueError, EOFError):
        raise _refused("bad_upload_damaged", reason="image") from None


def _refused(code: str, **facts: Any) -> Refused:
    return Refused.because(code, facts=facts, field="file")
