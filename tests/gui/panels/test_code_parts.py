"""Where a line that is wider than the code panel is cut."""

from hypothesis import given
from hypothesis import strategies as st

from fedgui.gui.panels.code_parts import wrap_code, wrap_note, wrap_words


def test_code_is_cut_after_a_comma_or_a_bracket_and_hangs():
    text = "data = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])"
    rows = [row for _shift, row in wrap_code(text, 40)]
    assert rows == ["data = torch.tensor([[0., 0.], [0., 1.],", "    [1., 0.], [1., 1.]])"]


def test_a_line_with_room_stays_whole():
    assert wrap_code("    x = 1", 9) == [(0, "    x = 1")]


@given(st.text("ab ,([", max_size=120), st.integers(0, 40), st.integers(1, 60))
def test_no_column_of_code_is_lost(body, indent, columns):
    text = " " * indent + body
    rows = wrap_code(text, columns)
    for shift, row in rows:
        indented = len(row) - len(row.lstrip(" "))
        assert row[indented:] == text[indented + shift : len(row) + shift]
    assert "".join(row for _shift, row in rows).replace(" ", "") == text.replace(" ", "")
    if columns > indent + 16:
        assert all(len(row) <= columns for _shift, row in rows)


@given(st.lists(st.text("ab", min_size=1, max_size=9), min_size=1), st.integers(9, 30), st.integers(9, 30))
def test_words_are_kept_in_order_and_in_their_room(words, room, first):
    rows = wrap_words(" ".join(words), room, first, len)
    assert " ".join(rows) == " ".join(words)
    assert len(rows[0]) <= first
    assert all(len(row) <= room for row in rows[1:])


def test_a_note_is_cut_between_what_it_tells():
    note = "w₁ 0.991 → 0.993 · w₂ 0.011 → 0.009 · b −0.001751 → −0.001540"
    assert wrap_note(note, 40, len) == ["w₁ 0.991 → 0.993 · w₂ 0.011 → 0.009", "b −0.001751 → −0.001540"]
    assert wrap_note(note, 100, len) == [note]
    assert wrap_note("norm of the weights", 12, len) == ["norm of the", "weights"]
