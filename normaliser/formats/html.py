"""A page on which each quotation stands beside its English: one file, no scripts, nothing loaded from elsewhere.

The direction of each text is an attribute of its cell, so a browser shows every row right and no mark stands in the
text. What a quotation looked like before its repair is struck out below it.
"""

from collections.abc import Iterable, Iterator

from normaliser.formats import Setting
from normaliser.formats.escaping import escape_text, quote_attribute
from normaliser.model import Status
from normaliser.report import Document, PairRow

_TITLE = "Quotations in Arabic with their English"
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem }
table { border-collapse: collapse; table-layout: fixed; width: 100% }
td, th { border-top: 1px solid #ccc; padding: .5rem; text-align: start; vertical-align: top }
th { font-weight: normal; width: 20% }
td { overflow-wrap: anywhere; white-space: pre-line }
[lang=ar] { font: 1.4rem/1.9 "Amiri Quran", Amiri, "Noto Naskh Arabic", serif }
del { color: #777; display: block; font-size: 1rem }
"""


def render_align(documents: Iterable[Document], setting: Setting) -> Iterator[bytes]:
    """One page over all documents, written as they come."""
    yield (
        '<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{_TITLE}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1>{_TITLE}</h1>\n"
    ).encode()
    for document in documents:
        rows = [_row(row) for row in document.pair_rows()]
        if rows:
            yield f"<h2><bdi>{escape_text(document.name)}</bdi></h2>\n<table>\n{''.join(rows)}</table>\n".encode()
    yield (f"<p>{escape_text(setting.notice)}</p>\n" if setting.notice else "").encode() + b"</body>\n</html>\n"


def _row(row: PairRow) -> str:
    repaired = row["status"] == Status.REPAIRED
    before = f"<del>{escape_text(row['original'])}</del>" if repaired else ""
    facts = [", ".join(row["refs"]) or row["kind"], row["status"], row["edition"] or "", f"{row['confidence']:.2f}"]
    return (
        f"<tr>\n<th>{'<br>'.join(f'<bdi>{escape_text(fact)}</bdi>' for fact in facts if fact)}</th>\n"
        f'<td lang="ar" dir="rtl">{escape_text(row["arabic"])}{before}</td>\n'
        f'<td lang="en" dir="ltr"{_title(row)}>{escape_text(row["english"])}</td>\n</tr>\n'
    )


def _title(row: PairRow) -> str:
    """Where the pair stands, for who rests on it with the pointer."""
    place = f"{row['start']}-{row['end']}, {row['en_start']}-{row['en_end']}"
    return f" title={quote_attribute(place)}"
