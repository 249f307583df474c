# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What strangers upload is what its content is, never what its name says.

Pictures are drawn again: what is left is a picture, without the place it was taken at
and without whatever was hidden behind or inside it.
"""

import logging
import re
import struct
import warnings
from io import BytesIO

from PIL import Image, WebPImagePlugin

from odoo.exceptions import UserError
from odoo.tools.mimetypes import guess_mimetype

_logger = logging.getLogger(__name__)

MB = 1024 * 1024
#: Files of one post, files of one claim in all.
MAX_FILES = 8
MAX_FILES_CLAIM = 24
#: Bytes of a picture or PDF, of a video, of one post.
MAX_BYTES = 10 * MB
MAX_BYTES_VIDEO = 25 * MB
MAX_BYTES_POST = 30 * MB
#: Pixels of a picture: more is no photo but a trap for whoever opens it.
MAX_PIXELS = 50_000_000
MAX_NAME = 80

#: Kinds of files: photos and videos show the fault, PDFs and photos prove a purchase.
PHOTO_KINDS = frozenset({"image", "video"})
PROOF_KINDS = frozenset({"image", "pdf"})

EXTENSIONS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/heic": "heic",
    "application/pdf": "pdf",
    "video/mp4": "mp4",
    "video/webm": "webm",
    "video/quicktime": "mov",
}
#: Pictures that we can draw ourselves.
PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
FORMATS = ["JPEG", "PNG", WebPImagePlugin.WebPImageFile.format]
HEADS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
ORIENTATION = 0x0112
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}
MP4_BRANDS = re.compile(rb"isom|iso\d|mp4\d|avc1|M4V |M4VH|MSNV|dash|3gp\d|XAVC")
#: What no photo, video or bill contains, but pages and programs do.
ACTIVE = (
    b"<script",
    b"<!doctype",
    b"<html",
    b"<svg",
    b"<iframe",
    b"<?php",
    b"<!entity",
    b"/javascript",
    b"/launch",
)
#: The end of an archive: another file behind the picture.
ARCHIVE_END = b"PK\x05\x06"


def read_uploads(files, env, kinds=PHOTO_KINDS | PROOF_KINDS, counted=0):
    """Return the checked *files* of one post as dicts of name, raw and mimetype.

    Reads no more of each file than the limit and one byte.

    :param files: uploads with ``filename`` and ``read`` (werkzeug), or pairs of
        name and bytes
    :param kinds: which of ``image``, ``video``, ``pdf`` are asked for
    :param int counted: files that the claim has already
    :raises odoo.exceptions.UserError: a file is too big, too many or of another kind
    """
    given = [file for file in files if _get_name(file)]
    if len(given) > MAX_FILES:
        raise UserError(
            env._(
                "These are %(count)s files; send at most %(limit)s at a time.",
                count=len(given),
                limit=MAX_FILES,
            )
        )
    if given and counted + len(given) > MAX_FILES_CLAIM:
        raise UserError(
            env._(
                "A claim takes at most %(limit)s files and has %(count)s already. "
                "Choose the most telling ones.",
                limit=MAX_FILES_CLAIM,
                count=counted,
            )
        )
    uploads, total = [], 0
    for file in given:
        content = _read(file, MAX_BYTES_VIDEO)
        total += len(content)
        if total > MAX_BYTES_POST:
            raise UserError(
                env._(
                    "These files have more than %(limit)s MB together. Send fewer or "
                    "smaller ones.",
                    limit=MAX_BYTES_POST // MB,
                )
            )
        uploads.append(_check(_get_name(file), content, env, kinds))
    return uploads


def check_upload(name, content, env, kinds=PHOTO_KINDS | PROOF_KINDS):
    """Return the clean name and the type of a file, judged by its content alone.

    :param str name: as uploaded; it only gives the stem of the clean name
    :param bytes content: the whole file, or the limit and one byte of it
    :raises odoo.exceptions.UserError: it is empty, too big, broken or of another kind
    """
    upload = _check(name, content, env, kinds)
    return upload["name"], upload["mimetype"]


def _check(name, content, env, kinds):
    """Return name, raw (pictures drawn again) and mimetype of a file; see above."""
    shown = clean_name(name)
    if not content:
        raise UserError(env._("“%(file)s” is empty. Choose it again.", file=shown))
    mimetype = _detect(content)
    kind = mimetype and get_kind(mimetype)
    if kind not in kinds:
        raise UserError(
            env._(
                "“%(file)s” cannot be taken: send %(kinds)s. What counts is the "
                "content of the file, not its name.",
                file=shown,
                kinds=_get_kinds_words(env, kinds),
            )
        )
    limit = MAX_BYTES_VIDEO if kind == "video" else MAX_BYTES
    if len(content) > limit:
        raise UserError(
            env._(
                "“%(file)s” has more than %(limit)s MB. Send a smaller one.",
                file=shown,
                limit=limit // MB,
            )
        )
    raw = redraw(content) if mimetype in PICTURES else content
    if not raw:
        raise UserError(
            env._(
                "“%(file)s” is damaged or too large to be shown. Take the photo "
                "again, or save it with fewer pixels.",
                file=shown,
            )
        )
    stem = shown.rpartition(".")[0] or shown
    name = f"{stem}.{EXTENSIONS[mimetype]}"
    return {"name": name, "raw": raw, "mimetype": mimetype}


def clean_name(name):
    """Return *name* without folders and without characters that do harm."""
    base = re.split(r"[/\\]", name or "")[-1]
    base = re.sub(r"[^\w .()+-]", "_", base).strip(" .")
    stem, dot, extension = base.rpartition(".")
    if dot and stem:
        return f"{stem[:MAX_NAME].replace('.', '_')}.{extension[:8]}"
    return base[:MAX_NAME] or "file"


def get_kind(mimetype):
    """Return ``image``, ``video`` or ``pdf``."""
    return "pdf" if mimetype == "application/pdf" else mimetype.partition("/")[0]


def redraw(content):
    """Return a picture drawn again, or None when it cannot or must not be drawn.

    No place, no remarks and nothing behind its end are left; its orientation and
    colours stay, and JPEG keeps its quality.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                if image.width * image.height > MAX_PIXELS:
                    return None
                image.verify()
            with Image.open(BytesIO(content), formats=FORMATS) as image:
                return _save(image)
    except Exception:
        # a broken picture may fail in any way
        _logger.info("An uploaded picture could not be drawn", exc_info=True)
        return None


