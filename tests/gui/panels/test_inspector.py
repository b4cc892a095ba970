"""The inspector: the tables it makes of what a node holds, and what it says where there is nothing to show."""

import itertools
import math
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels.blocks import blocks
from fedgui.gui.panels.inspector import InspectorPanel
from fedgui.gui.panels.names import numbered
from fedgui.gui.panels.tensor_table import Grid, TensorTable, grid_of, parse_number
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import (
    SERVER,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Role,
    Scene,
    TensorState,
    TensorValue,
    Trace,
    WorkerState,
)


@pytest.fixture
def panel(qtbot):
    made = InspectorPanel()
    qtbot.addWidget(made)
    made.resize(280, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def bobs(panel, federated_trace):
    """The panel in its usual size, with what Bob holds after a gradient."""
    panel.show_moment("bob", federated_trace, line_end(federated_trace, "loss.backward"))
    settle()
    return panel


def settle() -> None:
    """Let everything take its place."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def texts(panel: InspectorPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]


def top(panel: InspectorPanel, widget: QWidget) -> int:
    return widget.mapTo(panel, QPoint(0, 0)).y()


def tables(panel: InspectorPanel) -> list[TensorTable]:
    """The tables that are shown, from top to bottom."""
    shown = [table for table in panel.findChildren(TensorTable) if table.isVisible()]
    return sorted(shown, key=lambda table: top(panel, table))


def cells(table: TensorTable) -> list[list[str]]:
    model = table.model()
    return [[model.index(row, col).data() for col in range(model.columnCount())] for row in range(model.rowCount())]


def heads(table: TensorTable) -> list[str]:
    model = table.model()
    return [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]


def value(*values: float, shape: tuple[int, ...], whole: bool = True) -> TensorValue:
    return TensorValue(shape, "float32", values, whole, 5.0)


def scene_with(*tensors: TensorState, holder: str = "bob", model: ModelState | None = None) -> Scene:
    pieces = {("tensor", holder, tensor.id): tensor for tensor in tensors}
    if model is not None:
        pieces[("model",)] = model
    return Scene(Moment(0, 1, Kind.LINE, holder), MappingProxyType(pieces))


def trained_by_bob(trace):
    """The scene at which Bob has weights and a gradient."""
    for index in range(len(trace)):
        model = trace.state_at(index).model
        if model is not None and model.holder == "bob" and model.parameters[0].grad is not None:
            return trace.state_at(index)
    raise AssertionError("Bob never trains")


def test_the_model_is_shown_by_the_names_of_its_numbers(panel, federated_trace):
    scene = trained_by_bob(federated_trace)
    panel.show_node("bob", scene)
    weights, gradient, rows = tables(panel)
    assert heads(weights) == ["w₁", "w₂", "b"]
    assert cells(weights) == [["\u22120.350", "0.520", "0.210"]]
    assert heads(gradient) == ["grad w₁", "grad w₂", "grad b"]
    # Bob's rows are (0, 0) and (0, 1), both with answer 0: errors b and w₂ + b.
    assert cells(gradient) == [["0.000", "1.460", "1.880"]]
    assert heads(rows) == ["x₁", "x₂", "y"]
    assert cells(rows) == [["0", "0", "0"], ["0", "1", "0"]]


def test_private_rows_keep_the_numbers_that_they_had_in_the_whole_table(panel, federated_trace):
    panel.show_node("alice", federated_trace.state_at(len(federated_trace) - 1))
    (rows,) = tables(panel)
    model = rows.model()
    assert [model.headerData(row, Qt.Orientation.Vertical) for row in range(2)] == ["2", "3"]
    assert "Only Alice can read these rows." in texts(panel)
    assert "Private rows" in texts(panel)


def test_rows_on_the_server_are_not_called_private(panel, centralized_trace):
    panel.show_node(SERVER, centralized_trace.state_at(len(centralized_trace) - 1))
    assert "Rows" in texts(panel)
    assert not [text for text in texts(panel) if "rivate" in text or "Only" in text]


def test_a_prediction_stands_beside_its_rows(panel, federated_trace):
    scene = trained_by_bob(federated_trace)
    pred = TensorState(77, "pred", Role.RESULT, value(0.391, -0.819, shape=(2, 1)))
    panel.show_node("bob", Scene(scene.moment, MappingProxyType({**scene.pieces, ("tensor", "bob", 77): pred})))
    rows = tables(panel)[-1]
    assert heads(rows)[-1] == "pred"
    assert [row[-1] for row in cells(rows)] == ["0.391", "\u22120.819"]


def test_where_the_model_is_when_it_is_not_here(panel, federated_trace):
    scene = trained_by_bob(federated_trace)
    panel.show_node(SERVER, scene)
    assert "The model is with Bob." in texts(panel)
    index = federated_trace.messages_until(len(federated_trace))[4]
    panel.show_node("alice", federated_trace.state_at(index - 1))
    assert "The model is with the server." in texts(panel)
    travelling = scene.model._replace(holder="")
    panel.show_node("alice", Scene(scene.moment, MappingProxyType({**scene.pieces, ("model",): travelling})))
    assert "The model is travelling." in texts(panel)


def test_nothing_chosen_and_nothing_run_are_said_in_words(panel, federated_trace):
    panel.show_node(None, federated_trace.state_at(3))
    assert texts(panel) == ["Click a node on the stage to see its tensors."]
    panel.show_node("bob", None)
    assert texts(panel) == ["Nothing here before the run begins."]


def test_a_worker_that_does_not_exist_yet(panel, federated_trace):
    panel.show_node("bob", federated_trace.state_at(0))
    assert "worker · not created yet" in texts(panel)
    assert tables(panel) == []


def test_other_models_show_a_table_for_each_parameter(panel):
    parameters = (
        TensorState(1, "0.weight", Role.PARAMETER, value(*range(6), shape=(2, 3)), value(*range(6), shape=(2, 3))),
        TensorState(2, "0.bias", Role.PARAMETER, value(1, 2, shape=(2,))),
    )
    panel.show_node("bob", scene_with(model=ModelState("model", "bob", parameters)))
    assert [text for text in texts(panel) if "0." in text] == [
        "Weights 0.weight",
        "Gradient 0.weight",
        "Weights 0.bias",
    ]
    assert cells(tables(panel)[0]) == [["0.000", "1.000", "2.000"], ["3.000", "4.000", "5.000"]]


def test_a_large_tensor_is_shown_as_a_sample_and_says_so(panel):
    large = TensorState(1, "images", Role.RESULT, value(*range(64), shape=(100, 784), whole=False))
    panel.show_node("bob", scene_with(large))
    assert "64 of 78\u202f400 values, evenly spaced. Norm 5.000." in texts(panel)
    assert sum(len(row) for row in cells(tables(panel)[0])) == 64


def test_what_is_not_finite_is_printed(panel):
    odd = TensorState(1, "loss", Role.RESULT, value(math.nan, math.inf, -math.inf, 1.0, shape=(4,)))
    panel.show_node("bob", scene_with(odd))
    assert cells(tables(panel)[0]) == [["nan", "inf", "\u2212inf", "1.000"]]
    tables(panel)[0].grab()


SHAPES = st.lists(st.integers(min_value=0, max_value=5), max_size=4).map(tuple)


@given(shape=SHAPES, seed=st.floats(), role=st.sampled_from(Role), private=st.booleans())
def test_tensors_of_any_shape_have_every_number_in_their_table(qapp, shape, seed, role, private):
    count = math.prod(shape)
    tensor = TensorState(1, "t", role, value(*([seed] * count), shape=shape), None, private)
    other = TensorState(2, "u", Role.TARGET, value(*([1.0] * count), shape=shape))
    shown = list(blocks(scene_with(tensor, other), "bob"))
    assert sum(len(row) for block in shown for row in block.grid.values) == 2 * count
    for block in shown:
        assert all(len(row) == len(block.grid.columns) for row in block.grid.values)
        assert len(block.grid.rows) == len(block.grid.values)


def test_numbers_follow_the_language_at_once(panel, federated_trace):
    panel.show_node("bob", trained_by_bob(federated_trace))
    language().set("pt_BR")
    assert cells(tables(panel)[0]) == [["\u22120,350", "0,520", "0,210"]]


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("node", ["bob", "alice", SERVER])
def test_nothing_is_wider_than_the_panel(panel, federated_trace, code, scale, node):
    look.theme().set_scale(scale)
    language().set(code)
    panel.resize(round(280 * scale), 640)
    panel.show_node(node, trained_by_bob(federated_trace))
    settle()
    right = panel.area.widget().width()
    assert right <= panel.area.viewport().width()
    for label in panel.area.findChildren(QLabel):
        if label.isVisible() and label.text():
            assert label.mapTo(panel.area.widget(), QPoint(label.width(), 0)).x() <= right
            assert label.height() >= (
                label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            )
    for table in tables(panel):
        assert all(table.columnWidth(column) >= 30 for column in range(table.model().columnCount()))


def test_a_table_does_not_cut_its_numbers(qtbot):
    table = TensorTable()
    qtbot.addWidget(table)
    table.resize(120, 100)
    table.show_grid(grid_of((-123456.789, 0.5, 1e30), (3,)), "test")
    metrics = QFontMetrics(look.font("heat"))
    for column in range(3):
        text = table.model().index(0, column).data()
        assert table.columnWidth(column) > metrics.horizontalAdvance(text)


def test_tables_have_names_and_keep_their_place_when_only_numbers_change(qtbot):
    table = TensorTable()
    qtbot.addWidget(table)
    table.show_grid(Grid(("a",), ("",), ((1.0,),)), "Weights, model")
    assert table.accessibleName() == "Weights, model"
    resets = []
    table.model().modelReset.connect(lambda: resets.append(1))
    table.show_grid(Grid(("a",), ("",), ((2.0,),)), "Weights, model")
    assert resets == []
    assert cells(table) == [["2"]]


def test_only_one_of_several_is_numbered():
    assert numbered("w", 1) == ("w",)
    assert numbered("x", 12)[-1] == "x₁₂"


def line_end(trace, text: str) -> int:
    """The last moment of the first line of the federated lesson that begins with `text`."""
    script = load_script("federated")
    line = next(row.line for row in script.rows if row.text.strip().startswith(text))
    start = next(moment.index for moment in trace if moment.kind is Kind.LINE and moment.line == line)
    return trace.line_after(start) - 1


def test_what_a_line_changed_is_listed_old_and_new(panel, federated_trace):
    panel.show_moment("bob", federated_trace, line_end(federated_trace, "opt.step"))
    # lr 0.1, gradient (0, 1.46, 1.88)
    assert "w₂ 0.520 → 0.374 · b 0.210 → 0.022" in texts(panel)
    model = tables(panel)[0].model()
    spoken = [model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) for column in range(3)]
    assert spoken == ["\u22120.350", "0.374, was 0.520", "0.022, was 0.210"]
    panel.show_moment("bob", federated_trace, line_end(federated_trace, "opt.step") - 1)
    assert not [text for text in texts(panel) if "→" in text]


def test_changed_cells_differ_by_more_than_their_number(qtbot):
    table = TensorTable()
    qtbot.addWidget(table)
    table.resize(300, 100)
    same = Grid(("a", "b", "c"), ("",), ((1.0, 2.0, math.nan),), old=((1.0, 2.0, math.nan),))
    table.show_grid(replace(same, old=()), "test")
    plain = table.grab().toImage()
    table.show_grid(same, "test")
    assert table.grab().toImage() == plain
    for old in ((0.0, 2.0, math.nan), (3.0, 2.0, math.nan), (1.0, 2.0, 3.0)):
        table.show_grid(replace(same, old=(old,)), "test")
        assert table.grab().toImage() != plain


def test_many_changed_numbers_are_counted(panel):
    def model(start: float) -> ModelState:
        parameter = TensorState(0, "0.weight", Role.PARAMETER, value(start, 1, 2, start, shape=(2, 2)))
        return ModelState("model", "bob", (parameter,))

    (block,) = blocks(scene_with(model=model(5)), "bob", scene_with(model=model(4)))
    assert block.changes == "Changed numbers: 2"
    (block,) = blocks(scene_with(model=model(5)), "bob", scene_with(model=model(5)))
    assert block.changes == ""


def test_the_step_to_take_is_shown_while_it_waits_and_only_if_the_rate_is_known(panel, federated_trace):
    # Bob's second visit: the first step of the run says that the steps follow the gradient
    start = federated_trace.visits[2]
    sent = (place for place in federated_trace.messages if place > start)
    backward = next(place for place in sent if federated_trace[place].message.name == "backward") + 1
    panel.show_moment("bob", federated_trace, backward)
    assert "Step to take" not in texts(panel)
    panel.show_moment("bob", federated_trace, backward, 0.1)
    assert "Step to take" in texts(panel)
    assert heads(tables(panel)[2]) == ["Δw₁", "Δw₂", "Δb"]
    weight, bias = (parameter.grad.values for parameter in federated_trace.state_at(backward).model.parameters)
    steps = [language().number(-0.1 * number) for number in (*weight, *bias)]
    assert cells(tables(panel)[2]) == [steps]
    panel.show_moment("bob", federated_trace, backward + 2, 0.1)
    assert "Step to take" not in texts(panel)


def test_since_when_rows_are_there(panel, federated_trace):
    panel.set_script(load_script("federated"))
    panel.show_moment("bob", federated_trace, len(federated_trace) - 1)
    # data_bob is sent by the ninth line of code, which is not the ninth of the file
    born = federated_trace.messages[0] + 1
    assert f"Here since line 9, moment {born}." in texts(panel)


@pytest.mark.parametrize(
    ("receiver", "sentence"),
    [
        (SERVER, "loss was fetched by the server."),
        ("alice", "loss moved to Alice."),
        ("", "loss was dropped: nothing names it any more."),
    ],
)
def test_why_a_tensor_went(panel, receiver, sentence):
    trace = Trace()
    loss = TensorState(7, "loss", Role.RESULT, value(0.5, shape=()))
    trace.add(1, Kind.CHANGE, "bob", None, ((("worker", "bob"), WorkerState("bob")), (("tensor", "bob", 7), loss)))
    trace.add(2, Kind.LINE, "bob")
    if receiver:
        trace.add(2, Kind.MESSAGE, "bob", MessageState("bob", receiver, "object", "loss", 4))
    trace.add(2, Kind.CHANGE, "bob", None, ((("tensor", "bob", 7), None),))
    trace.add(3, Kind.LINE, SERVER)
    panel.show_moment("bob", trace, len(trace) - 2)
    assert sentence in texts(panel)
    panel.show_moment("bob", trace, len(trace) - 1)
    assert sentence not in texts(panel)


def edit(panel: InspectorPanel, qtbot, text: str, column: int = 1, key=Qt.Key.Key_Return) -> None:
    """Write `text` into a cell of the weights, by the keyboard."""
    table = tables(panel)[0]
    table.setFocus()
    table.setCurrentIndex(table.model().index(0, column))
    qtbot.keyClick(table, key)
    editor = table.findChild(QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.findChild(QLineEdit) is None, timeout=1000)


@pytest.mark.parametrize(("column", "target"), [(1, ("weight", 1)), (2, ("bias", 0))])
@pytest.mark.parametrize("text", ["0.75", " 0,75 ", "+.75", "7.5e-1"])
def test_a_weight_can_be_edited_when_that_is_allowed(panel, qtbot, federated_trace, column, target, text):
    panel.show_moment("bob", federated_trace, line_end(federated_trace, "loss.backward"))
    table = tables(panel)[0]
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.findChild(QLineEdit) is None
    panel.set_editable(True)
    with qtbot.waitSignal(panel.weight_edited) as asked:
        edit(panel, qtbot, text, column)
    assert asked.args == [*target, 0.75]
    # the cell shows what the record holds, until the record holds another number
    assert cells(table)[0][1] == "0.520"


@pytest.mark.parametrize("text", ["", "abc", "nan", "1_0", "0.5.1"])
def test_what_is_not_a_number_gets_a_sentence_and_changes_nothing(panel, qtbot, federated_trace, text):
    panel.set_editable(True)
    panel.show_moment("bob", federated_trace, line_end(federated_trace, "loss.backward"))
    with qtbot.assertNotEmitted(panel.weight_edited):
        edit(panel, qtbot, text)
    assert f"“{text}” is not a number such as 0.25." in texts(panel)
    with qtbot.waitSignal(panel.weight_edited):
        edit(panel, qtbot, "1")
    assert not [said for said in texts(panel) if "not a number" in said]


@pytest.mark.parametrize("text", ["inf", "-1e39"])
def test_what_does_not_fit_a_weight_gets_a_sentence(panel, qtbot, federated_trace, text):
    panel.set_editable(True)
    panel.show_moment("bob", federated_trace, line_end(federated_trace, "loss.backward"))
    with qtbot.assertNotEmitted(panel.weight_edited):
        edit(panel, qtbot, text)
    assert f"“{text}” is too large for a weight." in texts(panel)


def test_data_and_gradients_cannot_be_edited(panel, federated_trace):
    panel.set_editable(True)
    panel.show_moment("bob", federated_trace, line_end(federated_trace, "loss.backward"))
    editable = [
        bool(table.model().flags(table.model().index(0, 0)) & Qt.ItemFlag.ItemIsEditable) for table in tables(panel)
    ]
    assert editable == [True, False, False]


@given(text=st.text(max_size=8))
def test_any_text_is_a_number_or_a_sentence(qapp, text):
    number, problem = parse_number(text)
    assert (number is None) == bool(problem)
    assert number is None or math.isfinite(number)


def test_a_tensor_without_values_says_so(panel):
    panel.show_node("bob", scene_with(TensorState(1, "none", Role.RESULT, value(shape=(0, 3)))))
    assert "This tensor has no values." in texts(panel)


def test_a_hidden_inspector_lets_moments_pass_and_shows_the_last_one_when_it_opens(panel, federated_trace, monkeypatch):
    panel.hide()
    calls = []
    state_at = federated_trace.state_at
    monkeypatch.setattr(federated_trace, "state_at", lambda index: calls.append(index) or state_at(index))
    for index in range(40, 60):
        panel.show_moment("bob", federated_trace, index)
    assert calls == []
    panel.show()
    assert 59 in calls


def blocks_shown(panel: InspectorPanel) -> list[QWidget]:
    return [table.parentWidget() for table in tables(panel)]


def assert_below_each_other(panel: InspectorPanel) -> None:
    """No table stands in another, and the column ends after the last one."""
    shown = blocks_shown(panel)
    for above, below in itertools.pairwise(shown):
        assert top(panel, above) + above.height() < top(panel, below)
    column = panel.area.widget()
    if shown:
        assert shown[-1].geometry().bottom() < column.height()
    assert column.height() >= panel.area.viewport().height()
    assert panel.area.verticalScrollBar().isVisible() == (column.height() > panel.area.viewport().height())


def test_tables_stand_below_each_other_at_every_moment(panel, federated_trace):
    for index in [*range(len(federated_trace)), *range(0, len(federated_trace), 7)][::-1]:
        panel.show_moment("bob", federated_trace, index, 0.1)
        assert_below_each_other(panel)


@pytest.mark.parametrize("height", [200, 640])
def test_tables_make_room_for_larger_type_another_language_and_a_narrower_panel(bobs, qtbot, height):
    bobs.resize(280, height)
    settle()
    small = blocks_shown(bobs)[-1].geometry().bottom()
    look.theme().set_scale(2.0)
    qtbot.waitUntil(lambda: blocks_shown(bobs)[-1].geometry().bottom() > 1.5 * small, timeout=1000)
    assert_below_each_other(bobs)
    language().set("pt_BR")
    bobs.resize(230, height)
    settle()
    assert_below_each_other(bobs)
    look.theme().set_scale(1.0)
    bobs.resize(280, height)
    language().set("en")
    qtbot.waitUntil(lambda: blocks_shown(bobs)[-1].geometry().bottom() == small, timeout=1000)


def test_a_complaint_makes_room_for_itself(bobs, qtbot):
    bobs.set_editable(True)
    before = top(bobs, tables(bobs)[0])
    edit(bobs, qtbot, "abc")
    qtbot.waitUntil(lambda: top(bobs, tables(bobs)[0]) > before, timeout=1000)
    assert_below_each_other(bobs)


def test_a_table_keeps_its_widget_while_others_come_and_go_above_it(bobs, federated_trace):
    away = next(
        index
        for index in range(federated_trace.visits[0], len(federated_trace))
        if federated_trace.state_at(index).model.holder == "alice"
    )
    rows = tables(bobs)[-1]
    assert heads(rows)[:2] == ["x₁", "x₂"]
    before = top(bobs, rows)
    bobs.show_moment("bob", federated_trace, away)
    # the selection, and the focus in it, stay where they were
    assert tables(bobs)[0] is rows
    assert top(bobs, rows) < before


def test_columns_stand_still_while_their_numbers_change(qtbot):
    table = TensorTable()
    qtbot.addWidget(table)
    table.resize(300, 100)
    widths = set()
    assert look.theme().scale == 1
    for number in (0.5, -0.5, -12.25, 3.0):
        table.show_grid(grid_of((number, 0.125, 1.0), (3,)), "test")
        widths.add(tuple(table.columnWidth(column) for column in range(3)))
    assert widths == {(100, 100, 100)}


def test_tables_of_ever_other_columns_do_not_pile_up(panel):
    for width in range(1, 60):
        panel.show_node("bob", scene_with(TensorState(1, "t", Role.RESULT, value(*range(width), shape=(width,)))))
        assert len(heads(tables(panel)[0])) == width
    assert len(panel.findChildren(TensorTable)) < 30


def test_whole_numbers_are_exact(panel):
    """A masked update fills 32 bits; "1.991e9" would not tell which number it is."""
    masked = TensorState(1, "masked", Role.RESULT, TensorValue((3,), "int32", (1_990_512_345, -7, 0), True, 1e9))
    panel.show_node("bob", scene_with(masked))
    assert cells(tables(panel)[0]) == [["1\u202f990\u202f512\u202f345", "\u22127", "0"]]
    assert tables(panel)[0].model().index(0, 0).data(Qt.ItemDataRole.ToolTipRole) == "1\u202f990\u202f512\u202f345"
