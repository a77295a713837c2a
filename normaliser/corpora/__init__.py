"""The reference texts: what quotations ought to say, and the index that finds them."""

from normaliser.corpora.describe import CorpusState
from normaliser.corpora.hadith import HadithShelf
from normaliser.corpora.library import Library
from normaliser.corpora.own import OwnShelf
from normaliser.corpora.quran import QuranShelf
from normaliser.corpora.shelves import Shelf

__all__ = ["CorpusState", "HadithShelf", "Library", "OwnShelf", "QuranShelf", "Shelf"]