def _save(image):
    options = {"icc_profile": image.info.get("icc_profile")}
    if orientation := image.getexif().get(ORIENTATION):
        options["exif"] = exif = Image.Exif()
        exif[ORIENTATION] = orientation
    if "transparency" in image.info:
        options["transparency"] = image.info["transparency"]
    # several pictures in one (MPO, from phones): the first one is the photo
    format_name = "JPEG" if image.format == "MPO" else image.format
    options["quality"] = "keep" if image.format == "JPEG" else 92
    image.load()
    image.info = {}
    target = BytesIO()
    image.save(target, format_name, **options)
    return target.getvalue()


def _get_name(file):
    return file[0] if isinstance(file, tuple) else file.filename


def _read(file, limit):
    return file[1][: limit + 1] if isinstance(file, tuple) else file.read(limit + 1)


def _get_kinds_words(env, kinds):
    if kinds == PHOTO_KINDS:
        return env._("photos (JPEG, PNG, WebP, HEIC) or short videos (MP4, WebM, MOV)")
    if kinds == PROOF_KINDS:
        return env._("a PDF or a photo (JPEG, PNG, WebP, HEIC)")
    return env._("photos (JPEG, PNG, WebP, HEIC), short videos (MP4, WebM, MOV) or PDF")


def _detect(content):
    """Return the type of *content*, or None for everything that we do not take."""
    lowered = content.lower()
    if any(mark in lowered for mark in ACTIVE):
        return None
    for head, mimetype in HEADS.items():
        if content.startswith(head):
            return mimetype
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        found = "application/pdf"
    elif content[4:8] == b"ftyp":
        found = _detect_boxes(content)
    elif content.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in content[:64]:
        found = "video/webm"
    else:
        return None
    # these are kept as they come: what is another file as well is refused
    is_pdf_too = found != "application/pdf" and b"%PDF-" in content[:1024]
    guessed = guess_mimetype(content)
    is_other = guessed not in ("application/octet-stream", found) and (
        not guessed.startswith(("video/", "image/hei"))
    )
    is_archive_too = ARCHIVE_END in content[-70_000:]
    return None if is_pdf_too or is_archive_too or is_other else found


def _detect_boxes(content):
    """Return the type of a file of boxes (MP4, MOV, HEIC) that holds nothing else."""
    brand, position, kinds = content[8:12], 0, set()
    while position < len(content):
        if position + 8 > len(content):
            return None
        size, kind = struct.unpack_from(">I4s", content, position)
        if size == 1 and position + 16 <= len(content):
            [size] = struct.unpack_from(">Q", content, position + 8)
        elif size == 0:
            size = len(content) - position
        # the last box may be cut where reading stopped at the limit
        is_cut = position + size > len(content) and len(content) <= MAX_BYTES_VIDEO
        if size < 8 or is_cut or not re.fullmatch(rb"[\w ]{4}", kind):
            return None
        kinds.add(kind)
        position += size
    if brand in HEIC_BRANDS and b"meta" in kinds:
        return "image/heic"
    if not {b"moov", b"moof"} & kinds and len(content) <= MAX_BYTES_VIDEO:
        return None
    if brand == b"qt  ":
        return "video/quicktime"
    return "video/mp4" if MP4_BRANDS.fullmatch(brand) else None
