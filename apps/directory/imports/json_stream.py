"""The objects of a JSON file one by one, without holding the file: a list, a page of the API, or one object."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, TextIO

from apps.directory.imports.items import BadSource

_CHUNK: Final = 65_536
_LARGEST: Final = 16_000_000
"""Letters of one object; the largest of the standard's examples has 30,000."""
_LISTS: Final = ("contents", "services", "organizations", "locations", "items")


class _Text:
    """A file read as far as needed; what was decoded is let go."""

    def __init__(self, file: TextIO, name: str) -> None:
        self._file, self._name, self._decoder = file, name, json.JSONDecoder()
        self.held, self._ended = "", False

    def more(self) -> bool:
        chunk = "" if self._ended else self._file.read(_CHUNK)
        self._ended = not chunk
        self.held += chunk
        if len(self.held) > _LARGEST:
            raise BadSource(f"{self._name}: one object is larger than {_LARGEST // 1_000_000} MB.")
        return bool(chunk)

    def next(self) -> str:
        """The next letter that is no space, or "" at the end."""
        while True:
            self.held = self.held.lstrip(" \t\r\n\ufeff")
            if self.held or not self.more():
                return self.held[:1]

    def drop(self) -> None:
        self.held = self.held[1:]

    def value(self) -> Any:
        """The next whole value. BadSource when there is none."""
        self.next()
        while True:
            try:
                value, end = self._decoder.raw_decode(self.held)
            except json.JSONDecodeError as error:
                if not self.more():
                    raise BadSource(f"{self._name} is not valid JSON ({error.msg}).") from error
                continue
            if end == len(self.held) and self.more():
                continue  # a number may go on in the next chunk
            self.held = self.held[end:]
            return value


def objects(path: Path) -> Iterator[Any]:
    """Every object of the file, whatever way they are wrapped. BadSource with a sentence for what is no JSON."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from _objects(_Text(file, path.name))
    except UnicodeDecodeError as error:
        raise BadSource(f"{path.name} is not UTF-8.") from error


def _objects(text: _Text) -> Iterator[Any]:
    first = text.next()
    if first == "[":
        text.drop()
        yield from _elements(text)
    elif first == "{":
        yield from _wrapped(text)
    else:
        raise BadSource("The file has neither a list nor an object.")


def _elements(text: _Text) -> Iterator[Any]:
    while (letter := text.next()) != "]":
        if letter == ",":
            text.drop()
        elif letter == "":
            raise BadSource("The file ends in the middle of its list.")
        else:
            yield text.value()
    text.drop()


def _wrapped(text: _Text) -> Iterator[Any]:
    """An object with a list of things inside is read through that list; any other object is the thing."""
    text.drop()
    thing: dict[str, Any] = {}
    found = False
    while (letter := text.next()) != "}":
        if letter == "":
            raise BadSource("The file ends in the middle of its object.")
        if letter == ",":
            text.drop()
            continue
        name = text.value()
        if text.next() != ":":
            raise BadSource("The file is not valid JSON.")
        text.drop()
        if name in _LISTS and "id" not in thing and text.next() == "[":
            text.drop()
            found = True
            yield from _elements(text)
        else:
            thing[str(name)] = text.value()
    text.drop()
    if not found:
        yield thing
