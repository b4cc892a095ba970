"""Every error is one sentence, ready to be translated, and hides nothing of the engine in its chain."""

from __future__ import annotations

import ast
import pickle
import string
from pathlib import Path
from typing import Any

import pytest
import torch

from fedgui.pointers import PointerError, VirtualWorker, errors


def classes() -> list[type[PointerError]]:
    found = [value for value in vars(errors).values() if isinstance(value, type) and issubclass(value, PointerError)]
    return [kind for kind in found if kind is not PointerError]


@pytest.mark.parametrize("kind", classes())
def test_every_error_is_a_sentence_with_fields(kind: type[PointerError]) -> None:
    fields = {name: f"<{name}>" for _, name, _, _ in string.Formatter().parse(kind.template) if name}
    error = kind(**fields)
    assert str(error) == kind.template.format(**fields)
    assert error.fields == fields
    assert fields
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), str(twin)) == (kind, str(error))


def test_every_template_can_be_extracted_for_translation() -> None:
    tree = ast.parse(Path(errors.__file__).read_text(encoding="utf-8"))
    marked = {
        call.args[1].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "QT_TRANSLATE_NOOP"
        and all(isinstance(argument, ast.Constant) for argument in call.args)
    }
    assert {kind.template for kind in classes()} == marked


def test_no_inner_exception_shows_in_the_chain(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    a, b = x.send(bob), x.send(alice)
    fetched = x.send(bob)
    fetched.get()
    for use in (
        lambda: a + b, lambda: a + x, fetched.get, lambda: float(a), lambda: x.send("carol"), a.remote_get, x.get,
        lambda: a + torch.ones(2).send(bob), lambda: a.sum().backward(), lambda: a.is_nonzero(),
    ):  # fmt: skip
        with pytest.raises(PointerError) as caught:
            use()
        assert caught.value.__cause__ is None
        assert caught.value.__context__ is None or caught.value.__suppress_context__


def test_a_tensor_is_called_by_its_tag(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    a, b = x.tag("#rows").send(bob), torch.ones(5).send(alice)
    with pytest.raises(errors.TensorsNotCollocatedException) as caught:
        a + b
    assert str(caught.value) == (
        f"add needs its tensors on one worker, but #rows is on bob and tensor {b.id_at_location} is on alice. "
        "Bring them together with .move(), .get() or .send(). Nothing has crossed."
    )
    assert caught.value.fields["first_worker"] == "bob"
