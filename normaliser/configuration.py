"""Options from a file: the nearest `normaliser.toml`, or pyproject.toml with a table `[tool.normaliser]`, upward.

Keys are the long options. What every command takes stands at the top, what one command takes in a table of its name:

    min-confidence = 0.95
    corpus = ["house.jsonl"]

    [align]
    format = "tsv"

Files are found from the folder that the file is in. The command line goes before the file.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from normaliser.errors import InputError, OptionError
from normaliser.shared_options import SHARED

_OWN, _PROJECT = "normaliser.toml", "pyproject.toml"

Defaults = dict[str, dict[str, object]]
"""For each command the values of its parameters by their names, as click's `default_map` has them."""


def find_configuration(folder: Path) -> Path | None:
    """The nearest file with options in a folder or above it; of two in one folder normaliser.toml.

    Raises `InputError` for a file that cannot be read and `OptionError` for one that is no TOML.
    """
    for here in (folder, *folder.parents):
        for name in (_OWN, _PROJECT):
            path = here / name
            if path.is_file() and (name == _OWN or _table(path)):
                return path
    return None


def load_defaults(path: Path, commands: Mapping[str, click.Command]) -> Defaults:
    """What a file sets, for each command. Raises `OptionError` for what no command knows or takes."""
    options = {name: _options(command) for name, command in commands.items()}
    shared = {key for known in options.values() for key, option in known.items() if option.name in SHARED}
    defaults: Defaults = {name: {} for name in commands}
    table = _table(path)
    for key, value in table.items():
        if key not in shared and key not in commands:
            raise _unknown(path, key, [*shared, *commands])
        for name in commands if key in shared else ():
            if key in options[name]:
                defaults[name].update(_default(path, options[name][key], key, value))
    for name in commands:
        own = table.get(name, {})
        if not isinstance(own, dict):
            raise OptionError(f'{path}: "{name}" is a command; write its options in a table [{name}]')
        for key, value in own.items():
            if key not in options[name]:
                raise _unknown(path, key, options[name], f" for {name}")
            defaults[name].update(_default(path, options[name][key], key, value))
    return defaults


def _default(path: Path, option: click.Option, key: str, value: object) -> dict[str, object]:
    """A value of a file, checked, under the name that the option has in the program."""
    if option.is_flag is not isinstance(value, bool) or option.multiple is not isinstance(value, list):
        wanted = "true or false" if option.is_flag else "a list" if option.multiple else "a single value"
        raise OptionError(f'{path}: "{key}" must be {wanted}')
    if isinstance(option.type, click.Path):  # so that it does not matter where the command is run
        placed = [str(path.parent / str(one)) for one in (value if isinstance(value, list) else [value])]
        value = placed if option.multiple else placed[0]
    try:
        option.type_cast_value(click.Context(click.Command(None)), value)
    except click.BadParameter as error:
        raise OptionError(f'{path}: "{key}": {error.message}') from None
    return {option.name or key: value}


def _options(command: click.Command) -> dict[str, click.Option]:
    """The options of a command by what they are called in a file."""
    found = [param for param in command.params if isinstance(param, click.Option)]
    return {opt[2:]: option for option in found for opt in option.opts if opt.startswith("--")}


def _table(path: Path) -> dict[str, object]:
    """Everything that a file says to us."""
    import tomllib

    try:
        with path.open("rb") as file:
            content: dict[str, object] = tomllib.load(file)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror or error}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise OptionError(f"{path}: is no TOML: {error}") from None
    if path.name != _PROJECT:
        return content
    tools = content.get("tool")
    table = tools.get("normaliser") if isinstance(tools, dict) else None
    return table if isinstance(table, dict) else {}


def _unknown(path: Path, key: str, known: Iterable[str], where: str = "") -> OptionError:
    from difflib import get_close_matches

    names = sorted(known)
    near = get_close_matches(key, names, 1)
    hint = f'did you mean "{near[0]}"?' if near else f"known are {', '.join(names)}"
    return OptionError(f'{path}: no option is called "{key}"{where}; {hint}')
