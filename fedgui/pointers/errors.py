"""What can go wrong with remote tensors, each said in one sentence that names the tensor, the worker and the remedy.

The sentences are English templates with {fields}; a window looks the template up in its catalogue and fills the fields
in afterwards. Class names are the stable names that scripts catch; those that PySyft 0.2 had are kept.
"""

from __future__ import annotations

from typing import ClassVar


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001, N802 (as Qt's extractor looks for it)
    """Mark `text` for translation in `context`, and return it as it is."""
    return text


class PointerError(Exception):
    """Something that can't be done with a remote tensor.

    Attributes:
        template: English sentence with {fields}.
        fields: what goes into the sentence.
    """

    template: ClassVar[str] = "{message}"

    def __init__(self, **fields: object) -> None:
        super().__init__(self.template.format(**fields))
        self.fields = fields

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.fields)


def _rebuild(kind: type[PointerError], fields: dict[str, object]) -> PointerError:
    return kind(**fields)


class TensorsNotCollocatedException(PointerError, RuntimeError):  # noqa: N818 (PySyft's name)
    """Two operands live on different workers."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{operation} needs its tensors on one worker, but {first} is on {first_worker} and {second} is on "
        "{second_worker}. Bring them together with .move(), .get() or .send(). Nothing has crossed.",
    )


class LocalTensorError(TensorsNotCollocatedException):
    """One operand is remote and another one is here."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{operation} mixes {remote}, which is on {worker}, with {local}, which is here on the server. "
        "Send the local one to {worker} with .send(), or fetch the remote one with .get().",
    )


class AlreadyFetchedError(PointerError, RuntimeError):
    """The pointer's value came back (or moved on) before."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{tensor} was already fetched from {worker} on line {line}, and {worker} keeps no copy. "
        "Use the value that .get() returned, or call .copy() before .get() to keep the remote one.",
    )


class ObjectNotFoundError(PointerError, RuntimeError):
    """The worker's store has no such object."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{worker} no longer holds {tensor}: somebody fetched, moved or cleared it. Send the value to {worker} again.",
    )


class GetNotPermittedError(PointerError, RuntimeError):
    """The worker's release policy keeps a value."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{worker} does not release {tensor}: it is private, or was computed from private data. "
        "Ask for the model with model.get(), or for a training loss after loss.backward().",
    )


class PrivateShapeError(GetNotPermittedError):
    """The shape of a result would tell private values."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{worker} does not run {operation} on {tensor}: the result's shape would tell private values. "
        "Use an operation whose result has the same shape whatever the values are.",
    )


class WatchingNotPermittedError(GetNotPermittedError):
    """A script asked torch to show it what is computed, where private values are among it."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{operation} would show the script the private values of {worker}, as torch calls it with every tensor. "
        "Leave it before pointers are used, or look at pointers by name and shape instead.",
    )


class SendNotPermittedError(PointerError, RuntimeError):
    """A tensor was sent by somebody whom it does not name."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{tensor} may be sent by {allowed} alone, but .send() was called with user={user}. "
        "Name one of them, as in .send(worker, user=...).",
    )


class UserNotPermittedError(GetNotPermittedError):
    """A tensor was fetched by somebody whom it does not name."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{worker} releases {tensor} to {allowed} alone, but .get() was called with user={user}. "
        "Name one of them, as in .get(user=...).",
    )


class NoGradientError(PointerError, ValueError):
    """The gradient of something that has none was to come back."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{tensor} does not require a gradient, so none can come back from {worker}. "
        "Make it with requires_grad=True, or send it without.",
    )


class ValueNotHereError(PointerError, RuntimeError):
    """A plain number, a list or an array was asked of a pointer."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "{operation} needs the value of {tensor}, which is on {worker}. Call .get() first to fetch it."
    )


class CannotSendError(PointerError, TypeError):
    """Something that can't travel: a pointer as a copy or file, a callback, a module's state."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "{operation} is not possible with {tensor} while it is on {worker}. Call .get() first to fetch it."
    )


class NotRemoteError(PointerError, RuntimeError):
    """A local tensor or module was asked to do what only a remote one can."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "{operation} was called on {tensor}, which is already here on the server. Use it directly."
    )


class InvalidTensorForRemoteGet(PointerError, RuntimeError):  # noqa: N818 (PySyft's name)
    """remote_get on something that is not a pointer to a pointer."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "remote_get() fetches along a chain of pointers, but {tensor} is not a pointer to a pointer. "
        "Use .get(), or build a chain first with .send(bob).send(alice).",
    )


class ModelAlreadySentError(PointerError, RuntimeError):
    """A remote model was sent to yet another worker."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "The model is already on {worker}. Call model.get() before sending it to {receiver}, "
        "or take it there with model.move({receiver}).",
    )


class ModelScatteredError(PointerError, RuntimeError):
    """Not all of a model's tensors are in the same place."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "The model's tensors are in different places: {first} is on {first_worker}, {second} on {second_worker}. "
        "Fetch the single tensors with .get() first.",
    )


