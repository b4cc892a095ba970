"""The settings file: what is remembered, and what happens to a file that is damaged, foreign or out of reach."""

import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.gui.settings import TYPE_SCALES, Settings, SettingsFile, next_type_scale, settings_folder

NAME = st.text(st.characters(codec="ascii"), max_size=8)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | NAME,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAME, inner, max_size=3),
    max_leaves=6,
)
NAMES = tuple(Settings.__slots__)


def test_the_first_start_has_defaults_and_writes_nothing(tmp_path: Path):
    file = SettingsFile(tmp_path / "new")
    assert file.values == Settings()
    assert file.take_note() == ""
    assert not (tmp_path / "new").exists()


def test_choices_come_back_at_the_next_start(tmp_path: Path):
    file = SettingsFile(tmp_path / "deep" / "folder")
    file.values = Settings("pt_BR", "dark", 0.25, "centralized", 1.5, (10, 20, 1280, 720), True, "reduced")
    file.values.x_axis, file.values.is_log, file.values.is_side_folded = "bytes", True, True
    file.values.left_width, file.values.right_width, file.values.code_share, file.values.right_tab = 300, 500, 0.4, 2
    assert file.save()
    assert SettingsFile(tmp_path / "deep" / "folder").values == file.values


def test_a_person_can_read_the_file(tmp_path: Path):
    file = SettingsFile(tmp_path)
    file.values.language = "pt_BR"
    file.save()
    text = file.path.read_text(encoding="utf-8")
    assert '"language": "pt_BR",\n' in text
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]


def test_the_folder_can_be_chosen(monkeypatch, tmp_path: Path):
    monkeypatch.setenv("FEDGUI_CONFIG_DIR", str(tmp_path))
    assert settings_folder() == tmp_path
    monkeypatch.setenv("FEDGUI_CONFIG_DIR", "")
    assert settings_folder().is_absolute()


@pytest.mark.parametrize("content", [b"{", b"", b"[1, 2]", b"\xff\xfe\x00", b'"text"', b"[" * 100_000])
def test_a_damaged_file_is_kept_aside(tmp_path: Path, content: bytes):
    (tmp_path / "settings.json").write_bytes(content)
    file = SettingsFile(tmp_path)
    aside = tmp_path / f"settings.damaged-{datetime.now().astimezone().date()}.json"
    assert file.values == Settings()
    assert aside.read_bytes() == content
    assert aside.name in file.take_note()
    assert file.take_note() == ""
    assert file.save()
    assert SettingsFile(tmp_path).take_note() == ""


def test_a_second_damaged_file_does_not_replace_the_first(tmp_path: Path):
    for content in ("first {", "second {"):
        (tmp_path / "settings.json").write_text(content, encoding="utf-8")
        SettingsFile(tmp_path)
    kept = {path.read_text(encoding="utf-8") for path in tmp_path.glob("settings.damaged-*.json")}
    assert kept == {"first {", "second {"}


