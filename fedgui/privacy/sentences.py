"""Sentences that a window can translate: an English template, and what goes into its {fields}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001, N802 (the name that Qt's extractor looks for)
    """Mark `text` for translation in `context`, and return it as it is."""
    return text


@dataclass(frozen=True)
class Sentence:
    """One sentence for the learner; `str()` gives it in English.

    Attributes:
        template: English, with {fields}.
        fields: what goes into it.
    """

    template: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.template.format(**self.fields)


class PrivacyError(ValueError):
    """An attack or a defence got something that it can't work with; `str()` says what, and what would do.

    Attributes:
        sentence: the same, ready to be translated.
    """

    def __init__(self, template: str, **fields: object) -> None:
        self.sentence = Sentence(template, fields)
        super().__init__(str(self.sentence))
