"""The network log: which messages it lists at a moment, what it says about them, and the total."""

import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels.count_pill import CountPill
from fedgui.gui.panels.network import NetworkPanel
from fedgui.scripts.trace import SERVER, Kind, MessageState, Trace


def rows(panel: NetworkPanel) -> list[tuple[str, ...]]:
    model = panel.view.model()
    return [
        tuple(model.index(row, column).data() for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def totals(panel: NetworkPanel) -> list[str]:
    """What the footer says: bytes to workers, to the server, and the commands beside them."""
    labels = [label.text() for label in panel.findChildren(QLabel) if "bytes" in label.text()]
    return [*(text for text in labels if "etween" not in text), panel.commands.text()]


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
    assert totals(panel) == ["→ To workers: 288 bytes", "← To the server: 320 bytes", "Show commands (60)"]


def test_commands_appear_when_asked_for_and_cost_nothing(panel, qtbot, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    qtbot.mouseClick(panel.commands, Qt.MouseButton.LeftButton, pos=panel.commands.rect().center())
    what = [(row[3], row[4]) for row in rows(panel)]
    assert ("backward()", "") in what
    assert ("request model", "") in what
    assert len(what) == len(federated_trace.messages_until(len(federated_trace)))
    assert panel.count == 64
    assert totals(panel)[0] == "→ To workers: 288 bytes"


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
        down = sum(message.bytes for message in payloads if message.sender == SERVER)
        up = sum(message.bytes for message in payloads if message.sender != SERVER)
        commands = len(messages) - len(payloads)
        assert totals(made) == [
            f"→ To workers: {down} bytes",
            f"← To the server: {up} bytes",
            f"Show commands ({commands})",
        ]
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


def test_a_click_goes_to_the_moment_of_a_message(panel, qtbot, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    panel.view.scrollToTop()
    place = panel.view.visualRect(panel.view.model().index(1, 3)).center()
    with qtbot.waitSignal(panel.moment_chosen) as chosen:
        qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert federated_trace[chosen.args[0]].message.name == "target_bob"


def test_values_that_workers_pass_on_are_counted_apart(panel):
    trace = Trace()
    for sender, receiver, count in ((SERVER, "bob", 8), ("bob", "alice", 12), ("alice", SERVER, 4)):
        trace.add(1, Kind.MESSAGE, sender, MessageState(sender, receiver, "object", "t", count))
    panel.show_moment(trace, 2)
    shown = [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and "bytes" in label.text()]
    assert shown == ["→ To workers: 8 bytes", "← To the server: 4 bytes", "Between workers: 12 bytes"]


@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_the_file_holds_every_message_in_pythons_notation(panel, federated_trace, tmp_path, code):
    language().set(code)
    panel.show_moment(federated_trace, federated_trace.messages[9])
    path = tmp_path / "messages.csv"
    panel.export_csv(path)
    with path.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    assert len(listed) == 10
    model = listed[4]
    assert (model["direction"], model["receiver"], model["name"], model["bytes"]) == ("down", "bob", "model", "12")
    assert (model["round"], model["total_down"], model["total_up"], model["total_commands"]) == ("1", "60", "0", "0")
    assert [row["direction"] for row in listed[5:8]] == ["command", "command", "command"]
    assert listed[-1]["total_up"] == "16"
    for row in listed:
        assert federated_trace[int(row["moment"])].message.name == row["name"]


def test_the_user_chooses_the_file_or_none(panel, qtbot, federated_trace, tmp_path, monkeypatch):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    monkeypatch.setattr(NetworkPanel, "ask_path", classmethod(lambda cls, parent: ""))
    qtbot.mouseClick(panel.export_button, Qt.MouseButton.LeftButton)
    assert list(tmp_path.iterdir()) == []
    path = tmp_path / "chosen.csv"
    monkeypatch.setattr(NetworkPanel, "ask_path", classmethod(lambda cls, parent: str(path)))
    qtbot.mouseClick(panel.export_button, Qt.MouseButton.LeftButton)
    assert path.read_text(encoding="utf-8").startswith("number,moment,line,round,direction,")


def test_a_file_that_cannot_be_written_is_one_sentence_and_leaves_nothing_behind(
    panel, qtbot, federated_trace, tmp_path, monkeypatch
):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    path = tmp_path / "missing" / "messages.csv"
    monkeypatch.setattr(NetworkPanel, "ask_path", classmethod(lambda cls, parent: str(path)))
    with qtbot.waitSignal(panel.export_failed) as told:
        qtbot.mouseClick(panel.export_button, Qt.MouseButton.LeftButton)
    assert told.args[0].startswith("The messages could not be written to messages.csv: ")
    assert list(tmp_path.iterdir()) == []


def test_before_the_first_message_there_is_nothing_to_export(panel, federated_trace):
    panel.show_moment(federated_trace, 0)
    assert not panel.export_button.isEnabled()


def test_a_hundred_thousand_messages_stay_quick(panel):
    trace = Trace()
    for count in range(100_000):
        ends = (SERVER, "bob") if count % 2 else ("bob", SERVER)
        trace.add(1, Kind.MESSAGE, ends[0], MessageState(*ends, "object", "model", 12))
    panel.show_moment(trace, len(trace) - 3)
    began = time.perf_counter()
    for index in (len(trace) - 1, len(trace) - 3, len(trace) - 2):
        panel.show_moment(trace, index)
        panel.view.viewport().grab()
    assert (time.perf_counter() - began) / 3 < 0.05
    assert panel.count == 99_999


def test_a_pill_makes_room_for_its_number_in_a_tab(qtbot):
    bar = QTabBar()
    qtbot.addWidget(bar)
    bar.addTab("Network")
    pill = CountPill()
    bar.setTabButton(0, QTabBar.ButtonPosition.RightSide, pill)
    bar.show()
    assert pill.size().isEmpty()
    widths = [bar.tabRect(0).width()]
    for count in (7, 1234567):
        pill.set_count(count)
        widths.append(bar.tabRect(0).width())
        assert pill.width() > pill.fontMetrics().horizontalAdvance(pill.text())
    assert widths == sorted(set(widths))
    pill.set_count(0)
    assert pill.size().isEmpty()


def test_no_total_is_cut_beside_the_button_with_large_type(panel, qtbot, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    look.theme().set_type_scale(2.0)
    labels = [label for label in panel.findChildren(QLabel) if "bytes" in label.text() and label.isVisible()]

    def are_whole() -> bool:
        return all(label.width() >= label.fontMetrics().horizontalAdvance(label.text()) for label in labels)

    assert labels
    qtbot.waitUntil(are_whole, timeout=5000)
    button = panel.export_button
    assert all(not button.geometry().intersects(label.geometry()) for label in labels)
    look.theme().set_type_scale(1.0)
    qtbot.waitUntil(lambda: button.geometry().top() <= min(label.geometry().top() for label in labels), timeout=5000)
    assert are_whole()
