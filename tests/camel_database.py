"""A small database in camel-tools' text format, and the catalogue that leads to it: a few words, one prefix."""

import json
from collections.abc import Mapping
from pathlib import Path

WORDS: Mapping[str, tuple[str, float]] = {
    # surface with folded alef, ya and ta marbuta, as the format has it: vocalised form, log probability
    "في": ("فِي", -1.5),
    "علم": ("عِلْم", -3.0),
    "نقش": ("نَقْش", -5.0),
    "نفس": ("نَفْس", -3.5),
    "حجر": ("حَجَر", -4.0),
    "سماء": ("سَماء", -4.0),
    "مسؤول": ("مَسْؤُول", -4.5),
    "تلفزيون": ("تِلْفِزْيُون", -4.2),
    "تلفازي": ("تِلْفازِيّ", -6.0),
    "كمبيوتر": ("كُمْبِيُوتِر", -4.1),
    "اسلاك": ("أَسْلاك", -5.5),
    "افلاك": ("أَفْلاك", -6.0),
}
"""Stems the analyser knows; each may take the article."""

_HEAD = """\
###DEFINES###
DEFINE pos pos:noun pos:prep pos:digit pos:punc pos:latin
DEFINE diac diac:*open*
DEFINE lex lex:*open*
DEFINE gloss gloss:*open*
DEFINE pos_lex_logprob pos_lex_logprob:*open*
###DEFAULTS###
DEFAULT pos:noun diac:* lex:* gloss:* pos_lex_logprob:-99.0
DEFAULT pos:digit diac:* lex:* gloss:* pos_lex_logprob:-99.0
DEFAULT pos:latin diac:* lex:* gloss:* pos_lex_logprob:-99.0
DEFAULT pos:punc diac:* lex:* gloss:* pos_lex_logprob:-99.0
###ORDER###
ORDER diac lex pos gloss pos_lex_logprob
###TOKENIZATIONS###
###STEMBACKOFF###
###PREFIXES###
\tPref-0\tdiac: gloss:
ال\tPref-Al\tdiac:ال+ gloss:the
###SUFFIXES###
\tSuff-0\tdiac: gloss:
###STEMS###
"""

_TABLES = """\
###TABLE AB###
Pref-0 N
Pref-Al N
###TABLE BC###
N Suff-0
###TABLE AC###
Pref-0 Suff-0
Pref-Al Suff-0
"""


def write_data(folder: Path, words: Mapping[str, tuple[str, float]] = WORDS) -> Path:
    """A data folder for `CAMELTOOLS_DATA` whose default database knows `words`."""
    stems = "".join(
        f"{surface}\tN\tdiac:{diac} lex:{diac} pos:noun gloss:word pos_lex_logprob:{probability}\n"
        for surface, (diac, probability) in words.items()
    )
    home = folder / "data" / "morphology_db" / "small"
    home.mkdir(parents=True)
    (home / "morphology.db").write_text(_HEAD + stems + _TABLES, encoding="utf-8")
    write_catalogue(folder)
    return folder


def write_catalogue(folder: Path) -> None:
    """The list of what could be downloaded, which camel-tools asks the network for when it is missing."""
    datasets = {"small": {"path": "morphology_db/small"}}
    catalogue = {
        "version": "1.6",
        "packages": {},
        "components": {"MorphologyDB": {"default": "small", "datasets": datasets}},
    }
    (folder / "catalogue.json").write_text(json.dumps(catalogue), encoding="utf-8")
