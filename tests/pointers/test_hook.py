"""A session leaves torch and Python exactly as it found them."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import nn, optim
from torch.optim import optimizer as torch_optimizer

from fedgui.pointers import Session, errors


def everything() -> dict[str, Any]:
    owners = (torch, torch.Tensor, nn.Parameter, nn.Module, optim.Optimizer, optim.SGD, nn.functional)
    state = {f"{owner.__name__}.{name}": value for owner in owners for name, value in vars(owner).items()}
    state["before"] = dict(torch_optimizer._global_optimizer_pre_hooks)
    state["after"] = dict(torch_optimizer._global_optimizer_post_hooks)
    return state


def script(session: Session) -> None:
    sy = importlib.import_module("syft")
    bob = sy.VirtualWorker(sy.TorchHook(torch), id="bob")
    model = nn.Linear(1, 1).send(bob)
    model(torch.ones(1, 1).send(bob)).sum().backward()
    optim.SGD(model.parameters(), lr=0.1).step()
    model.get()
    assert session.hook is sy.hook


def fails(session: Session) -> None:
    script(session)
    rows = torch.ones(1).send("bob")
    rows @ torch.ones(2).send("bob")


def test_torch_is_as_before_when_a_session_ends() -> None:
    optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1)  # torch itself changes the class at its first use
    before = everything()
    with Session() as session:
        script(session)
        assert everything() != before
    after = everything()
    assert after.keys() == before.keys()
    assert all(after[name] is before[name] or after[name] == before[name] for name in before)
    assert not hasattr(torch.Tensor, "send")


def test_torch_is_as_before_when_a_script_raises() -> None:
    before = everything()
    with pytest.raises(errors.RemoteOperationError), Session() as session:
        fails(session)
    assert everything().keys() == before.keys()


def test_torch_is_untouched_until_the_script_hooks_it() -> None:
    with Session():
        assert not hasattr(torch.Tensor, "send")


def test_syft_is_there_for_the_script_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = ModuleType("syft")
    monkeypatch.setitem(sys.modules, "syft", mine)
    with Session():
        assert sys.modules["syft"] is not mine
        from syft.exceptions import GetNotPermittedError, ObjectNotFoundError, TensorsNotCollocatedException
        from syft.federated.floptimizer import Optims

        assert issubclass(TensorsNotCollocatedException, Exception)
        assert GetNotPermittedError.__name__ == "GetNotPermittedError"
        assert ObjectNotFoundError is not Optims
    assert sys.modules["syft"] is mine
    assert "syft.exceptions" not in sys.modules
    assert "syft.federated.floptimizer" not in sys.modules


def test_a_scripts_own_attributes_win(session: Session) -> None:
    class Shop(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.location = "Recife"

    assert Shop().location == "Recife"


def test_printing_local_tensors_is_unchanged(session: Session) -> None:
    assert repr(torch.ones(2)) == "tensor([1., 1.])"
    assert repr(nn.Parameter(torch.ones(1))) == "Parameter containing:\ntensor([1.], requires_grad=True)"
