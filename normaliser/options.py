"""Every default and threshold, each with its reason."""

from dataclasses import dataclass, fields
from pathlib import Path

from normaliser.errors import OptionError


@dataclass(frozen=True, slots=True)
class Options:
    """What a caller may choose. Raises `OptionError` for a value out of range."""

    corpora: tuple[str, ...] = ("quran", "hadith")
    """Built-in reference corpora to search."""

    own: tuple[Path, ...] = ()
    """The user's own corpora: JSON Lines files with ref, arabic, english."""

    translations: tuple[str, ...] | None = None
    """English editions used for finding and pairing (`en.sahih`); None means all that are installed."""

    min_confidence: float = 0.9
    """Repairs below this are suggested, not applied."""

    keep_spelling: bool = False
    """Leave hamza, ta marbuta and final ya as the quoter spelt them."""

    index_dir: Path | None = None
    """Where the search index is kept; None means NORMALISER_INDEX, else the user's cache folder."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.min_confidence <= 1.0:
            raise OptionError(f"min_confidence is {self.min_confidence}; it must lie between 0 and 1")
        unknown = set(self.corpora) - {"quran", "hadith"}
        if unknown:
            raise OptionError(f'no corpus called "{sorted(unknown)[0]}"; try: quran, hadith')


OPTION_NAMES: tuple[str, ...] = tuple(f.name for f in fields(Options))
