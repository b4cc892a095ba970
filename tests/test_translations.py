"""The catalogues hold every text of the application, and their tool notices each way to lose one."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import pytest
from PySide6.QtCore import QTranslator

ROOT = Path(__file__).parents[1]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fedgui_translations", ROOT / "tools/translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tool = load()


# --- Finding texts in the code --------------------------------------------------------------------------------------


def in_method(expression: str) -> str:
    return f"class Panel(QWidget):\n    def retranslate(self):\n        {expression}\n"


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ('self.tr("Play")', ("Panel", "Play", False)),
        ('self.tr("Round {number}").format(number=3)', ("Panel", "Round {number}", False)),
        ('self.tr("a " "b")', ("Panel", "a b", False)),
        ('self.tr("a " + "b")', ("Panel", "a b", False)),
        ("f\"{self.tr('in an f-string')}\"", ("Panel", "in an f-string", False)),
        ('self.tr("%n round(s)", "", self.rounds.count)', ("Panel", "%n round(s)", True)),
        ('translate("Stage", "model slot")', ("Stage", "model slot", False)),
        ('QCoreApplication.translate("Stage", "model slot")', ("Stage", "model slot", False)),
        ('translate("Stage", "%n row(s)", None, len(rows))', ("Stage", "%n row(s)", True)),
        ('table = {1: QT_TRANSLATE_NOOP("Errors", "It’s\\nlost “here”.")}', ("Errors", "It’s\nlost “here”.", False)),
    ],
)
def test_texts_are_found(expression: str, text: tuple[str, str, bool]) -> None:
    found = tool.find_texts(in_method(expression), "panel.py")
    assert found.complaints == ()
    assert found.texts == {text}


@pytest.mark.parametrize(
    "expression",
    [
        "translate(context, source)",
        'translate("Errors", error.template)',
        'translate("Captions", text or self.server)',
        "painter.translate(3, self.height())",
        "name.translate(table)",
    ],
)
def test_looking_up_what_is_marked_elsewhere_is_fine(expression: str) -> None:
    assert tool.find_texts(in_method(expression), "panel.py") == tool.Found(frozenset(), ())


@pytest.mark.parametrize(
    "expression",
    [
        'self.tr(f"hello {who}")',
        "self.tr(text)",
        'self.tr(text="x")',
        'self.tr("x" if a else "y")',
        'self.tr("x %s" % a)',
        "self.tr(*texts)",
        'self.tr("x", "as a verb")',
        'self.tr("%n round(s)")',
        'self.tr("round(s)", "", n)',
        'translate("Stage", f"{a}")',
        'translate("Stage", "x" if a else "y")',
        'translate(context="Stage", sourceText="x")',
        'translate("Stage")',
        'translate(context, "x")',
        'QCoreApplication.translate("Stage", "x".upper())',
        'QT_TRANSLATE_NOOP("Stage", text)',
        'QT_TRANSLATE_NOOP(context, "x")',
        'QT_TR_NOOP("x")',
        "_ = self.tr",
        "_ = QCoreApplication.translate",
        "from fedgui.gui.language import translate as t",
    ],
)
def test_what_would_stay_english_is_a_complaint(expression: str) -> None:
    found = tool.find_texts(in_method(expression), "panel.py")
    assert found.texts == frozenset()
    assert len(found.complaints) == 1
    assert found.complaints[0].startswith("panel.py:3: ")


def test_tr_needs_a_class() -> None:
    assert tool.find_texts('tr("x")', "panel.py").complaints[0].startswith("panel.py:1: tr outside a class")


# --- A small project ------------------------------------------------------------------------------------------------

PANEL = """
class Panel(QWidget):
    def retranslate(self):
        self.setText(self.tr("Round {number}").format(number=1))
        self.setToolTip(self.tr("%n byte(s)", "", self.count.total))
