"""PDF: the text layer, page by page. Read only: what stands in a PDF is shapes in places, no text one could edit.

PDFium says which characters a page has, and in an order that is right for text from the left. Where there is text from
the right it says where each stands, and `pdf_lines` reads the lines.
"""

import ctypes
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from unicodedata import combining

from normaliser.errors import InputError
from normaliser.sources.markup import Text
from normaliser.sources.parts import Part, require
from normaliser.sources.pdf_lines import Glyph, is_right_to_left, read_lines, whole_characters

if TYPE_CHECKING:
    from normaliser.sources import Intake

_LEVEL = 0.1  # radians; lines of scans lean a little
_LINE_HYPHEN = "\ufffe"  # how PDFium gives a hyphen at the end of a line


def unpack(data: bytes, intake: "Intake") -> Iterator[Part]:
    """Each page as a text of its own, with line ends as in other texts."""
    pdfium = require("pypdfium2", "pdf")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise InputError(f"is damaged or encrypted, or no PDF at all ({error})") from None
    try:
        for number, page in enumerate(document, start=1):
            text = page.get_textpage().get_text_range()
            if is_right_to_left(text):
                text = _Page(pdfium.raw, page).read() or text
            text = text.replace("\r\n", "\n").replace(_LINE_HYPHEN, "-")
            yield Part(f"page {number}", text, (Text(text),))
    finally:
        document.close()


def warn(text: str, texts: Sequence[Text], intake: "Intake") -> tuple[str, ...]:
    """What a user should know of a scan."""
    return () if text.strip() else ("has no text layer; run a text recognition (OCR) on it first",)


class _Page:
    """The characters of a page, asked of PDFium one by one."""

    def __init__(self, raw: Any, page: Any) -> None:
        self._raw, self._page = raw, page
        self._text = page.get_textpage()
        self._clusters = self._find_clusters()

    def read(self) -> str:
        """Its text, line by line; nothing where lines do not run across the page."""
        count = self._text.count_chars()
        written = whole_characters([self._raw.FPDFText_GetUnicode(self._text, at) for at in range(count)])
        turned = (self._raw.FPDFText_GetCharAngle(self._text, at) for at in range(count))
        if any(_LEVEL < angle < math.tau - _LEVEL for angle in turned):
            return ""
        return read_lines(list(self._glyphs(written)), written)

    def _glyphs(self, written: Sequence[str]) -> Iterator[Glyph]:
        """What each shape stands for. Characters that PDFium makes up have no shape and are left out."""
        last: tuple[int, float] | None = None
        glyph: Glyph | None = None
        done: set[int] = set()
        for at, character in enumerate(written):
            shape = self._raw.FPDFText_GetTextObject(self._text, at)
            if not shape or character < " ":
                continue
            if cluster := self._clusters.get(_address(shape)):
                if id(cluster) not in done:
                    done.add(id(cluster))
                    yield cluster.glyph(self._size(at), at)
                continue
            x, y = self._origin(at)
            if glyph and last == (_address(shape), x):  # one shape, several characters
                glyph.text += character
                continue
            if glyph:
                yield _letter_first(glyph)
            last = (_address(shape), x)
            glyph = self._glyph(character, y, at)
        if glyph:
            yield _letter_first(glyph)

    def _glyph(self, character: str, baseline: float, at: int) -> Glyph:
        left, low, right, high = self._text.get_charbox(at)
        start, _, end, _ = self._text.get_charbox(at, loose=True)
        return Glyph(character, (start, end), (left, right), (low + high) / 2, baseline, self._size(at), at)

    def _size(self, at: int) -> float:
        """Of the font, as large as it is shown."""
        matrix = self._raw.FS_MATRIX()
        self._raw.FPDFText_GetMatrix(self._text, at, matrix)
        size: float = self._raw.FPDFText_GetFontSize(self._text, at) * math.hypot(matrix.c, matrix.d)
        return size

    def _origin(self, at: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        self._raw.FPDFText_GetCharOrigin(self._text, at, x, y)
        return x.value, y.value

    def _find_clusters(self) -> dict[int, "_Cluster"]:
        """The shapes that stand for a text together, as letters do with their marks: `ActualText` says which."""
        by_mark: defaultdict[int, _Cluster] = defaultdict(_Cluster)
        by_shape: dict[int, _Cluster] = {}
        for number in range(self._raw.FPDFPage_CountObjects(self._page)):
            shape = self._raw.FPDFPage_GetObject(self._page, number)
            for index in range(self._raw.FPDFPageObj_CountMarks(shape)):
                mark = self._raw.FPDFPageObj_GetMark(shape, index)
                if text := self._actual_text(mark):
                    cluster = by_shape[_address(shape)] = by_mark[_address(mark)]
                    cluster.text = text
                    cluster.shapes.append(self._bounds(shape))
        return by_shape

    def _actual_text(self, mark: Any) -> str:
        length = ctypes.c_ulong()
        ask = self._raw.FPDFPageObjMark_GetParamBlobValue
        if not ask(mark, b"ActualText", None, 0, length) or not length.value:
            return ""
        buffer = (ctypes.c_ubyte * length.value)()
        ask(mark, b"ActualText", buffer, length.value, length)
        wide = bytes(buffer).startswith((b"\xfe\xff", b"\xff\xfe"))
        return bytes(buffer).decode("utf-16" if wide else "latin-1", "replace")

    def _bounds(self, shape: Any) -> "_Bounds":
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        self._raw.FPDFPageObj_GetBounds(shape, left, bottom, right, top)
        matrix = self._raw.FS_MATRIX()
        self._raw.FPDFPageObj_GetMatrix(shape, matrix)
        return _Bounds(left.value, bottom.value, right.value, top.value, matrix.e, matrix.f)


class _Bounds(NamedTuple):
    """The ink of a shape, and where on its line it begins."""

    left: float
    bottom: float
    right: float
    top: float
    start: float
    baseline: float

    @property
    def area(self) -> float:
        """How large the ink is, about."""
        return (self.right - self.left) * (self.top - self.bottom)

    @property
    def lifted(self) -> float:
        """How far the ink is from the baseline, as marks are."""
        return max(self.bottom - self.baseline, self.baseline - self.top, 0.0)


@dataclass(slots=True)
class _Cluster:
    """Shapes that stand for a text together."""

    text: str = ""
    shapes: list[_Bounds] = field(default_factory=list)

    def glyph(self, size: float, place: int) -> Glyph:
        """All of them as one, in the place of the letter: the largest that stands on its line.

        The tail of a letter reaches under the one before it, so what counts on the left is where the shape begins.
        """
        letter = max(self.shapes, key=lambda shape: (-round(shape.lifted), shape.area))
        height = (letter.bottom + letter.top) / 2
        room, ink = (letter.start, letter.right), (letter.left, letter.right)
        return Glyph(self.text, room, ink, height, letter.baseline, size, place)


def _letter_first(glyph: Glyph) -> Glyph:
    """With the marks of a ligature after its letters: PDFium turns some round."""
    if combining(glyph.text[0]):
        glyph.text = "".join(sorted(glyph.text, key=lambda character: bool(combining(character))))
    return glyph


def _address(pointer: Any) -> int:
    return ctypes.addressof(pointer.contents)
