"""The network log: which messages it lists at a moment, what it says about them, and the total."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels.network import NetworkPanel


def rows(panel: NetworkPanel) -> list[tuple[str, ...]]:
    model = panel.view.model()
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def total(panel: NetworkPanel) -> str:
    return next(label.text() for label in panel.findChildren(QLabel) if "ayload" in label.text())


@pytest.fixture
def panel(qtbot):
    made = NetworkPanel()
    qtbot.addWidget(made)
    made.resize(456, 300)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_a_finished_run_lists_every_payload_and_its_bytes(panel, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    listed = rows(panel)
    assert listed[:5] == [
        ("1", "→", "Bob", "data_bob", "16"),
        ("2", "→", "Bob", "target_bob", "8"),
        ("3", "→", "Alice", "data_alice", "16"),
        ("4", "→", "Alice", "target_alice", "8"),
        ("5", "→", "Bob", "model", "12"),
    ]
    assert listed[5:7] == [("6", "←", "Bob", "model", "12"), ("7", "←", "Bob", "loss", "4")]
    # 48 bytes of rows, then 20 visits of 12 down, 12 up and 4 for the loss.
    assert len(listed) == panel.count == 4 + 3 * 20
    assert total(panel) == "Payload: 608 bytes"


def test_commands_appear_when_asked_for_and_cost_nothing(panel, qtbot, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    qtbot.mouseClick(panel.commands, Qt.MouseButton.LeftButton, pos=panel.commands.rect().center())
    what = [(row[3], row[4]) for row in rows(panel)]
    assert ("backward()", "") in what
    assert ("request model", "") in what
    assert len(what) == len(federated_trace.messages_until(len(federated_trace)))
    assert panel.count == 64
    assert total(panel) == "Payload: 608 bytes"


@given(stops=st.lists(st.integers(min_value=0, max_value=300), max_size=10), toggles=st.sets(st.integers(0, 9)))
def test_any_way_to_a_moment_lists_the_same(qapp, federated_trace, stops, toggles):
    made = NetworkPanel()
    for step, stop in enumerate(stops):
        if step in toggles:
            made.commands.toggle()
        made.show_moment(federated_trace, stop)
        messages = [federated_trace[place].message for place in federated_trace.messages_until(stop)]
        payloads = [message for message in messages if message.kind == "object"]
        assert len(rows(made)) == len(messages if made.commands.isChecked() else payloads)
        assert made.count == len(payloads)
        assert total(made) == f"Payload: {sum(message.bytes for message in payloads)} bytes"
    made.deleteLater()


def test_the_count_is_told_when_it_changes(panel, qtbot, federated_trace):
    with qtbot.waitSignal(panel.count_changed, check_params_cb=lambda count: count == 64):
        panel.show_moment(federated_trace, len(federated_trace) - 1)
    with qtbot.assertNotEmitted(panel.count_changed):
        panel.show_moment(federated_trace, len(federated_trace) - 2)


def test_the_present_message_is_marked_until_its_line_is_over(panel, federated_trace):
    now = look.theme().color("now").rgb()

    def marked() -> bool:
        image = panel.view.viewport().grab().toImage()
        return any(image.pixel(2, y) == now for y in range(image.height()))

    index = federated_trace.messages_until(len(federated_trace))[-1]
    panel.show_moment(federated_trace, index)
    assert marked()
    after = federated_trace.line_after(federated_trace.messages_until(len(federated_trace))[4])
    panel.show_moment(federated_trace, after)
    assert not marked()


def test_opening_a_message_names_its_moment(panel, qtbot, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    panel.view.setFocus()
    panel.view.selectRow(2)
    with qtbot.waitSignal(panel.moment_chosen) as chosen:
        panel.view.activated.emit(panel.view.currentIndex())
    assert federated_trace[chosen.args[0]].message.name == "data_alice"


def test_before_the_first_message_the_panel_says_so(panel, federated_trace):
    panel.show_moment(federated_trace, 0)
    assert not panel.view.isVisible()
    assert "No message yet." in [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]


def test_directions_are_spoken_not_only_drawn(panel, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    model = panel.view.model()
    role = Qt.ItemDataRole.AccessibleTextRole
    assert model.index(4, 1).data(role) == "to the worker"
    assert model.index(5, 1).data(role) == "to the server"


def test_byte_counts_keep_python_notation_in_portuguese(panel, federated_trace):
    language().set("pt_BR")
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert rows(panel)[0][4] == "16"