class EmptyModelError(PointerError, ValueError):
    """A module without parameters or buffers was to travel."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "The module {module} has no parameters or buffers, so there is nothing to send to {worker}."
    )


class UninitializedModelError(PointerError, ValueError):
    """A module was to travel whose parameters have no size yet."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{tensor} of the module {module} has no size yet, so it can't be sent to {worker}. "
        "Call the module once with rows of the right width first.",
    )


class WorkerNotFoundException(PointerError, LookupError):  # noqa: N818 (PySyft's name)
    """No worker has that id."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "There is no worker called {worker}. The workers are: {known}. Create it with sy.VirtualWorker first."
    )


class InvalidWorkerIdError(PointerError, ValueError):
    """A worker's id is empty or not text."""

    template = QT_TRANSLATE_NOOP(
        "Errors", 'A worker\'s id must be text that is not empty, such as "bob", but it was {worker}.'
    )


class InvalidHookError(PointerError, TypeError):
    """A worker was made with something else than a hook."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "A worker needs what sy.TorchHook(torch) returned as its first argument, but got {hook}. "
        'Write sy.VirtualWorker(hook, id="bob").',
    )


class IdNotUniqueError(PointerError, ValueError):
    """An id stands for the server already."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "The id {worker} already belongs to the server. Choose another id for the worker."
    )


class OtherSessionError(PointerError, RuntimeError):
    """A pointer or worker of a script that has ended was used."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "{worker} belongs to a script that has ended. Create the worker again with sy.VirtualWorker."
    )


class InvalidPrecisionError(PointerError, ValueError):
    """A base or number of digits that fixed-precision numbers can't have."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "Numbers can't be written with {digits} digits after the point in base {base}. Choose a base from 2 on and "
        "a precision_fractional from 0 on, so that the first to the power of the second is at most 2**30.",
    )


class FixedPrecisionRangeError(PointerError, ValueError):
    """A number is too large for its precision, or no number. Which one, is not said: it may be private."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "The tensor can't be written with a fixed precision, as its numbers must be finite and lie within ±{largest}. "
        "A smaller precision_fractional leaves room for larger numbers.",
    )


class FixedPrecisionMixError(PointerError, ValueError):
    """Two numbers of different precision in one operation."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{operation} needs numbers of one precision, but one counts in steps of {first} and the other in steps of "
        "{second}. Call .fix_prec() with the same base and precision_fractional on both.",
    )


class FixedPrecisionOperationError(PointerError, RuntimeError):
    """What fixed-precision and shared numbers can't do."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{operation} is not possible with fixed-precision or shared numbers. Possible are +, -, *, @, division by a "
        "positive whole number, sum() and changes of shape; for all else call .get() and .float_prec() first.",
    )


class NotFixedPrecisionError(PointerError, TypeError):
    """float_prec() on something else than numbers of fixed precision."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "{operation} turns numbers of fixed precision back, but {tensor} has none. Shared numbers are fetched with "
        ".get() first; others need .fix_prec() first.",
    )


class NotWholeNumbersError(PointerError, TypeError):
    """Something else than whole numbers was to be shared."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "Shares are whole numbers, but the tensor holds {dtype}. Call .fix_prec() before .share()."
    )


class ShareHoldersError(PointerError, ValueError):
    """Workers among whom a value can't be shared secretly."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "A value is shared among at least two different workers, none of them the server or the crypto provider; "
        "but the workers were {workers}, and the crypto provider {provider}.",
    )


class UnknownProtocolError(PointerError, ValueError):
    """An encryption that is not offered."""

    template = QT_TRANSLATE_NOOP(
        "Errors",
        "There is no protocol called {protocol} here. Values are encrypted by sharing them out among workers: "
        'leave the protocol out, or write protocol="mpc".',
    )


class RemoteOperationError(PointerError, RuntimeError):
    """torch could not run an operation on a worker."""

    template = QT_TRANSLATE_NOOP("Errors", "{operation} failed on {worker}: {message}")


class RemoteIndexError(RemoteOperationError, IndexError):
    """As RemoteOperationError, where torch raises IndexError."""


class RemoteTypeError(RemoteOperationError, TypeError):
    """As RemoteOperationError, where torch raises TypeError."""


class RemoteValueError(RemoteOperationError, ValueError):
    """As RemoteOperationError, where torch raises ValueError."""


def failed_on(worker: str, operation: str, error: Exception, message: str) -> RemoteOperationError:
    """torch's own `error`, with the worker named, as the nearest builtin kind; `message` is what may be told of it."""
    for kind, builtin in (
        (RemoteIndexError, IndexError),
        (RemoteTypeError, TypeError),
        (RemoteValueError, ValueError),
    ):
        if isinstance(error, builtin):
            return kind(worker=worker, operation=operation, message=message)
    return RemoteOperationError(worker=worker, operation=operation, message=message)
