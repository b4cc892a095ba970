"""What goes into an error's sentence and has words of its own: translated along with the sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from fedgui.pointers.errors import QT_TRANSLATE_NOOP


class Phrase(str):
    """A part of a sentence, in English; a window looks its template up and fills the fields in, as for the sentence.

    Attributes:
        template: English words with {fields}.
        fields: what goes into them.
    """

    __slots__ = ("fields", "template")

    template: str
    fields: dict[str, object]

    def __new__(cls, template: str, **fields: object) -> Self:
        self = super().__new__(cls, template.format(**fields))
        self.template = template
        self.fields = fields
        return self

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.template, self.fields)


def _rebuild(template: str, fields: dict[str, object]) -> Phrase:
    return Phrase(template, **fields)


def tensor_of_shape(shape: Iterable[int]) -> Phrase:
    """What an error calls a local tensor that has no tag."""
    return Phrase(QT_TRANSLATE_NOOP("Errors", "a tensor of shape {shape}"), shape=tuple(shape))


def the_module(module: object) -> Phrase:
    """What an error calls a module."""
    return Phrase(QT_TRANSLATE_NOOP("Errors", "the module {kind}"), kind=type(module).__name__)


def the_server() -> Phrase:
    """What an error calls the server where a worker's name would stand."""
    return Phrase(QT_TRANSLATE_NOOP("Errors", "the server"))


def one_tensor() -> Phrase:
    """What an error calls the first of two tensors that have no name."""
    return Phrase(QT_TRANSLATE_NOOP("Errors", "one tensor"))


def another_tensor() -> Phrase:
    """What an error calls the second of two tensors that have no name."""
    return Phrase(QT_TRANSLATE_NOOP("Errors", "another tensor"))


def shared_tensor() -> Phrase:
    """What an error calls a value that is shared out."""
    return Phrase(QT_TRANSLATE_NOOP("Errors", "the shared tensor"))


def withheld_reason() -> Phrase:
    """What stands for torch's own reason where that would tell private values."""
    return Phrase(QT_TRANSLATE_NOOP("Errors", "the reason is not told, as it would tell private values."))
