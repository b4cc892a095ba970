"""The language: numbers, the system's choice, switching while running, and errors in words."""

import math
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QLocale

from fedgui.gui import language as module
from fedgui.gui.language import (
    Language,
    catalogue,
    format_number,
    language,
    system_code,
    translate,
    translate_error,
)
from fedgui.pointers import PointerError, Session, VirtualWorker
from fedgui.scripts.failures import describe
from fedgui.scripts.trace import ErrorState

CATALOGUE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR">
<context><name>Errors</name>
<message><source>Line {line} failed.</source><translation>A linha {line} falhou.</translation></message>
<message><source>{tensor} is gone.</source><translation>{tensro} sumiu.</translation></message>
</context>
</TS>
"""


def error(template: str, **fields: object) -> ErrorState:
    return ErrorState("SomeError", template, fields, line=3, details="")


@pytest.fixture
def portuguese_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small catalogue in place of the shipped one, so that these tests don't depend on its wording."""
    source = tmp_path / "fedgui_pt_BR.ts"
    source.write_text(CATALOGUE, encoding="utf-8")
    lrelease = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([lrelease, str(source), "-qm", str(source.with_suffix(".qm"))], check=True, capture_output=True)
    monkeypatch.setattr(module, "translation", tmp_path.joinpath)
    monkeypatch.setattr(language(), "_loaded", {})


@pytest.fixture
def back_to_english(qapp):
    yield
    language().set("en")


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.3234, "en", "0.323"),
        (0.3234, "pt_BR", "0,323"),
        (-1.5, "pt_BR", "\u22121,500"),
        (-0.0001, "pt_BR", "0,000"),
        (-0.0, "en", "0.000"),
        (math.nan, "pt_BR", "nan"),
        (math.inf, "en", "inf"),
        (-math.inf, "en", "\u2212inf"),
        (999999.0, "en", "999999.000"),
        (-1.5e15, "pt_BR", "\u22121,500e15"),
    ],
)
def test_numbers_follow_the_language(value, code, shown, back_to_english):
    language().set(code)
    assert language().number(value) == shown


@given(st.floats(min_value=-1e300, max_value=1e300), st.integers(min_value=0, max_value=6))
def test_a_number_reads_back_as_the_same_value(value, decimals):
    shown = format_number(value, decimals, ",")
    back = float(shown.replace(",", ".").replace("\u2212", "-"))
    assert "-" not in shown
    assert not (back == 0 and "\u2212" in shown)
    assert back == pytest.approx(value, rel=10.0**-decimals, abs=0.5 * 10.0**-decimals + 1e-9)


def test_big_integers_are_grouped(qapp):
    assert language().integer(1234567) == "1\u202f234\u202f567"
    assert language().integer(-42) == "\u221242"


@pytest.mark.parametrize(
    ("system", "code"),
    [("pt_BR", "pt_BR"), ("pt_PT", "pt_BR"), ("pt_AO", "pt_BR"), ("en_GB", "en"), ("de_DE", "en"), ("C", "en")],
)
def test_any_portuguese_system_starts_in_portuguese(system, code, monkeypatch):
    monkeypatch.setattr(QLocale, "system", lambda: QLocale(system))
    assert system_code() == code


def test_switching_translates_at_once_and_back(qtbot, portuguese_catalogue, back_to_english):
    with qtbot.waitSignal(language().changed, timeout=1000):
        language().set("pt_BR")
    assert translate("Errors", "Line {line} failed.") == "A linha {line} falhou."
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancelar"
    assert QLocale().decimalPoint() == ","
    with qtbot.waitSignal(language().changed, timeout=1000):
        language().set("en")
    assert translate("Errors", "Line {line} failed.") == "Line {line} failed."
    assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"


def test_listeners_already_see_the_new_language(qapp, back_to_english):
    seen = []
    watched = Language()
    watched.changed.connect(lambda: seen.append((watched.code, watched.number(0.5, 1))))
    watched.set("pt_BR")
    watched.set("pt_BR")
    watched.set("en")
    assert seen == [("pt_BR", "0,5"), ("en", "0.5")]


def test_an_unknown_language_is_refused_and_changes_nothing(qapp):
    with pytest.raises(ValueError, match="'fr'"):
        language().set("fr")
    assert language().code == "en"
    with pytest.raises(ValueError, match="'fr'"):
        catalogue("fr")


def test_an_error_is_told_in_the_language_on_screen(portuguese_catalogue, back_to_english):
    failed = error("Line {line} failed.", line=7)
    assert translate_error(failed) == "Line 7 failed."
    language().set("pt_BR")
    assert translate_error(failed) == "A linha 7 falhou."


def test_fractions_in_an_error_follow_the_language_and_ids_stay_whole(qapp, back_to_english):
    language().set("pt_BR")
    assert translate_error(error("rate {rate}, id {id}", rate=-0.4, id=42057158083)) == "rate \u22120,4, id 42057158083"


def test_a_translation_with_a_wrong_placeholder_falls_back_to_english(portuguese_catalogue, back_to_english):
    language().set("pt_BR")
    assert translate_error(error("{tensor} is gone.", tensor="data_bob")) == "data_bob is gone."
    assert translate_error(error("{absent} is gone.")) == "{absent} is gone."


def test_the_terminal_translates_without_an_application(portuguese_catalogue, tmp_path):
    program = f"""
from pathlib import Path
import fedgui.gui.language as module
module.translation = Path({str(tmp_path)!r}).joinpath
from PySide6.QtCore import QCoreApplication
look_up = module.catalogue("pt_BR")
assert QCoreApplication.instance() is None
print(look_up("Errors", "Line {{line}} failed."), look_up("Errors", "unknown text"))
print(module.catalogue("en")("Errors", "Line {{line}} failed."))
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, encoding="utf-8")
    assert ran.stdout.splitlines() == ["A linha {line} falhou. unknown text", "Line {line} failed."]
    assert ran.stderr == ""


def test_changing_the_language_again_and_again_reads_no_catalogue_twice(qapp):
    for code in ("pt_BR", "en"):
        language().set(code)
    before = len(language().children())
    for _ in range(5):
        language().set("pt_BR")
        assert QCoreApplication.translate("TransportBar", "Restart") == "Recomeçar"
        language().set("en")
        assert QCoreApplication.translate("TransportBar", "Restart") == "Restart"
    assert len(language().children()) == before


def test_phrases_within_an_error_are_translated_with_it(qapp, back_to_english):
    with Session() as session:
        session.hook.hook()
        pointer = torch.ones(3).send(VirtualWorker(session.hook, id="bob"))
        with pytest.raises(PointerError) as caught:
            pointer + torch.ones(3)
    failed = describe(caught.value, "script.py")
    assert "with a tensor of shape (3,), which is here" in translate_error(failed)
    language().set("pt_BR")
    assert "e um tensor de formato (3,), que está aqui no servidor" in translate_error(failed)