"""

LESSON = """
# 1) clear the old gradients
opt.zero_grad()
"""


class Project:
    """An application with two texts, one of them plural, and a lesson with one comment."""

    def __init__(self, root: Path) -> None:
        self.panel = root / "fedgui/gui/panel.py"
        self.lesson = root / "fedgui/scripts/lessons/first.py"
        self.folder = root / "translations"

    def write(self) -> None:
        for path, code in {self.panel: PANEL, self.lesson: LESSON}.items():
            path.parent.mkdir(parents=True)
            path.write_text(code, encoding="utf-8")

    def edit(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def translate_all(self) -> None:
        tool.update(self.folder)
        for name, forms in {
            "fedgui_en.ts": ["%n byte", "%n bytes"],
            "fedgui_pt_BR.ts": ["%n bite", "%n bites"],
        }.items():
            ts = self.folder / name
            text = ts.read_text(encoding="utf-8")
            for form in forms:
                text = text.replace("<numerusform></numerusform>", f"<numerusform>{form}</numerusform>", 1)
            for source, translation in {
                "Round {number}": "Rodada {number}",
                "clear the old gradients": "apague os gradientes antigos",
            }.items():
                before = f'<source>{source}</source>\n        <translation type="unfinished"></translation>'
                after = f"<source>{source}</source>\n        <translation>{translation}</translation>"
                text = text.replace(before, after)
            ts.write_text(text.replace(' type="unfinished"', ""), encoding="utf-8")
        assert tool.update(self.folder) == []


@pytest.fixture(scope="module")
def translated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("project")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(tool, "ROOT", root)
        project = Project(root)
        project.write()
        project.translate_all()
    return root


@pytest.fixture
def project(translated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    root = shutil.copytree(translated, tmp_path / "project")
    monkeypatch.setattr(tool, "ROOT", root)
    return Project(root)


def test_a_complete_project_passes_and_speaks(project: Project) -> None:
    assert tool.check(project.folder) == []
    portuguese, english = QTranslator(), QTranslator()
    assert portuguese.load(str(project.folder / "fedgui_pt_BR.qm"))
    assert english.load(str(project.folder / "fedgui_en.qm"))
    assert portuguese.translate("Lessons", "clear the old gradients") == "apague os gradientes antigos"
    assert [portuguese.translate("Panel", "%n byte(s)", "", n) for n in (0, 1, 2)] == ["%n bite", "%n bite", "%n bites"]
    assert [english.translate("Panel", "%n byte(s)", "", n) for n in (0, 1, 2)] == ["%n bytes", "%n byte", "%n bytes"]


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("panel", '"Round {number}"', '"Round no. {number}"', "Panel: “Round no. {number}” is unfinished"),
        ("lesson", "clear the old", "forget the old", "Lessons: “forget the old gradients” is unfinished"),
        ("panel", '"Round {number}"', 'f"Round {number}"', "panel.py:4: tr needs a constant text"),
        ("panel", 'self.tr("Round {number}").format(number=1)', '""', "fedgui_pt_BR.ts is stale"),
    ],
)
def test_a_change_of_the_code_needs_a_translation(project: Project, file, old, new, complaint) -> None:
    project.edit(getattr(project, file), old, new)
    assert any(complaint in found for found in tool.check(project.folder))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("Rodada {number}", "Rodada {numero}", "“Round {number}” has other placeholders in “Rodada {numero}”"),
        ("<numerusform>%n bites<", "<numerusform>bites<", "“%n byte(s)” has other placeholders in “bites”"),
        ("<translation>Rodada {number}<", '<translation type="unfinished">Rodada {number}<', "is unfinished"),
        ("<translation>Rodada {number}<", "<translation> <", "“Round {number}” has no translation"),
        ("Rodada {number}", "A rodada {number}", "fedgui_pt_BR.qm is stale"),
    ],
)
def test_a_damaged_catalogue_is_noticed(project: Project, old: str, new: str, complaint: str) -> None:
    project.edit(project.folder / "fedgui_pt_BR.ts", old, new)
    assert any(complaint in found for found in tool.check(project.folder))


@pytest.mark.parametrize("name", ["fedgui_en.ts", "fedgui_en.qm", "fedgui_pt_BR.ts", "fedgui_pt_BR.qm"])
def test_a_missing_catalogue_is_noticed(project: Project, name: str) -> None:
    (project.folder / name).unlink()
    assert any(f"{name} is stale" in found for found in tool.check(project.folder))


def test_checking_changes_nothing(project: Project) -> None:
    project.edit(project.panel, "Round {number}", "Round no. {number}")
    before = {path.name: path.read_bytes() for path in project.folder.iterdir()}
    assert tool.check(project.folder)
    assert {path.name: path.read_bytes() for path in project.folder.iterdir()} == before


# --- The application's own ------------------------------------------------------------------------------------------


def test_the_applications_texts_are_all_translated(capsys) -> None:
    assert tool.main(["--check"]) == 0, capsys.readouterr().out


def test_the_tool_needs_to_be_told_what_to_do(capsys) -> None:
    with pytest.raises(SystemExit) as exit_:
        tool.main([])
    assert exit_.value.code == 2
