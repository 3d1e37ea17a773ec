import io
import zipfile
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from audit.acts import Act
from documents.models import StoredFile, Upload
from documents.services import store_upload
from documents.sniff import clean_name
from norms.wording import explain, words
from regulation.refusal import Refused

pytestmark = pytest.mark.django_db


def picture(kind: str, size: tuple[int, int] = (60, 40), **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "#a8681f").save(out, kind, **options)
    return out.getvalue()


def pdf(script: str = "", password: str = "") -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def office(names: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in names.items():
            archive.writestr(name, text)
    return out.getvalue()


DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}
XLSX = {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"}
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<office/>"}


def hand_in(name: str, data: bytes, clerk, at) -> Upload:
    return store_upload(Act(clerk, at), file=SimpleUploadedFile(name, data, content_type="text/html"))


def refusal_of(name: str, data: bytes, clerk, at) -> Refused:
    with pytest.raises(Refused) as refused:
        hand_in(name, data, clerk, at)
    assert not Upload.objects.exists()
    assert not StoredFile.objects.exists()
    return refused.value


@pytest.mark.parametrize(
    ("name", "data", "content_type"),
    [
        ("cargo.pdf", pdf(), "application/pdf"),
        ("foto.JPG", picture("JPEG"), "image/jpeg"),
        ("foto.jpeg", picture("JPEG"), "image/jpeg"),
        ("plano.png", picture("PNG"), "image/png"),
        ("foto.webp", picture("WEBP"), "image/webp"),
        ("plan.docx", office(DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("metas.xlsx", office(XLSX), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("oficio.odt", office(ODT), "application/vnd.oasis.opendocument.text"),
    ],
)
def test_the_papers_of_an_office_are_kept_by_what_they_are_not_by_what_the_browser_says(
    name, data, content_type, clerk, at
):
    upload = hand_in(name, data, clerk, at)
    assert (upload.content_type, upload.size, upload.name) == (content_type, len(data), name)
    assert bytes(upload.stored.data) == data


def test_a_photo_of_five_megabytes_is_accepted(clerk, at):
    noise = Image.effect_noise((2600, 2000), 90)
    out = io.BytesIO()
    noise.save(out, "PNG")
    assert len(out.getvalue()) > 4_000_000
    assert hand_in("cargo firmado.png", out.getvalue(), clerk, at).size == len(out.getvalue())


def test_the_same_scan_handed_in_twice_is_stored_once(clerk, at):
    one, two = hand_in("a.pdf", pdf(), clerk, at), hand_in("b.pdf", pdf(), clerk, at)
    assert one.stored_id == two.stored_id
    assert Upload.objects.count() == 2


def test_an_empty_file_is_refused(clerk, at):
    assert refusal_of("vacio.pdf", b"", clerk, at).ruling.code == "bad_upload_empty"


def test_a_file_over_the_limit_is_refused_and_the_limit_is_named(clerk, at, settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    refusal = refusal_of("grande.png", picture("PNG") + b"\0" * 1024 * 1024, clerk, at)
    assert refusal.ruling.code == "bad_upload_size"
    assert "1 MB" in explain(refusal.ruling)


HOSTILE = {
    "a web page": ("oficio.html", b"<html><script>alert(1)</script></html>", "bad_upload_type"),
    "a web page named as a scan": ("oficio.pdf", b"<!doctype html><script>alert(1)</script>", "bad_upload_type"),
    "a drawing with a script": (
        "logo.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "bad_upload_type",
    ),
    "a program": ("acta.pdf", b"MZ\x90\x00" + b"\0" * 400, "bad_upload_type"),
    "a shell script": ("acta.pdf", b"#!/bin/sh\nrm -rf /\n", "bad_upload_type"),
    "plain text": ("notas.txt", b"hola", "bad_upload_type"),
    "an archive": ("todo.zip", office({"a.txt": "hola"}), "bad_upload_type"),
    "an archive named as a document": ("plan.docx", office({"a.txt": "hola"}), "bad_upload_type"),
    "a moving picture": ("foto.gif", picture("GIF"), "bad_upload_type"),
    "a picture named as a scan": ("cargo.pdf", picture("PNG"), "bad_upload_extension"),
    "a scan named as a program": ("cargo.pdf.exe", pdf(), "bad_upload_extension"),
    "a picture that is also a page": ("foto.png", picture("PNG") + b"<SCRIPT>alert(1)</SCRIPT>", "bad_upload_active"),
    "a picture that is also an archive": ("foto.png", picture("PNG") + office({"x": "y"}), "bad_upload_active"),
    "a scan that is also an archive": ("cargo.pdf", pdf() + office({"x": "y"}), "bad_upload_active"),
    "a scan that runs a script": ("cargo.pdf", pdf(script="app.alert('hola')"), "bad_upload_active"),
    "a scan with a password": ("cargo.pdf", pdf(password="secreto"), "bad_upload_password"),
    "half a scan": ("cargo.pdf", pdf()[:60], "bad_upload_damaged"),
    "half a picture": ("foto.png", picture("PNG")[:50], "bad_upload_damaged"),
    "half an archive": ("plan.docx", office(DOCX)[:40], "bad_upload_damaged"),
    "a document with macros": ("plan.docx", office({**DOCX, "word/vbaProject.bin": "x"}), "bad_upload_active"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_could_harm_its_reader_is_refused(what, clerk, at):
    name, data, code = HOSTILE[what]
    assert refusal_of(name, data, clerk, at).ruling.code == code


def test_a_picture_that_unpacks_to_gigabytes_is_refused_without_unpacking_it(clerk, at):
    """30,000 × 30,000 pixels said in a hundred bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")

    header = (30_000).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    bomb = b"\x89PNG\r\n\x1a\n" + body
    assert refusal_of("foto.png", bomb, clerk, at).ruling.code == "bad_upload_image"


def test_a_document_that_unpacks_to_gigabytes_is_refused_without_unpacking_it(clerk, at, monkeypatch):
    monkeypatch.setattr("documents.sniff.MAX_UNPACKED", 1_000_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", " " * 2_000_000)
    assert refusal_of("plan.docx", out.getvalue(), clerk, at).ruling.code == "bad_upload_damaged"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Oficio de Ñuñoa – O'Higgins.pdf", "Oficio de Ñuñoa – O'Higgins.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        (r"C:\Usuarios\Rosa\cargo.pdf", "cargo.pdf"),
        ("cargo\r\nSet-Cookie: a=b.pdf", "cargo Set-Cookie_ a=b.pdf"),
        ("factura\u202efdp.exe", "facturafdp.exe"),
        ("  .oculto.pdf ", "oculto.pdf"),
        ('a<b>"c".pdf', "a_b__c_.pdf"),
        ("", "archivo"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("n\u0303andu.pdf", "ñandu.pdf"),
    ],
)
def test_a_name_keeps_its_letters_and_loses_paths_and_invisible_marks(given, kept):
    assert clean_name(given) == kept


def test_a_photo_without_an_extension_gets_the_one_of_its_content(clerk, at):
    assert hand_in("IMG 0042", picture("JPEG"), clerk, at).name == "IMG 0042.jpg"


def test_every_refusal_of_a_file_has_its_own_words():
    codes = {code for _, _, code in HOSTILE.values()} | {"bad_upload_empty", "bad_upload_size", "bad_upload_image"}
    assert {("", code) for code in codes} <= words().keys()
