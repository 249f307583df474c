# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Signatures that visitors draw: pictures from outside, taken as nothing else."""

import base64
import binascii
import io
import warnings

from PIL import Image

#: Larger texts are no signature (characters of base64), nor are larger pictures.
MAX_TEXT = 700_000
MAX_SIDE = 4000
MAX_PIXELS = 6_000_000


class SignatureError(ValueError):
    """The text is no drawn signature; the first argument says why, as a code."""


def read(text):
    """Return the picture in *text* (base64 of a PNG) drawn anew, as base64.

    Whatever else was in the file is gone.

    :raises SignatureError: ``size``, ``format`` or ``empty``
    """
    if not isinstance(text, str) or not text:
        raise SignatureError("empty")
    if len(text) > MAX_TEXT:
        raise SignatureError("size")
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise SignatureError("format") from error
    picture = _open(content)
    if not _has_ink(picture):
        raise SignatureError("empty")
    target = io.BytesIO()
    picture.save(target, "PNG", optimize=True)
    return base64.b64encode(target.getvalue())


def _open(content):
    """Return the picture in *content*, when it is a PNG of a sane size."""
    try:
        with warnings.catch_warnings():
            # a picture that unpacks to more than memory is refused by its size
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=("PNG",))
        width, height = picture.size
        if max(width, height) > MAX_SIDE or width * height > MAX_PIXELS:
            raise SignatureError("size")
        return picture.convert("RGBA")
    except SignatureError:
        raise
    except Image.DecompressionBombError as error:
        raise SignatureError("size") from error
    except Exception as error:
        # a broken or hostile picture raises anything, from struct to zlib errors
        raise SignatureError("format") from error


def _has_ink(picture):
    """Tell whether anything was drawn: pixels that differ from each other."""
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    darkest, lightest = paper.convert("L").getextrema()
    return lightest - darkest > 32
