"""Where files really are, whatever the working folder and the symbolic links on the way."""

import os
from functools import lru_cache


class Places:
    """Finds out where files are; to follow the links of a folder costs much, so once for all files in it.

    For one run: what is made of links later is not seen.
    """

    def __init__(self) -> None:
        self._real = lru_cache(maxsize=1024)(os.path.realpath)

    def of(self, path: str | os.PathLike[str]) -> str:
        """The file itself.

        >>> Places().of("/usr/../etc/fstab")
        '/etc/fstab'
        """
        return os.path.realpath(path) if os.path.islink(path) else self.of_name(path)  # noqa: PTH114

    def of_name(self, path: str | os.PathLike[str]) -> str:
        """The name, which may be a link to the file: of two names of one file, two places."""
        folder, name = os.path.split(path)
        return os.path.join(self._real(folder or os.curdir), name)  # noqa: PTH118
