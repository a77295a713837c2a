"""The reference texts: what quotations ought to say, and the index that finds them."""

from normaliser.corpora.describe import CorpusState
from normaliser.corpora.library import Library
from normaliser.corpora.shelves import HadithShelf, OwnShelf, QuranShelf, Shelf

__all__ = ["CorpusState", "HadithShelf", "Library", "OwnShelf", "QuranShelf", "Shelf"]
