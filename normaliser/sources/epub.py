"""EPUB: each chapter is a page of XHTML, edited inside its text; every other part of the book stays as it is."""

import re
from collections.abc import Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree
from zipfile import ZipFile

from normaliser.errors import InputError
from normaliser.sources.archive import open_archive, read_member, replace_texts
from normaliser.sources.encodings import decode_text
from normaliser.sources.html import read
from normaliser.sources.parts import Part

if TYPE_CHECKING:
    from normaliser.sources import Intake

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_PAGES = ("application/xhtml+xml", "text/html")
_ENCRYPTED = re.compile(r"CipherReference\s[^>]*?URI\s*=\s*[\"']([^\"']+)")


def unpack(data: bytes, intake: "Intake") -> Iterator[Part]:
    """The pages of the book in reading order; spans of a report count in a page with its markup."""
    with open_archive(data) as archive:
        hidden = _encrypted(archive)
        names = set(archive.namelist())
        for name in _pages(archive):
            if name in names and name not in hidden:
                page = decode_text(read_member(archive, name)).text
                yield Part(name, page, tuple(read(page, "")))


def pack(data: bytes, changed: Mapping[str, str], intake: "Intake") -> bytes:
    """The book with those pages changed."""
    return replace_texts(data, changed)


def _pages(archive: ZipFile) -> list[str]:
    """The pages that the package document lists: those of the spine first, in its order."""
    try:
        container = ElementTree.fromstring(read_member(archive, _CONTAINER))
        package = next(found.get("full-path", "") for found in container.iter() if _is(found, "rootfile"))
        root = ElementTree.fromstring(read_member(archive, package))
    except (ElementTree.ParseError, KeyError, StopIteration):
        raise InputError("is no EPUB: its container or its list of contents cannot be read") from None
    items = [item for item in root.iter() if _is(item, "item") and item.get("media-type") in _PAGES]
    order = [item.get("idref") for item in root.iter() if _is(item, "itemref")]
    rank = {name: number for number, name in enumerate(order)}
    items.sort(key=lambda item: rank.get(item.get("id"), len(rank)))
    names = (normpath(join(dirname(package), unquote(item.get("href", "")))) for item in items)
    return list(dict.fromkeys(names))


def _is(element: ElementTree.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name


def _encrypted(archive: ZipFile) -> frozenset[str]:
    """The members that are locked against reading."""
    try:
        listed = decode_text(read_member(archive, _ENCRYPTION)).text
    except KeyError:
        return frozenset()
    return frozenset(unquote(uri) for uri in _ENCRYPTED.findall(listed))
