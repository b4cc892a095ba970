"""The language on screen: translators, number formats, and one signal that tells everybody to write its texts anew."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from fedgui.paths import translation
from fedgui.scripts.trace import ErrorState

ENGLISH: Final = "en"
PORTUGUESE: Final = "pt_BR"
CODES: Final = (ENGLISH, PORTUGUESE)

MINUS: Final = "\u2212"
THIN_SPACE: Final = "\u202f"
"""Narrow and unbreakable: a number never wraps in the middle."""

_LARGEST_FIXED: Final = 1e6
"""From here on a number is written with an exponent; its fixed form would burst every cell."""

_LOCALES: Final = {ENGLISH: QLocale("en_US"), PORTUGUESE: QLocale("pt_BR")}


def translate(context: str, source: str) -> str:
    """`source` in the language on screen. The extractor knows this name; call it with constants where you can."""
    return QCoreApplication.translate(context, source)


def catalogue(code: str) -> Callable[[str, str], str]:
    """A lookup (context, English text) -> text in language `code`, for callers without an application (the terminal).

    A text that the catalogue doesn't hold comes back in English.

    Raises:
        ValueError: if `code` is not one of CODES.
    """
    _check(code)
    translator = QTranslator()
    translator.load(str(translation(f"fedgui_{code}.qm")))

    def look_up(context: str, source: str) -> str:
        return translator.translate(context, source) or source

    return look_up


def system_code() -> str:
    """The system's language as one of CODES: Brazilian Portuguese for any Portuguese, English for the rest."""
    is_portuguese = QLocale.system().language() == QLocale.Language.Portuguese
    return PORTUGUESE if is_portuguese else ENGLISH


def format_number(value: float, decimals: int, decimal_point: str) -> str:
    """`value` with `decimals` decimals, a true minus sign, and no minus before a zero.

    From a million on an exponent takes over. "nan" and "inf" stand as they are: so the script's console prints them.
    """
    if math.isnan(value):
        return "nan"
    if math.isinf(value):
        return "inf" if value > 0 else f"{MINUS}inf"
    text = f"{value:.{decimals}e}" if abs(value) >= _LARGEST_FIXED else f"{value:.{decimals}f}"
    if float(text) == 0:
        text = text.lstrip("-")
    mantissa, e, exponent = text.partition("e")
    if e:
        exponent = f"e{int(exponent)}"
    return (mantissa.replace(".", decimal_point) + exponent).replace("-", MINUS)


def translate_error(error: ErrorState, look_up: Callable[[str, str], str] = translate) -> str:
    """The sentence of `error` through `look_up`, with its fields filled in.

    A translation whose placeholders don't fit the fields falls back to English, and that to the bare template:
    a report of an error must not fail itself.
    """
    fields = {name: _field(value, error.context, look_up) for name, value in error.fields.items()}
    for template in (look_up(error.context, error.template), error.template):
        try:
            return template.format(**fields)
        except (KeyError, IndexError, ValueError, AttributeError):
            continue
    return error.template


def _field(value: object, context: str, look_up: Callable[[str, str], str]) -> object:
    """A float in the decimal notation on screen, a phrase in the language; no groups, as an integer may be an id."""
    if isinstance(value, float):
        return language().plain(value)
    template, fields = getattr(value, "template", None), getattr(value, "fields", None)
    if isinstance(template, str) and isinstance(fields, dict):
        return look_up(context, template).format(**fields)
    return value


def _check(code: str) -> None:
    if code not in CODES:
        raise ValueError(f"unknown language {code!r}; known are {', '.join(CODES)}")


class Language(QObject):
    """Which language is on screen. There is one, `language()`."""

    changed = Signal()
    """The language is another one now; every text on screen has to be written anew."""

    def __init__(self) -> None:
        super().__init__()
        self._code = ENGLISH
        self._locale = _LOCALES[ENGLISH]
        # Qt doesn't own installed translators; without these references Python would collect them.
        self._translators: list[QTranslator] = []
        self._loaded: dict[str, list[QTranslator]] = {}

    @property
    def code(self) -> str:
        """One of CODES."""
        return self._code

    @property
    def locale(self) -> QLocale:
        return self._locale

    def system_code(self) -> str:
        """See `system_code`."""
        return system_code()

    def set(self, code: str) -> None:
        """Switch to `code` and tell everybody. Setting the present language again only makes sure it is installed.

        Raises:
            ValueError: if `code` is not one of CODES.
        """
        _check(code)
        is_new = code != self._code
        self._code = code
        self._locale = _LOCALES[code]
        QLocale.setDefault(self._locale)
        self._install(code)
        if is_new:
            self.changed.emit()

    def number(self, value: float, decimals: int = 3) -> str:
        """`value` for the eye: "0,323" or "0.323". See `format_number`."""
        return format_number(value, decimals, self._locale.decimalPoint())

    def plain(self, value: float) -> str:
        """`value` in as few digits as tell it, for a setting that somebody wrote: "0,4", "1e+18"."""
        return f"{value:g}".replace(".", self._locale.decimalPoint()).replace("-", MINUS)

    def integer(self, value: int) -> str:
        """`value` with its digits in groups of three, a thin space between them."""
        return f"{value:,}".replace(",", THIN_SPACE).replace("-", MINUS)

    def _install(self, code: str) -> None:
        if QCoreApplication.instance() is None:
            return
        for old in self._translators:
            QCoreApplication.removeTranslator(old)
        if code not in self._loaded:
            self._loaded[code] = list(self._load(code))
        self._translators = self._loaded[code]
        for translator in self._translators:
            QCoreApplication.installTranslator(translator)

    def _load(self, code: str) -> Iterator[QTranslator]:
        """Qt's own texts and ours; each catalogue is read once."""
        qt_folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        for path in (f"{qt_folder}/qtbase_{code}.qm", str(translation(f"fedgui_{code}.qm"))):
            translator = QTranslator(self)
            if translator.load(path):
                yield translator


_language: Language | None = None


def language() -> Language:
    """The one Language of this process. Made at first use; set it after the application object exists."""
    global _language
    if _language is None:
        _language = Language()
    return _language
