"""The code panel: what is written in its rows, which row is marked, and that it stays in view."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels import code_rows as module
from fedgui.gui.panels.code import CodePanel
from fedgui.gui.panels.code_rows import keyword_spans
from fedgui.scripts.source import Script, load_script

LONG = Script("long", "\n".join(f"value_{count} = {count}" for count in range(500)))


@pytest.fixture
def panel(qtbot):
    shown = CodePanel()
    qtbot.addWidget(shown)
    shown.resize(456, 420)
    shown.set_script(load_script("federated"))
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def line_of(script: Script, text: str) -> int:
    return next(row.line for row in script.rows if row.text.strip().startswith(text))


def row_rect(panel: CodePanel, line: int) -> QRect:
    model = panel.view.model()
    place = next(place for place, row in enumerate(model.rows) if row.line == line)
    return panel.view.visualRect(model.index(place, 0))


def has_color(panel: CodePanel, token: str, rect: QRect | None = None) -> bool:
    """Whether this colour is painted anywhere in the view, or in `rect` of its viewport."""
    image = panel.view.viewport().grab(rect or panel.view.viewport().rect()).toImage()
    wanted = look.theme().color(token).rgb()
    return any(image.pixel(x, y) == wanted for y in range(image.height()) for x in range(image.width()))


def test_only_the_current_line_is_marked(panel):
    assert not has_color(panel, "now")
    line = line_of(load_script("federated"), "loss.backward")
    panel.show_line(line, "now · Bob")
    marked = row_rect(panel, line)
    assert has_color(panel, "now", marked)
    assert has_color(panel, "nowsoft", marked)
    assert not has_color(panel, "now", marked.translated(0, marked.height()))
    assert not has_color(panel, "now", marked.translated(0, -marked.height()))
    panel.show_line(0)
    assert not has_color(panel, "now")


def test_a_failed_line_is_marked_in_another_colour_and_said_in_words(panel):
    line = line_of(load_script("federated"), "loss.backward")
    panel.show_line(line, "now · Bob")
    panel.show_error(line)
    assert has_color(panel, "bad", row_rect(panel, line))
    assert not has_color(panel, "now")
    assert "failed: loss.backward()" in panel.view.accessibleDescription()
    panel.show_line(line, "now · Bob")
    assert not has_color(panel, "bad")


@pytest.mark.parametrize("height", [60, 80, 120, 236, 420, 700])
@pytest.mark.parametrize("line", [1, 3, 37, 250, 499, 500])
def test_the_current_line_is_always_in_view(panel, height, line):
    panel.resize(456, height)
    panel.set_script(LONG)
    panel.show_line(line, "now")
    assert panel.view.viewport().rect().contains(row_rect(panel, line))
    panel.resize(456, 120)
    assert panel.view.viewport().rect().contains(row_rect(panel, line))


def test_in_a_short_panel_the_current_line_is_the_fourth_row(panel):
    panel.resize(420, 236)
    panel.set_script(LONG)
    for line in (100, 101, 90, 300):
        panel.show_line(line)
        rect = row_rect(panel, line)
        assert rect.top() == 3 * rect.height()


def test_in_a_tall_panel_the_rows_stand_still_while_the_line_moves_in_view(panel):
    panel.resize(456, 500)
    panel.set_script(LONG)
    panel.show_line(100)
    before = row_rect(panel, 100)
    panel.show_line(106)
    assert row_rect(panel, 100) == before


def test_comments_follow_the_language_and_code_does_not(panel, monkeypatch):
    model = panel.view.model()
    rows = {row.text: place for place, row in enumerate(model.rows)}
    words = {"make a prediction": "faça uma predição"}
    monkeypatch.setattr(module, "translate", lambda _context, source: words.get(source, source))
    assert model.index(rows["make a prediction"], 0).data() == "faça uma predição"
    assert model.index(rows["            pred = model(data)"], 0).data() == "            pred = model(data)"


def test_a_screen_reader_hears_the_number_that_is_shown(panel):
    script = load_script("federated")
    row = next(row for row in script.rows if row.text.strip().startswith("opt.step"))
    panel.show_line(row.line, "")
    assert panel.view.accessibleDescription() == f"Line {row.number} runs now: opt.step()"
    assert panel.view.accessibleName() == "Code"


def test_clicking_a_line_of_code_chooses_it_and_a_comment_does_not(panel, qtbot):
    script = load_script("federated")
    line = line_of(script, "opt.zero_grad")
    panel.show_line(line)
    chosen = []
    panel.line_chosen.connect(chosen.append)
    rect = row_rect(panel, line)
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=rect.center())
    above = QPoint(rect.center().x(), rect.center().y() - rect.height())
    qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=above)
    assert chosen == [line]


def test_the_keyboard_scrolls(panel, qtbot):
    panel.set_script(LONG)
    panel.view.setFocus()
    qtbot.keyClick(panel.view, Qt.Key.Key_End)
    assert panel.view.viewport().rect().contains(row_rect(panel, 500))


def test_another_script_starts_unmarked_at_its_top(panel):
    panel.show_line(line_of(load_script("federated"), "print("), "now")
    panel.set_script(load_script("centralized"))
    assert not has_color(panel, "now")
    assert panel.view.verticalScrollBar().value() == 0
    assert panel.view.accessibleDescription() == ""


def test_before_the_first_line_the_script_is_shown_from_its_top_however_one_got_there(panel):
    panel.show_line(max(row.line for row in load_script("federated").rows))
    assert panel.view.verticalScrollBar().value() > 0
    panel.show_line(0)
    assert panel.view.verticalScrollBar().value() == 0


def test_both_themes_are_painted(panel):
    panel.show_line(line_of(load_script("federated"), "opt.step"), "now")
    look.theme().set(look.DARK)
    assert has_color(panel, "panel")
    assert has_color(panel, "nowsoft")
    assert QColor("white").rgb() != look.theme().color("panel").rgb()


def test_keywords_stand_where_python_sees_them():
    text = 'for x in "for":  # if\n    in_x = x if x else 0\n'
    found = {line: [text.split("\n")[line - 1][a:b] for a, b in spans] for line, spans in keyword_spans(text).items()}
    assert found == {1: ["for", "in"], 2: ["if", "else"]}


@pytest.mark.parametrize("text", ["", "def (", "'''open", "x = = 1", "\tif x:\n  y", "def f():\n\x00"])
def test_a_script_that_is_not_python_is_shown_all_the_same(panel, text):
    panel.set_script(Script("broken", text))
    panel.show_line(1, "now")
    panel.view.viewport().grab()


def test_a_larger_text_scale_makes_larger_rows(panel, qtbot):
    line = line_of(load_script("federated"), "opt.step")
    panel.show_line(line)
    before = row_rect(panel, line).height()
    look.theme().set_scale(2.0)
    qtbot.waitUntil(lambda: row_rect(panel, line).height() == 2 * before, timeout=1000)


def test_switching_the_language_keeps_the_mark(panel):
    line = line_of(load_script("federated"), "opt.step")
    panel.show_line(line, "x")
    language().set("pt_BR")
    assert has_color(panel, "now", row_rect(panel, line))


NOTE = "grad w₁ 0.000 · w₂ 1.460 · b 1.880"


def places(panel: CodePanel, line: int) -> list[int]:
    return [place for place, row in enumerate(panel.view.model().rows) if row.line == line]


def test_a_short_note_stands_beside_its_code_and_a_long_one_below(panel):
    script = load_script("federated")
    backward, step = line_of(script, "loss.backward"), line_of(script, "opt.step")
    panel.set_notes({backward: NOTE, step: "short"})
    model = panel.view.model()
    assert [model.index(place, 0).data() for place in places(panel, backward)][1:] == [NOTE]
    assert len(places(panel, step)) == 1
    assert model.index(places(panel, step)[0], 0).data(Qt.ItemDataRole.AccessibleDescriptionRole) == "short"


def test_the_row_of_a_note_goes_with_it_and_leaves_no_empty_line(panel):
    line = line_of(load_script("federated"), "loss.backward")
    before = row_rect(panel, line + 2).top()
    panel.set_notes({line: NOTE * 3})
    assert row_rect(panel, line + 2).top() > before
    panel.set_notes({})
    assert row_rect(panel, line + 2).top() == before
    assert len(places(panel, line)) == 1


def test_a_note_that_is_wider_than_the_panel_takes_several_rows_and_is_not_cut(panel):
    line = line_of(load_script("federated"), "opt.step")
    long = "w₁ 0.991063 → 0.993012 · w₂ 0.011 → 0.009 · b −0.001751 → −0.001540"
    room = panel.view_width() - panel._painter.code_left
    model = panel.view.model()
    for note in (long, NOTE, long, f"{long} · {long}", ""):
        panel.set_notes({line: note})
        rows = [model.index(place, 0).data() for place in places(panel, line)][1:]
        assert " · ".join(rows) == note
        assert all(QFontMetricsF(panel._painter.note_font).horizontalAdvance(row) <= room for row in rows)


@pytest.mark.parametrize("width", [400, 456, 700])
def test_neither_note_nor_tag_covers_code(panel, width):
    """What is painted on the code's own pixels is the same with and without note and tag."""
    panel.resize(width, 500)
    script = load_script("federated")
    line = line_of(script, "loss = ")
    panel.set_notes({line: "loss 0.577"})
    panel.show_line(line)
    rect = row_rect(panel, line)
    row = next(row for row in script.rows if row.line == line)
    code = QRect(rect.left(), rect.top(), min(panel._painter.text_end(row), panel.view_width()), rect.height())
    without = panel.view.viewport().grab(code).toImage()
    panel.show_line(line, "now · Alice")
    assert panel.view.viewport().grab(code).toImage() == without


