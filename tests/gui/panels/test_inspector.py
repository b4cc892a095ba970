"""The inspector: the tables it makes of what a node holds, and what it says where there is nothing to show."""

import math
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QScrollArea

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels.inspector import InspectorPanel, blocks
from fedgui.gui.panels.names import numbered
from fedgui.gui.panels.tensor_table import Grid, TensorTable, grid_of
from fedgui.scripts.trace import SERVER, Kind, ModelState, Moment, Role, Scene, TensorState, TensorValue


@pytest.fixture
def panel(qtbot):
    made = InspectorPanel()
    qtbot.addWidget(made)
    made.resize(280, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def texts(panel: InspectorPanel) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]


def tables(panel: InspectorPanel) -> list[TensorTable]:
    return [table for table in panel.findChildren(TensorTable) if table.isVisible()]


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
    travelling = replace(scene.model, holder="")
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
def test_nothing_is_wider_than_the_panel(panel, qtbot, federated_trace, code, scale, node):
    look.theme().set_scale(scale)
    language().set(code)
    panel.resize(round(280 * scale), 640)
    panel.show_node(node, trained_by_bob(federated_trace))
    area = panel.findChild(QScrollArea)
    qtbot.waitUntil(lambda: area.widget().width() == area.viewport().width(), timeout=1000)
    assert area.widget().minimumSizeHint().width() <= area.viewport().width()
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
