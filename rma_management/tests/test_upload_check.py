# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

import struct
import zlib
from io import BytesIO

from PIL import Image

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools import upload_check
from ..tools.upload_check import MB, check_upload, clean_name, read_uploads

HTML = b"<html><body><script>alert(1)</script></body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def make_picture(format_name="JPEG", size=(40, 30), **options):
    """Return a real picture."""
    target = BytesIO()
    Image.new("RGB", size, "teal").save(target, format_name, **options)
    return target.getvalue()


def make_boxes(brand, *kinds):
    """Return a file of boxes as cameras and telephones write them."""
    boxes = [struct.pack(">I4s", 20, b"ftyp") + brand + bytes(4) + brand]
    boxes += [struct.pack(">I4s", 16, kind) + bytes(8) for kind in kinds]
    return b"".join(boxes)


def make_bomb(side=30_000):
    """Return a small PNG that would fill the memory."""

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    data = zlib.compress(bytes(side * 3 + 1), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", data)
        + chunk(b"IEND", b"")
    )


@tagged("-at_install", "post_install")
class TestUploadCheck(TransactionCase):
    """A file is what it contains."""

    def _refuse(self, name, content, sentence, **kwargs):
        with self.assertRaisesRegex(UserError, sentence):
            check_upload(name, content, self.env, **kwargs)

    def test_accepts_what_people_send(self):
        matroska = b"\x1a\x45\xdf\xa3" + b"\x9fB\x86\x81\x01B\x82\x84webm" + bytes(64)
        for content, mimetype, extension in (
            (make_picture(), "image/jpeg", "jpg"),
            (make_picture("PNG"), "image/png", "png"),
            (make_picture("WEBP"), "image/webp", "webp"),
            (make_boxes(b"heic", b"meta", b"mdat"), "image/heic", "heic"),
            (make_boxes(b"isom", b"moov", b"mdat"), "video/mp4", "mp4"),
            (make_boxes(b"qt  ", b"moov", b"mdat"), "video/quicktime", "mov"),
            (matroska, "video/webm", "webm"),
            (PDF, "application/pdf", "pdf"),
        ):
            with self.subTest(mimetype=mimetype):
                name, found = check_upload("Nice Photo.exe", content, self.env)
                self.assertEqual((name, found), (f"Nice Photo.{extension}", mimetype))

    def test_refuses_disguised_files(self):
        jpeg = make_picture()
        for content in (
            HTML,
            SVG,
            b"\xef\xbb\xbf" + SVG,
            b"GIF89a" + bytes(40),
            b"BM" + bytes(60),
            b"MZ" + bytes(200),
            b"\x7fELF" + bytes(200),
            b"PK\x03\x04" + bytes(200),
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
            jpeg + HTML,
            make_picture("PNG") + SVG,
            PDF + HTML,
            PDF.replace(b"<<>>", b"<</S/JavaScript>>"),
            PDF + b"PK\x05\x06" + bytes(18),
            make_boxes(b"isom", b"moov") + HTML,
            make_boxes(b"isom", b"moov") + b"PK\x05\x06" + bytes(18),
            make_boxes(b"isom"),
            b"\x1a\x45\xdf\xa3" + bytes(200),
            b"just text",
        ):
            with self.subTest(content=content[:16], end=content[-16:]):
                self._refuse("photo.jpg", content, "“photo.jpg” cannot be taken")

    def test_refuses_broken_and_huge_pictures(self):
        sentence = "damaged or too large"
        self._refuse("a.jpg", make_picture(size=(600, 600))[:400], sentence)
        self._refuse("a.jpg", b"\xff\xd8\xff" + bytes(50), sentence)
        self._refuse("bomb.png", make_bomb(), sentence)
        self._refuse("a.jpg", b"", "is empty")

    def test_refuses_what_was_not_asked_for(self):
        self._refuse("a.pdf", PDF, "send photos", kinds=upload_check.PHOTO_KINDS)
        video = make_boxes(b"isom", b"moov")
        self._refuse("a.mp4", video, "send a PDF", kinds=upload_check.PROOF_KINDS)

    def test_limits_of_size_and_number(self):
        big = make_picture() + bytes(20 * MB)
        self._refuse("a.jpg", big, "more than 10 MB")
        photo = ("a.jpg", make_picture())
        self.assertEqual(len(read_uploads([photo] * 8, self.env)), 8)
        with self.assertRaisesRegex(UserError, "at most 8 at a time"):
            read_uploads([photo] * 9, self.env)
        with self.assertRaisesRegex(UserError, "has 23 already"):
            read_uploads([photo] * 2, self.env, counted=23)
        half = ("a.jpg", make_picture() + bytes(9 * MB))
        with self.assertRaisesRegex(UserError, "30 MB together"):
            read_uploads([half] * 4, self.env)
        self.assertFalse(read_uploads([("", b"")], self.env))

    def test_reads_no_more_than_the_limit(self):
        class Endless:
            filename = "endless.mp4"

            def read(self, size):
                self.size = size
                return make_boxes(b"isom", b"moov") + bytes(size - 52)

        endless = Endless()
        with self.assertRaises(UserError):
            read_uploads([endless], self.env)
        self.assertEqual(endless.size, upload_check.MAX_BYTES_VIDEO + 1)

    def test_places_and_what_is_hidden_go(self):
        exif = Image.Exif()
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
        content = make_picture(exif=exif, comment=b"a secret remark", quality=90)
        hidden = content + b"Rar!hidden behind the picture"
        [upload] = read_uploads([("a.jpg", hidden)], self.env)
        self.assertNotIn(b"secret", upload["raw"])
        self.assertNotIn(b"hidden", upload["raw"])
        with Image.open(BytesIO(upload["raw"])) as image:
            self.assertEqual(image.getexif().get(0x0112), 6)
            self.assertFalse(image.getexif().get_ifd(0x8825))
            self.assertEqual(image.size, (40, 30))

    def test_names_are_cleaned(self):
        for name, clean in (
            ("../../etc/passwd", "passwd"),
            ("C:\\photos\\me.JPG", "me.JPG"),
            ("a\x00b\nc.jpg", "a_b_c.jpg"),
            ('"><img src=x>.jpg', "___img src_x_.jpg"),
            ("evil.html.jpg", "evil_html.jpg"),
            ("", "file"),
            ("...", "file"),
            ("x" * 300 + ".jpg", "x" * 80 + ".jpg"),
        ):
            self.assertEqual(clean_name(name), clean)