def test_the_note_of_the_current_line_is_told_to_a_screen_reader(panel):
    line = line_of(load_script("federated"), "opt.step")
    panel.show_line(line)
    panel.set_notes({line: "w₂ 0.520 → 0.374"})
    assert panel.view.accessibleDescription().endswith("opt.step(). w₂ 0.520 → 0.374")


def test_a_narrower_panel_makes_room_for_notes(panel, qtbot):
    panel.resize(900, 420)
    line = line_of(load_script("federated"), "loss.backward")
    panel.set_notes({line: NOTE})
    assert len(places(panel, line)) == 1
    panel.resize(420, 420)
    assert len(places(panel, line)) == 2


def test_enter_chooses_the_line_under_the_keyboard(panel, qtbot):
    script = load_script("federated")
    line = line_of(script, "opt.step")
    panel.view.setCurrentIndex(panel.view.model().index(places(panel, line)[0], 0))
    with qtbot.waitSignal(panel.line_chosen) as chosen:
        qtbot.keyClick(panel.view, Qt.Key.Key_Return)
    assert chosen.args == [line]


def test_the_space_bar_is_left_to_the_window(qtbot):
    class Window(QWidget):
        heard = 0

        def keyPressEvent(self, event: QKeyEvent) -> None:
            self.heard += event.key() == Qt.Key.Key_Space

    window = Window()
    qtbot.addWidget(window)
    panel = CodePanel(window)
    panel.set_script(LONG)
    window.show()
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert window.heard == 1


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("name", ["centralized", "federated", "secure_aggregation"])
def test_no_line_is_cut_in_a_narrow_panel(panel, code, name):
    """Every row ends inside the view, and together the rows say all that the script says."""
    language().set(code)
    script = load_script(name)
    panel.set_script(script)
    panel.resize(300, 420)
    assert not panel.view.horizontalScrollBar().isVisible()
    painter = panel._painter
    for row in panel.view.model().rows:
        if row.kind == "code":
            assert painter.text_end(row) <= panel.view_width(), row
    joined: dict[int, str] = {}
    for row in panel.view.model().rows:
        joined[row.line] = joined.get(row.line, "") + row.text.replace(" ", "")
    wanted = {row.line: row.text.replace(" ", "") for row in script.rows if row.kind == "code"}
    assert {line: text for line, text in joined.items() if line in wanted} == wanted
    panel.resize(900, 420)
    assert [row.line for row in panel.view.model().rows] == [row.line for row in script.rows]
    language().set("en")


def test_the_parts_of_a_line_are_one_line(panel, qtbot):
    """Marked together, numbered once, and each of them chooses the line; the note stands below the last."""
    panel.resize(300, 420)
    line = line_of(load_script("federated"), "data = torch.tensor")
    panel.show_line(line, "now")
    first, *rest = places(panel, line)
    assert rest
    model = panel.view.model()
    assert [model.rows[place].number > 0 for place in (first, *rest)] == [True, *[False] * len(rest)]
    panel.set_notes({line: NOTE})
    assert model.rows[rest[-1] + 1].kind == "note"
    box = panel.view.visualRect(model.index(rest[-1]))
    assert has_color(panel, "now", box)
    with qtbot.waitSignal(panel.line_chosen) as chosen:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert chosen.args == [line]
    assert "torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])" in panel.view.accessibleDescription()
