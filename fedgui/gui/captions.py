"""One sentence about what is happening now: present tense, subject first, short enough for one line.

A sentence is chosen by what the record says (who acts, which message travels) and, where the record holds no more
than "a line runs", by the text of that line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from fedgui.gui.language import language, translate
from fedgui.scripts.roles import LOSS, NO_ROLES, in_lesson_words
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import SERVER, Kind, MessageState, Moment, RoundState, Scene, WorkerState

LONGEST: Final = 62
"""Characters that fit one line of the caption bar."""

_LONGEST_NAME: Final = 12
_PRONOUNS: Final = {"bob": "his", "alice": "her"}
"""Whom a sentence may call "his" or "her"; of anybody else it speaks without a pronoun."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    """One event told about different actors. Every text is English and looked up when it is said.

    Attributes:
        worker: about a worker without a pronoun; holds {worker}.
        his, her: about a worker with one; where empty, `worker` stands in.
        server: about the server beside workers.
        alone: about a server without any workers; where empty, `server` stands in.
    """

    worker: str
    server: str = ""
    his: str = ""
    her: str = ""
    alone: str = ""

    def about(self, who: str, *, has_workers: bool) -> str:
        """The sentence about `who`, in the language on screen."""
        if who == SERVER:
            text = self.server if has_workers else self.alone
            return translate("Captions", text or self.server)
        text = {"his": self.his, "her": self.her}.get(_PRONOUNS.get(who, ""), "")
        return translate("Captions", text or self.worker).format(worker=short_name(who))


_TRAVEL = _Sentence(
    worker=QT_TRANSLATE_NOOP("Captions", "The model travels to {worker}. The data stays where it is."),
    his=QT_TRANSLATE_NOOP("Captions", "The model travels to {worker}. His data stays where it is."),
    her=QT_TRANSLATE_NOOP("Captions", "The model travels to {worker}. Her data stays where it is."),
)
_STEPS: Final[tuple[tuple[re.Pattern[str], _Sentence], ...]] = (
    (
        re.compile(r"\.zero_grad\("),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} clears the old gradients."),
            server=QT_TRANSLATE_NOOP("Captions", "The server clears the old gradients."),
        ),
    ),
    (
        re.compile(r"\.backward\("),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} computes the gradient with local data."),
            his=QT_TRANSLATE_NOOP("Captions", "{worker} computes the gradient with his own data."),
            her=QT_TRANSLATE_NOOP("Captions", "{worker} computes the gradient with her own data."),
            server=QT_TRANSLATE_NOOP("Captions", "The server computes the gradient."),
            alone=QT_TRANSLATE_NOOP("Captions", "The server computes the gradient with all the rows."),
        ),
    ),
    (
        re.compile(r"\bopt\w*\.step\("),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} updates the weights."),
            server=QT_TRANSLATE_NOOP("Captions", "The server updates the weights."),
        ),
    ),
    (
        re.compile(r"^pred\w*\s*=|=\s*model\("),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} makes a prediction for every local row."),
            server=QT_TRANSLATE_NOOP("Captions", "The server makes a prediction."),
            alone=QT_TRANSLATE_NOOP("Captions", "The server makes a prediction for all the rows."),
        ),
    ),
    (
        re.compile(r"^\w*loss\w*\s*=(?!.*\.get\(|\s*nn\.\w+\([^()]*\)$)"),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} computes the loss: how wrong the prediction is."),
            server=QT_TRANSLATE_NOOP("Captions", "The server computes the loss: how wrong the prediction is."),
        ),
    ),
    (
        re.compile(r"^model\w*(\s*=\s*cop\w+(\[\d+\])?)?\.get\(|\bmodel\.get\("),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "The server asks {worker} for the model."),
            server=QT_TRANSLATE_NOOP("Captions", "The model is back with the server."),
        ),
    ),
    (
        re.compile(r"\.data\s*=\s*\(.*\+.*\)\s*/"),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} averages the models it received."),
            server=QT_TRANSLATE_NOOP("Captions", "The server averages the models it received."),
        ),
    ),
    (
        re.compile(r"\bgradient\b.*\.clamp\(max"),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} clips the gradient to the largest length."),
            server=QT_TRANSLATE_NOOP("Captions", "The server clips the gradient to the largest length."),
        ),
    ),
    (
        re.compile(r"^noisy\b.*\brandn_like\("),
        _Sentence(
            worker=QT_TRANSLATE_NOOP("Captions", "{worker} adds noise to the gradient."),
            server=QT_TRANSLATE_NOOP("Captions", "The server adds noise to the gradient."),
        ),
    ),
)
"""Lines that somebody carries out: the actor is whoever holds the model."""

_SENDS_MODEL: Final = re.compile(r"\bmodel\w*(\.\w+\(\))*\.send\(")
_GETS_LOSS: Final = re.compile(r"\bloss\w*\.get\(")
_GETS_GRADIENT: Final = re.compile(r"\.grad\.get\(|^return (noisy|grad\w*)\.get\(")
"""Lines that ask for something, and are told otherwise once it has happened."""
_LINES: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        _SENDS_MODEL,
        QT_TRANSLATE_NOOP("Captions", "The server sends the model to a worker."),
    ),
    (re.compile(r"\.send\("), QT_TRANSLATE_NOOP("Captions", "The server hands rows to a worker.")),
    (_GETS_LOSS, QT_TRANSLATE_NOOP("Captions", "The server asks for the loss.")),
    (
        re.compile(r"^masked\w*.*=.*\bmask\b"),
        QT_TRANSLATE_NOOP("Captions", "Each worker masks its update; the masks cancel in the sum."),
    ),
    (
        re.compile(r"^mask\b.*\brandint_like\("),
        QT_TRANSLATE_NOOP("Captions", "A random mask is drawn for the workers to share."),
    ),
    (
        re.compile(r"\b(model|copy)\w*\.move\("),
        QT_TRANSLATE_NOOP("Captions", "The model goes on to another worker, not to the server."),
    ),
    (
        re.compile(r"^total\b.*(\.get|\bupdate)\("),
        QT_TRANSLATE_NOOP("Captions", "The server adds up what the workers sent."),
    ),
    (
        re.compile(r"\bmodel\.\w+\.grad\b.*=.*\b(total|sum)\b"),
        QT_TRANSLATE_NOOP("Captions", "The server puts the summed gradient into its model."),
    ),
    (
        _GETS_GRADIENT,
        QT_TRANSLATE_NOOP("Captions", "The server asks for the gradient."),
    ),
    (
        re.compile(r"^grad\w*.*\.grad\.flatten\("),
        QT_TRANSLATE_NOOP("Captions", "The gradient becomes one row of numbers."),
    ),
    (
        re.compile(r"^return .*\bgrad\w*.*\.round\("),
        QT_TRANSLATE_NOOP("Captions", "The update is written in whole numbers."),
    ),
    (re.compile(r"=\s*update\("), QT_TRANSLATE_NOOP("Captions", "Each worker computes an update.")),
    (re.compile(r"^copies\s*=\s*\[\]"), QT_TRANSLATE_NOOP("Captions", "The script begins a new list of copies.")),
    (re.compile(r"^print\(.*loss"), QT_TRANSLATE_NOOP("Captions", "The script prints the loss.")),
    (re.compile(r"^print\("), QT_TRANSLATE_NOOP("Captions", "The script prints to the console.")),
    (re.compile(r"^(import|from)\b"), QT_TRANSLATE_NOOP("Captions", "The script loads its libraries.")),
    (re.compile(r"\bTorchHook\("), QT_TRANSLATE_NOOP("Captions", "The hook lets tensors travel between workers.")),
    (re.compile(r"\bVirtualWorker\("), QT_TRANSLATE_NOOP("Captions", "The script creates a worker.")),
    (
        re.compile(r"\boptim\.\w+\("),
        QT_TRANSLATE_NOOP("Captions", "The optimizer is set up: it will change the weights."),
    ),
    (
        re.compile(r"=\s*nn\.\w*Loss\([^()]*\)$"),
        QT_TRANSLATE_NOOP("Captions", "The script chooses how errors are measured."),
    ),
    (
        re.compile(r"=\s*nn\.\w+\(|^model\s*=\s*[A-Z]\w*\("),
        QT_TRANSLATE_NOOP("Captions", "The server creates the model."),
    ),
    (re.compile(r"\btorch\.tensor\("), QT_TRANSLATE_NOOP("Captions", "The server writes down a table of numbers.")),
    (re.compile(r"^for\b"), QT_TRANSLATE_NOOP("Captions", "The loop moves on.")),
    (
        re.compile(r"^def \w*train"),
        QT_TRANSLATE_NOOP("Captions", "The script says what training is; nothing runs yet."),
    ),
    (
        re.compile(r"^class \w+\(.*\bModule\b"),
        QT_TRANSLATE_NOOP("Captions", "The script says what a model consists of."),
    ),
    (
        re.compile(r"^def\b"),
        QT_TRANSLATE_NOOP("Captions", "The script says what a function does; it does not run yet."),
    ),
    (re.compile(r"^train\w*\("), QT_TRANSLATE_NOOP("Captions", "The training begins.")),
)
"""Lines that the script itself carries out."""


_DONE: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (
        _SENDS_MODEL,
        QT_TRANSLATE_NOOP("Captions", "{worker} has the model, beside the rows."),
    ),
    (_GETS_LOSS, QT_TRANSLATE_NOOP("Captions", "The loss is with the server.")),
    (
        _GETS_GRADIENT,
        QT_TRANSLATE_NOOP("Captions", "The gradient is with the server."),
    ),
)
"""What those lines have done whose own sentence tells of a wish."""


class _Code(NamedTuple):
    """A line as it is written, and as a lesson would write it."""

    written: str
    spoken: str


def worker_name(worker_id: str) -> str:
    """What the screen calls a worker: "bob" is Bob, an id that is no plain word stays as it is."""
    if worker_id == SERVER:
        return translate("Names", "Server")
    return worker_id[:1].upper() + worker_id[1:] if worker_id.isalpha() else worker_id


def short_name(worker_id: str) -> str:
    """`worker_name`, cut where a sentence has no room for more."""
    return _shorten(worker_name(worker_id), _LONGEST_NAME)


def caption(scene: Scene, line_text: str, roles: Mapping[str, str] = NO_ROLES) -> str:
    """The sentence for `scene.moment`, in the language on screen.

    Args:
        scene: the scene at that moment.
        line_text: the script's code at the moment's line, without indentation; "" where there is none.
        roles: the parts that the script's variables play, from roles_of.

    Returns:
        At most LONGEST characters.
    """
    return _shorten(_sentence(scene, line_text, roles), LONGEST)


def caption_of_several(scene: Scene, count: int) -> str:
    """The sentence for messages to or from `count` workers that travel at the same time, the last at `scene.moment`."""
    message = scene.moment.message
    is_out = message is None or message.sender == SERVER
    if message is not None and message.is_model:
        text = (
            translate("Captions", "The model travels to {count} workers at once. Their data stays.")
            if is_out
            else translate("Captions", "{count} workers return the model at once.")
        )
    else:
        text = (
            translate("Captions", "The server sends something to {count} workers at once.")
            if is_out
            else translate("Captions", "{count} workers answer the server at once.")
        )
    return _shorten(text.format(count=language().integer(count)), LONGEST)


def _sentence(scene: Scene, line_text: str, roles: Mapping[str, str]) -> str:
    moment = scene.moment
    code = _Code(line_text, in_lesson_words(line_text, roles))
    match moment.kind:
        case Kind.START:
            return translate("Captions", "The script starts.")
        case Kind.END:
            return _end(scene.round)
        case Kind.ERROR:
            return translate("Captions", "The script stopped early: an error occurred.")
        case Kind.LOSS if moment.value is not None:
            return _loss(moment.actor, moment.value)
        case Kind.PRINT:
            return translate("Captions", "The script prints to the console.")
        case Kind.CHANGE:
            return _change(moment) or _done(moment, code) or _line(scene, moment.actor, code)
    if moment.message is not None:
        is_loss = LOSS in roles.get(moment.message.name, moment.message.name)
        return _message(moment.message, is_loss=is_loss) or _line(scene, at_work(scene, moment.message), code)
    return _line(scene, moment.actor, code)


def at_work(scene: Scene, message: MessageState) -> str:
    """Who carries out the line of a message. What is deleted may lie with a worker that has nothing to do with it."""
    holder = "" if scene.model is None else scene.model.holder
    return holder if message.kind == "delete" and holder else message.worker


def _end(state: RoundState) -> str:
    if state.number == 0:
        return translate("Captions", "The script has ended.")
    if state.number == 1:
        return translate("Captions", "Training done: 1 round.")
    return translate("Captions", "Training done: {count} rounds.").format(count=language().integer(state.number))


def _loss(who: str, value: float) -> str:
    shown = language().number(value)
    if who == SERVER:
        text = (
            translate("Captions", "The loss is {value}.")
            if math.isfinite(value)
            else translate("Captions", "The training diverges: the loss is {value}.")
        )
    else:
        text = (
            translate("Captions", "The loss of {worker} is {value}.")
            if math.isfinite(value)
            else translate("Captions", "The training diverges: the loss of {worker} is {value}.")
        )
    return text.format(worker=short_name(who), value=shown)


def _change(moment: Moment) -> str:
    """The sentence for something that came into being, or "" if the line itself says more."""
    for _key, piece in moment.changes:
        if isinstance(piece, RoundState) and piece.number > 0:
            number = language().integer(piece.number)
            if piece.total is None:
                return translate("Captions", "Round {number} begins.").format(number=number)
            total = language().integer(piece.total)
            return translate("Captions", "Round {number} of {total} begins.").format(number=number, total=total)
        if isinstance(piece, WorkerState) and piece == WorkerState(piece.id):
            return translate("Captions", "{worker} is here, with a store of tensors.").format(
                worker=short_name(piece.id)
            )
    return ""


def _done(moment: Moment, code: _Code) -> str:
    """The sentence for what a line has brought about, or "" if its own sentence says it."""
    for pattern, text in _DONE:
        if pattern.search(code.spoken) and ("{worker}" not in text or moment.actor != SERVER):
            return translate("Captions", text).format(worker=short_name(moment.actor))
    return ""


def _message(message: MessageState, *, is_loss: bool) -> str:
    """The sentence for values that travel or are asked for, or "" if the line itself says more."""
    if message.kind == "request":
        if message.is_model:
            text = translate("Captions", "The server asks {worker} for the model.")
        elif is_loss:
            text = translate("Captions", "The server asks {worker} for the loss.")
        elif message.name.endswith(".grad"):
            text = translate("Captions", "The server asks {worker} for the gradient.")
        else:
            text = translate("Captions", "The server asks {worker} for a value.")
        return text.format(worker=short_name(message.worker))
    if message.kind != "object":
        return ""
    if message.receiver == SERVER:
        return _returned(message, is_loss=is_loss)
    if message.is_model:
        return _TRAVEL.about(message.receiver, has_workers=True)
    name = message.name or translate("Captions", "A tensor")
    text = translate("Captions", "{name} goes to {worker}; a pointer stays here.")
    return text.format(name=_shorten(name, _LONGEST_NAME + 4), worker=short_name(message.receiver))


def _returned(message: MessageState, *, is_loss: bool) -> str:
    count = sum(math.prod(value.shape) for _name, value in message.parts)
    if message.is_model:
        text = translate("Captions", "{worker} returns the model: {count} numbers, no rows.")
    elif count == 1 and is_loss:
        text = translate("Captions", "{worker} sends the loss to the server: one number.")
    elif count == 1:
        text = translate("Captions", "{worker} sends one number to the server.")
    elif message.name.endswith(".grad"):
        text = translate("Captions", "{worker} sends the gradient: {count} numbers, no rows.")
    else:
        text = translate("Captions", "{worker} sends {count} numbers to the server.")
    return text.format(worker=short_name(message.sender), count=language().integer(count))


def _line(scene: Scene, who: str, code: _Code) -> str:
    for pattern, sentence in _STEPS:
        if pattern.search(code.spoken):
            return sentence.about(who, has_workers=bool(scene.workers))
    for pattern, text in _LINES:
        if pattern.search(code.spoken):
            return translate("Captions", text)
    return translate("Captions", "This line runs: {code}").format(code=code.written)


def _shorten(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
