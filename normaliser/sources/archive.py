"""Zip archives that are documents: members read, and some of them replaced while all others stay what they are."""

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from io import BytesIO

from normaliser.errors import InputError
from normaliser.sources.encodings import decode_text, encode_text

LARGEST = 512 * 2**20
"""Bytes that a member with text may unpack to; a few kilobytes can be made to unpack to anything."""


@contextmanager
def open_archive(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises `InputError` for what is none, is damaged or is encrypted."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError, KeyError) as error:
        raise InputError(f"is damaged or encrypted, or no such file at all ({error})") from None


def read_member(archive: zipfile.ZipFile, name: str) -> bytes:
    """A member, unpacked. Raises `InputError` for one that is absurdly large."""
    if archive.getinfo(name).file_size > LARGEST:
        raise InputError(f"{name} in it unpacks to more than {LARGEST // 2**20} MB; that is no document")
    return archive.read(name)


def replace_texts(data: bytes, changed: Mapping[str, str]) -> bytes:
    """The archive with new texts for some members, each in the encoding it has.

    Order, names, dates, attributes and the ways of packing stay; so does every other member.
    """
    out = BytesIO()
    with open_archive(data) as archive, zipfile.ZipFile(out, "w") as target:
        target.comment = archive.comment
        for member in archive.infolist():
            old = archive.read(member)
            new = old
            if member.filename in changed:
                new = encode_text(changed[member.filename], decode_text(old).encoding, old)
            target.writestr(copy(member), new)
    return out.getvalue()
