"""The layouts in which bilingual pages have a quotation and its English."""

from collections.abc import Callable

from benchmarks.page_writer import Gold, Quote, Writer
from normaliser.model import Span

_LEADS = (
    "The speaker began with these words:", "It is said in the Book:", "On the wall one reads", "He went on:",
    "She opened the lesson by reciting", "The first example is", "Compare this:", "What stands above the door is",
)  # fmt: skip
_REMARKS = (
    "Nobody in the room spoke for a while.", "This is read aloud at every opening.", "The carver left out one dot.",
    "We shall come back to it in the next chapter.", "The class copied it three times.", "So much for the first point.",
)  # fmt: skip
_TAILS = (", as the guide reminded us.", ", and the hall fell silent.", " was how he put it.", ", he added.")
_LABELS = ("Translation:", "**Translation:**", "Meaning:", "English translation:", "In English:", "Translation -")
_ARABIC_LEADS = ("وقال الخطيب في آخر كلامه", "ثم كتب على الجدار", "ومما قرأه علينا المعلم")
_ARABIC_TAILS = ("ثم سكت وجلس.", "وهذا آخر ما قاله في ذلك اليوم.", "وكتبها الطلاب في دفاترهم.")
_SUPERSCRIPTS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")

_Layout = Callable[[Writer, Quote, str], tuple[Span, Span]]
"""Writes a quotation and its English, and says where they stand."""


def _same_line(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_LEADS) + " ")
    arabic = writer.arabic(quote)
    writer.write(" ")
    english = writer.english(quote, marks)
    if marks == "no closing":
        writer.cite(quote, 1.0)
    elif writer.rng.random() < 0.4:
        writer.write(writer.rng.choice(_TAILS))
    else:
        writer.cite(quote)
    return arabic, english


def _same_line_before(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_LEADS) + " ")
    english = writer.english(quote, marks)
    writer.write(" ")
    arabic = writer.arabic(quote)
    writer.cite(quote)
    return arabic, english


def _after(separator: str) -> _Layout:
    def write(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
        if writer.rng.random() < 0.5:
            writer.write(writer.rng.choice(_LEADS) + separator)
        arabic = writer.arabic(quote)
        writer.cite(quote, 0.3)
        writer.between(separator)
        english = writer.english(quote, marks)
        writer.cite(quote, 0.3)
        return arabic, english

    return write


def _before(separator: str) -> _Layout:
    def write(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
        if writer.rng.random() < 0.5:
            writer.write(writer.rng.choice(_LEADS) + separator)
        english = writer.english(quote, marks)
        writer.cite(quote, 0.3)
        writer.between(separator)
        arabic = writer.arabic(quote)
        writer.cite(quote, 0.3)
        return arabic, english

    return write


def _table(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    swapped = writer.rng.random() < 0.3
    writer.write("| English | Arabic | Where |\n" if swapped else "| Arabic | English | Where |\n")
    writer.write("|---|---|---|\n| ")
    first = writer.english(quote, marks) if swapped else writer.arabic(quote)
    writer.write(" | ")
    second = writer.arabic(quote) if swapped else writer.english(quote, marks)
    writer.write(f" | {quote.cited} |")
    return (second, first) if swapped else (first, second)


def _item(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice((f"{writer.number()}. ", "- ", "* ")))
    arabic = writer.arabic(quote)
    writer.write(writer.rng.choice((" \u2014 ", "\n  ", ": ")))
    english = writer.english(quote, marks)
    writer.cite(quote)
    return arabic, english


def _labelled(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(("Arabic: ", "", "Text: ")))
    arabic = writer.arabic(quote)
    writer.cite(quote, 0.3)
    writer.write(writer.rng.choice(("\n", "\n\n")) + writer.rng.choice(_LABELS) + " ")
    english = writer.english(quote, marks)
    if writer.rng.random() < 0.3:
        writer.write("\n" + writer.rng.choice(_REMARKS))
    return arabic, english


def _in_arabic(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_ARABIC_LEADS) + ": \u00ab")
    arabic = writer.place(quote.arabic)
    writer.write("\u00bb (")
    english = writer.english(quote, writer.rng.choice((marks, "none")))
    writer.write(") " + writer.rng.choice(_ARABIC_TAILS))
    return arabic, english


def _run_in(writer: Writer, quote: Quote, marks: str) -> tuple[Span, Span]:
    writer.write(writer.rng.choice(_LEADS) + " ")
    arabic = writer.arabic(quote)
    writer.write(writer.rng.choice((", which means: ", ", that is: ", " \u2014 ", ", meaning ")))
    english = writer.english(quote, "none")
    writer.cite(quote, 0.3)
    writer.write(("" if writer.text[-1] in ".!?" else ".") + " " + writer.rng.choice(_REMARKS))
    return arabic, english


LAYOUTS: dict[str, _Layout] = {
    "same line": _same_line,
    "same line before": _same_line_before,
    "line after": _after("\n"),
    "line before": _before("\n"),
    "paragraph after": _after("\n\n"),
    "paragraph before": _before("\n\n"),
    "table": _table,
    "list": _item,
    "label": _labelled,
    "footnote": _same_line,  # see `lay_out`
    "in an Arabic sentence": _in_arabic,
    "run in": _run_in,
}


def lay_out(writer: Writer, quote: Quote, layout: str, marks: str) -> None:
    """Write a quotation in a layout, with its English in these marks, and note what stands where."""
    if layout == "arabic only":
        writer.write(writer.rng.choice(_LEADS) + " ")
        span = writer.arabic(quote)
        writer.cite(quote)
        writer.write("\n\n" + writer.saying())
        writer.gold.append(Gold(span, None, layout, "none"))
    elif layout == "footnote":
        note = writer.number()
        writer.write(writer.rng.choice(_LEADS) + " ")
        span = writer.arabic(quote)
        raised = writer.rng.random() < 0.5
        writer.write(str(note).translate(_SUPERSCRIPTS) if raised else f" [{note}]")
        writer.notes.append((f"{str(note).translate(_SUPERSCRIPTS)} " if raised else f"[{note}] ", quote, span, marks))
    else:
        arabic, english = LAYOUTS[layout](writer, quote, marks)
        writer.gold.append(Gold(arabic, english, layout, marks))
