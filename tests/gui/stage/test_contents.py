"""What tables and parcels say about tensors of every size."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from fedgui.gui.language import language
from fedgui.gui.stage.arrangements import arrange
from fedgui.gui.stage.cells import Cell, is_broken, model_cells, payload_lines
from fedgui.gui.stage.layout import PARCEL
from fedgui.gui.stage.paint import fit_name, text_width
from fedgui.gui.stage.paint_cells import cell_widths
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.rows import read_rows
from fedgui.scripts.trace import SERVER, Role, TensorState, TensorValue


def held(role: Role, value: TensorValue, first_row: int = 0) -> TensorState:
    return TensorState(1, "", role, value, first_row=first_row)


def test_rows_keep_the_index_that_they_had_in_the_whole_table(tensor):
    data = held(Role.DATA, tensor((2, 2), 1, 0, 1, 1), first_row=2)
    rows = read_rows(data, held(Role.TARGET, tensor((2, 1), 1, 1)))
    assert [(row.index, row.features, row.target) for row in rows.shown] == [(2, (1, 0), 1), (3, (1, 1), 1)]
    assert rows.heads == ("x₁", "x₂")
    assert rows.hidden == 0


def test_a_holder_without_rows_has_none(tensor):
    assert read_rows(None, None) is None
    assert read_rows(held(Role.DATA, tensor((0, 2))), None) is None


@given(count=st.integers(1, 60), width=st.integers(1, 3), most=st.integers(2, 6))
def test_shown_and_hidden_rows_add_up(count, width, most):
    numbers = tuple(float(n) for n in range(count * width))
    value = TensorValue((count, width), "float32", numbers, True, 0.0)
    rows = read_rows(held(Role.DATA, value), None, most)
    assert len(rows.shown) + rows.hidden == count
    assert len(rows.shown) + (rows.hidden > 0) <= most
    assert [number for row in rows.shown for number in row.features] == list(numbers[: len(rows.shown) * width])


@pytest.mark.parametrize("shape", [(1797, 8, 8), (4, 30)])
def test_rows_that_are_too_long_are_told_by_their_shape(shape):
    value = TensorValue(shape, "float32", (0.0,) * 8, False, 1.0)
    rows = read_rows(held(Role.DATA, value), None)
    assert (rows.count, rows.shape, rows.heads, rows.shown) == (shape[0], shape[1:], (), ())


def test_the_tutorials_model_has_three_named_cells(tensor):
    parts = [("weight", tensor((1, 2), 0.323, 0.265)), ("bias", tensor((1,), 0.149))]
    assert model_cells(parts) == (Cell("w₁", 0.323), Cell("w₂", 0.265), Cell("b", 0.149))


def test_a_larger_model_is_told_by_its_shapes(tensor):
    parts = [("fc.weight", tensor((2, 3), *range(6))), ("fc.bias", tensor((2,), 0, 1))]
    assert [(cell.label, cell.value) for cell in model_cells(parts)] == [("weight", "2 × 3"), ("bias", "2")]
    many = [(f"layer{n}.weight", tensor((2, 3), *range(6))) for n in range(6)]
    assert len(model_cells(many)) == 4
    assert model_cells(many)[-1].value == "+3"


def test_a_payload_lies_as_its_tensor_does(tensor):
    assert payload_lines([("loss", tensor((), 0.38))]) == ((Cell("", 0.38),),)
    lines = payload_lines([("data", tensor((2, 2), 1, 0, 1, 1))])
    assert [[cell.value for cell in line] for line in lines] == [[1, 0], [1, 1]]
    assert payload_lines([("data", tensor((3, 2), *range(6)))]) == ((Cell("", "3 × 2"),),)


def test_one_number_that_is_none_breaks_a_parcel(tensor):
    assert not is_broken([("weight", tensor((2,), 0, -1e30))])
    assert is_broken([("weight", tensor((2,), 0, 1)), ("bias", tensor((1,), math.inf))])


@pytest.mark.parametrize("count", [1, 2, 3, 4])
@pytest.mark.parametrize("viewport", [(702, 652), (810, 436)])
def test_three_negative_numbers_keep_their_size_and_away_from_the_separators(qapp, tensor, count, viewport):
    names = ("bob", "alice", "caio", "dora")[:count]
    layout = arrange(names, QSizeF(*viewport))
    parcel = Parcel(is_model=True)
    parcel.set_flight(layout.flight)
    parcel.set_parts([("weight", tensor((1, 2), -0.351, -0.526)), ("bias", tensor((1,), -0.217))])
    number = text_width(language().number(-0.351), "parcel")
    cards = [parcel.flight_size, *(layout.place(node).card.size() for node in (SERVER, *names))]
    full = [card for card in cards if card.width() > 200]  # a small flying card writes smaller numbers
    assert len(full) >= count + 1
    for card in full:
        assert (card.width() / 3 - number) / 2 >= 3


def picture(parcel: Parcel) -> QImage:
    """The parcel as it looks on a link."""
    parcel.set_size(parcel.flight_size)
    around = parcel.boundingRect()
    image = QImage(around.size().toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(-around.topLeft())
    parcel.paint(painter, QStyleOptionGraphicsItem())
    painter.end()
    return image


def test_a_flying_loss_shows_its_number(qapp, tensor, loss_message):
    pictures = []
    for loss in (0.473, 0.852):
        parcel = Parcel(is_model=False)
        parcel.set_parts([("loss", tensor((), loss))])
        parcel.set_message(loss_message)
        pictures.append(picture(parcel))
    assert pictures[0] != pictures[1]


def large(*shape: int) -> TensorValue:
    return TensorValue(shape, "float32", (0.5,), False, 0.5)


def test_the_shapes_of_a_larger_model_are_written_whole(qapp):
    layers = [
        ("fc1.weight", large(16, 64)),
        ("fc1.bias", large(16)),
        ("fc2.weight", large(10, 16)),
        ("fc2.bias", large(10)),
    ]
    cells = model_cells(layers)
    assert [cell.value for cell in cells] == ["16 × 64", "16", "10 × 16", "10"]
    widths = cell_widths(cells, PARCEL.width())
    assert sum(widths) == pytest.approx(PARCEL.width())
    for cell, width in zip(cells, widths, strict=True):
        for text, role in ((cell.label, "legend"), (cell.value, "heat")):
            assert fit_name(text, width - 6, role)[1] == text


def test_shapes_that_are_too_long_for_a_card_get_their_share_of_it(qapp):
    cells = model_cells([("a.weight", large(123_456, 123_456)), ("a.bias", large(7)), ("b.weight", large(99_999, 7))])
    widths = cell_widths(cells, 100)
    assert sum(widths) == pytest.approx(100)
    assert widths[0] > widths[2] > widths[1] > 0
