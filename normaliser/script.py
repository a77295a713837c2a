"""Facts of the Arabic script. Characters only; no rule of ours.

The marks and letters come from the Unicode charts of Arabic and Arabic Extended-A; pyarabic's constants cover
only U+064B-U+0652 and leave out the dagger alef and the Qur'anic annotation signs, which matter here.
"""

TATWEEL = "\N{ARABIC TATWEEL}"
ALEF = "\N{ARABIC LETTER ALEF}"
ALEF_WASLA = "\N{ARABIC LETTER ALEF WASLA}"
ALEF_MADDA = "\N{ARABIC LETTER ALEF WITH MADDA ABOVE}"
DAGGER_ALEF = "\N{ARABIC LETTER SUPERSCRIPT ALEF}"
FATHATAN = "\N{ARABIC FATHATAN}"
DAMMATAN = "\N{ARABIC DAMMATAN}"
KASRATAN = "\N{ARABIC KASRATAN}"
FATHA = "\N{ARABIC FATHA}"
DAMMA = "\N{ARABIC DAMMA}"
KASRA = "\N{ARABIC KASRA}"
SHADDA = "\N{ARABIC SHADDA}"
SUKUN = "\N{ARABIC SUKUN}"

VOWELS = FATHATAN + DAMMATAN + KASRATAN + FATHA + DAMMA + KASRA
"""Marks that say how a letter is vowelled, tanwin included; shadda and sukun aside."""

TASHKEEL = VOWELS + SHADDA + SUKUN + DAGGER_ALEF
"""The vowel marks in everyday use."""

LETTERS_CLASS = "\u0621-\u063a\u0641-\u064a\u0671-\u06d3\u06d5\u06ee\u06ef\u06fa-\u06fc\u06ff\u0750-\u077f\u08a0-\u08c9"
"""Inside a regular-expression class: Arabic letters proper."""

MARKS_CLASS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08ca-\u08e1\u08e3-\u08ff"
"""Inside a class: combining marks, and the small high waw and ya, which stand in words like marks."""

INVISIBLE_CLASS = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
"""Inside a class: controls that may stand inside a word without being part of it."""

FORMS_CLASS = "\ufb50-\ufbb1\ufbd3-\ufd3d\ufd50-\ufdfc\ufe70-\ufefc"
"""Inside a class: presentation forms."""
