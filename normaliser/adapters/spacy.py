"""A component for spaCy: the quotations of a document as spans, with their refs; the text itself stays what it is.

    nlp = spacy.blank("xx")
    nlp.add_pipe("normaliser")
    [(span.text, span.label_, span.id_) for span in nlp(text).spans["quotations"]]

The label of a span is the kind of the quotation ("quran", "hadith", "other"), its id the first ref. The whole report is
in `doc.user_data["normaliser"]`.
"""

from spacy.language import Language
from spacy.tokens import Doc

from normaliser import Normaliser, Options

KEY = "quotations"
"""The name of the group of spans."""


class Component:
    """Marks the quotations of a document."""

    def __init__(self, options: Options) -> None:
        self._fixer = Normaliser(options)

    def __call__(self, doc: Doc) -> Doc:
        """The document with its quotations marked; a span is widened to whole tokens."""
        report = self._fixer.repair(doc.text)
        doc.user_data["normaliser"] = report
        found = []
        for quotation in report.quotations:
            span = doc.char_span(
                quotation.span.start,
                quotation.span.end,
                label=str(quotation.kind),
                span_id=quotation.refs[0] if quotation.refs else "",
                alignment_mode="expand",
            )
            if span is not None:
                found.append(span)
        doc.spans[KEY] = found
        return doc


def make_component(nlp: Language, name: str, min_confidence: float = Options().min_confidence) -> Component:
    """What spaCy calls for `nlp.add_pipe("normaliser")`."""
    return Component(Options(min_confidence=min_confidence))


Language.factory("normaliser", func=make_component)  # spaCy's entry point only sees to it that this module is loaded