def test_keys_of_another_version_survive(tmp_path: Path):
    (tmp_path / "settings.json").write_text('{"later": {"a": [1]}, "theme": "dark"}', encoding="utf-8")
    file = SettingsFile(tmp_path)
    file.values.speed = 4.0
    file.save()
    saved = json.loads(file.path.read_text(encoding="utf-8"))
    assert (saved["later"], saved["theme"], saved["speed"]) == ({"a": [1]}, "dark", 4.0)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("language", ["en"]),
        ("theme", 3),
        ("speed", "fast"),
        ("speed", True),
        ("speed", -1),
        ("speed", 3),
        ("speed", float("nan")),
        ("chapter", None),
        ("type_scale", 40),
        ("window", [1, 2, 3]),
        ("window", [0, 0, 0, 10]),
        ("window", "maximised"),
        ("maximized", 1),
        ("motion", "slow"),
        ("motion", False),
        ("x_axis", "time"),
        ("is_log", 0),
        ("left_width", 2.5),
        ("right_width", -1),
        ("code_share", 1),
        ("is_side_folded", "yes"),
        ("is_code_hidden", 1),
        ("is_plot_hidden", "no"),
        ("right_tab", 3),
        ("shows_score", 1),
        ("hides_answers", None),
        ("done_chapters", "federated"),
        ("done_chapters", ["federated", 2]),
    ],
)
def test_one_wrong_value_costs_only_that_one(tmp_path: Path, name: str, value: object):
    good = {
        "language": "pt_BR",
        "theme": "dark",
        "speed": 2,
        "chapter": "centralized",
        "type_scale": 1.25,
        "window": [1, 2, 800, 600],
        "maximized": True,
        "motion": "full",
        "x_axis": "bytes",
        "is_log": True,
        "left_width": 300,
        "right_width": 500,
        "code_share": 0.25,
        "is_side_folded": True,
        "is_code_hidden": True,
        "is_plot_hidden": True,
        "right_tab": 1,
        "shows_score": False,
        "hides_answers": True,
        "done_chapters": ["centralized", "of another version"],
    }
    (tmp_path / "settings.json").write_text(json.dumps(good | {name: value}), encoding="utf-8")
    file = SettingsFile(tmp_path)
    values = file.values
    note = file.take_note()
    assert f": {name}." in note
    assert file.save()
    [kept] = [path for path in tmp_path.iterdir() if "damaged" in path.name]
    assert kept.name in note
    assert json.loads(kept.read_text(encoding="utf-8"), parse_constant=str)[name] in (value, "NaN")
    assert SettingsFile(tmp_path).take_note() == ""
    for other in NAMES:
        expected = getattr(Settings(), name) if other == name else good[other]
        shown = getattr(values, other)
        assert (list(shown) if isinstance(shown, tuple) else shown) == (
            list(expected) if isinstance(expected, tuple) else expected
        )


@given(st.dictionaries(st.sampled_from(NAMES), ANY_JSON))
def test_no_content_stops_the_start_and_every_start_can_be_saved(tmp_path_factory, content):
    folder = tmp_path_factory.mktemp("settings")
    (folder / "settings.json").write_text(json.dumps(content), encoding="utf-8")
    file = SettingsFile(folder)
    assert file.save()
    assert SettingsFile(folder).values == file.values


def test_where_nothing_can_be_written_the_choices_last_for_the_session(tmp_path: Path):
    blocked = tmp_path / "a file"
    blocked.write_text("in the way", encoding="utf-8")
    file = SettingsFile(blocked)
    file.take_note()
    file = SettingsFile(blocked / "below")
    file.values.theme = "dark"
    assert not file.save()
    note = file.take_note()
    assert str(blocked) in note
    assert not file.save()
    assert file.take_note() == ""
    assert file.values.theme == "dark"


def test_a_failed_write_leaves_the_old_file_whole(tmp_path: Path, monkeypatch):
    file = SettingsFile(tmp_path)
    file.save()
    before = file.path.read_text(encoding="utf-8")

    def refuse(*_args: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "replace", refuse)
    file.values.theme = "dark"
    assert not file.save()
    assert file.path.read_text(encoding="utf-8") == before
    assert [path.name for path in tmp_path.iterdir()] == ["settings.json"]
    assert str(tmp_path) in file.take_note()


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path):
    (tmp_path / "settings.json").mkdir()
    file = SettingsFile(tmp_path)
    assert "settings.json" in file.take_note()
    assert not file.save()
    assert (tmp_path / "settings.json").is_dir()


def test_type_grows_and_shrinks_by_steps_and_stops_at_the_ends():
    seen = [TYPE_SCALES[0]]
    while (larger := next_type_scale(seen[-1], 1)) != seen[-1]:
        seen.append(larger)
    assert tuple(seen) == TYPE_SCALES == (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
    assert [next_type_scale(scale, -1) for scale in TYPE_SCALES] == [0.8, *TYPE_SCALES[:-1]]


@given(st.floats(TYPE_SCALES[0], TYPE_SCALES[-1]))
def test_any_size_that_a_person_wrote_has_neighbours(scale):
    assert next_type_scale(scale, 1) in TYPE_SCALES
    assert next_type_scale(scale, -1) <= scale <= next_type_scale(scale, 1)
