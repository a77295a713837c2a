"""Standard streams: bytes out, one-line talk on standard error, failures as one line and an exit code."""

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

import click

from normaliser.errors import NormaliserError
from normaliser.lines import one_line

if TYPE_CHECKING:
    from normaliser.formats.progress import FileProgress


class Talk:
    """What goes to standard error: talk, which `--quiet` stops, and complaints, which it does not."""

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.failed = False
        self.bar: FileProgress | None = None
        self._warned: set[str] = set()

    def say(self, message: str) -> None:
        """Something good to know."""
        if not self.quiet:
            self._print(message)

    def warn(self, path: str, warnings: Iterable[str]) -> None:
        """Say each warning once for each path, which may stand for many documents."""
        for warning in warnings:
            message = f"{path}: {warning}"
            if message not in self._warned:
                self._warned.add(message)
                self.say(message)

    def complain(self, message: str) -> None:
        """Something that could not be done; the run goes on, and fails in the end."""
        self.failed = True
        self._print(f"normaliser: {message}")

    def _print(self, message: str) -> None:
        if self.bar:
            self.bar.print(one_line(message))
        else:
            click.echo(one_line(message), err=True)

    @contextmanager
    def watching(self, files: int, *, to_files: bool) -> "Iterator[FileProgress]":
        """How far a run over files has come: a bar on a terminal with nothing else on it, and a line in the end."""
        from normaliser.formats.progress import FileProgress

        drawn = not self.quiet and sys.stderr.isatty() and (to_files or not sys.stdout.isatty())
        progress = FileProgress(sys.stderr if drawn else None, files)
        self.bar = progress if drawn else None
        try:
            yield progress
        finally:
            self.bar = None
            progress.close()
        if to_files:
            self.say(f"normaliser: {progress.sum}")

    @contextmanager
    def complaining(self) -> Iterator[None]:
        """One document that cannot be written is complained of, and the rest goes on."""
        try:
            yield
        except BrokenPipeError:
            raise
        except NormaliserError as error:
            self.complain(str(error))
        except OSError as error:
            self.complain(_describe(error))


class Program(click.Group):
    """A group of commands in which whatever goes wrong is one line on standard error."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: object
    ) -> click.Context:
        """Read the arguments of the group itself."""
        with _said_in_one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> object:
        """Read the arguments of a command and run it."""
        with _said_in_one_line():
            result: object = super().invoke(ctx)
            return result


class _Failure(click.ClickException):
    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(one_line(f"normaliser: {self.message}"), err=True)


@contextmanager
def _said_in_one_line() -> Iterator[None]:
    try:
        yield
    except _Failure:
        raise
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "normaliser"
        raise _Failure(f"{error.format_message().rstrip('.')}; see {command} --help") from None
    except click.ClickException as error:
        raise _Failure(error.format_message()) from None
    except NormaliserError as error:
        raise _Failure(str(error)) from None
    except BrokenPipeError:  # the reader, `head` perhaps, has had enough
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at interpreter exit
        raise click.exceptions.Exit(141) from None  # as a shell reports death by SIGPIPE
    except KeyboardInterrupt:
        raise click.exceptions.Exit(130) from None
    except MemoryError:
        raise _Failure("out of memory; repair fewer or smaller files at a time") from None
    except OSError as error:
        raise _Failure(_describe(error)) from None


def _describe(error: OSError) -> str:
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror or error}"


def stdout() -> BinaryIO:
    """Standard output as bytes."""
    return sys.stdout.buffer


def print_chunks(chunks: Iterable[bytes]) -> None:
    """Write to standard output, and flush here, where a broken pipe or a full disk is still caught."""
    out = stdout()
    for chunk in chunks:
        rest = memoryview(chunk)
        while rest:  # with PYTHONUNBUFFERED a write to a pipe may take less than all
            rest = rest[out.write(rest) :]
    out.flush()
