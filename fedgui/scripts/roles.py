"""Which of a script's variables are the model, the optimizer, a prediction and the loss, whatever they are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from fedgui.scripts.source import LESSONS, Script, ScriptError, asked_for

MODEL: Final = "model"
OPTIMIZER: Final = "opt"
LOSS: Final = "loss"
PREDICTION: Final = "pred"

NO_ROLES: Final[Mapping[str, str]] = MappingProxyType({})


@lru_cache(maxsize=8)
def roles_of(script: Script) -> Mapping[str, str]:
    """The variables that have a part in the training, each with the lessons' own word for that part.

    What is asked for its `parameters()` is the model; what is made with those, and makes steps, is the optimizer;
    what is asked for its `backward()` is the loss; what a model is called for is a prediction.

    Returns:
        By variable, one of MODEL, OPTIMIZER, LOSS and PREDICTION. Empty for the lessons, which use those words, and
        for what is not Python.
    """
    if script.name in LESSONS:
        return NO_ROLES
    try:
        nodes = list(ast.walk(script.tree()))
    except ScriptError:
        return NO_ROLES
    models = _asked_for(nodes, "parameters")
    stepping = _asked_for(nodes, "step")
    found = dict.fromkeys(_asked_for(nodes, "backward"), LOSS)
    for name, value in _assigned(nodes):
        if models & _called(value):
            found.setdefault(name, PREDICTION)
        if name in stepping and models & _asked_for(ast.walk(value), "parameters"):
            found[name] = OPTIMIZER
    found.update(dict.fromkeys(models, MODEL))
    return MappingProxyType(found)


def in_lesson_words(code: str, roles: Mapping[str, str]) -> str:
    """A line of code as a lesson would write it: its own variables under the lessons' names."""
    if not roles:
        return code
    names = "|".join(map(re.escape, sorted(roles, key=len, reverse=True)))
    return re.sub(rf"(?<![\w.])(?:{names})(?!\w)", lambda found: roles[found[0]], code)


def _asked_for(nodes: Iterable[ast.AST], method: str) -> set[str]:
    return {name for node in nodes for name in asked_for(node, method)}


def _assigned(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Each plain variable that gets a value, with what that is written as."""
    for node in nodes:
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield target.id, node.value


def _called(value: ast.expr) -> set[str]:
    """The variable that is called, if that is what `value` is."""
    return {value.func.id} if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else set()
