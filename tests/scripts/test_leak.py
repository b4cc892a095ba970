"""Chapter 3's attacks: exact where they claim it, and fed by the server's ledger alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fedgui.privacy.sentences import PrivacyError
from fedgui.scripts import leak_runs
from fedgui.scripts.leak import BATCHES, EPOCHS, WORKER, Kind, Ledger, Method, Setup, ledger_of, truth_of
from fedgui.scripts.leak_attack import attack, attack_run
from fedgui.scripts.leak_runs import RATE, RunProcess, run, script_of, try_attack
from fedgui.scripts.predict import EXACT, FAR, NEAR, ONE
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, MessageState, Trace

SETUPS = [
    *(Setup(rows=rows, epochs=epochs) for rows in (1, 2) for epochs in EPOCHS),
    Setup(Kind.REAL),
    *(Setup(Kind.DIGIT, batch=batch) for batch in BATCHES),
]


def of(setup: Setup) -> str:
    return f"{setup.method}-{setup.rows}-{setup.epochs}-{setup.batch}"


def recorded(name: str = "federated") -> Trace:
    trace = Trace()
    assert Runner(load_script(name), trace=trace).run() is None
    return trace


@pytest.mark.parametrize("setup", SETUPS, ids=of)
def test_a_script_is_short_and_its_server_gets_no_row(setup: Setup) -> None:
    assert len(script_of(setup).text.splitlines()) < 40
    ledger, truth = run(setup)
    assert truth.rows
    for message in ledger.messages:
        assert message.receiver == SERVER or (message.sender == SERVER and message.is_model)
        assert all(value.whole for _, value in message.parts)


@pytest.mark.parametrize("epochs", EPOCHS)
def test_one_row_comes_back_exactly_after_any_number_of_epochs(epochs: int) -> None:
    outcome = try_attack(Setup(epochs=epochs))
    assert outcome.reading.rows[0] == pytest.approx((0, 1, 0), abs=1e-5)
    assert outcome.answer == EXACT


@pytest.mark.parametrize("epochs", EPOCHS)
def test_one_of_36_tables_is_bobs(epochs: int) -> None:
    outcome = try_attack(Setup(rows=2, epochs=epochs))
    assert len(outcome.reading.tables) == 36
    assert outcome.reading.rows == ((0, 0, 0), (0, 1, 0))
    assert (outcome.finding, outcome.answer, outcome.error) == (1, ONE, 0)


@pytest.mark.parametrize("seed", range(5))
def test_real_rows_come_back_from_six_rounds(seed: int) -> None:
    outcome = try_attack(Setup(Kind.REAL), seed)
    assert len(outcome.reading.exchanges) == leak_runs.ROUNDS
    assert outcome.error is not None
    assert outcome.error < 1e-6


def test_every_step_on_screen_is_a_calculation_with_the_numbers_beside_it() -> None:
    """Each line's numbers, put into a calculator, give its result."""
    signs = str.maketrans({"÷": "/", "×": "*", "−": "-", "^": "**"})
    for setup in (Setup(), Setup(epochs=100), Setup(Kind.REAL), Setup(Kind.DIGIT)):
        for step in try_attack(setup).reading.steps:
            text = step.with_numbers(repr).translate(signs).replace("²", "**2")
            is_root = text.startswith("√")
            value = eval(text.removeprefix("√"))
            assert (abs(value) ** 0.5 if is_root else value) == pytest.approx(
                abs(step.result) if is_root else step.result
            )


def test_a_larger_batch_hides_a_digit_better() -> None:
    outcomes = [try_attack(Setup(Kind.DIGIT, batch=batch)) for batch in BATCHES]
    errors = [outcome.error for outcome in outcomes]
    assert errors == sorted(errors)
    assert errors == pytest.approx([0, 0.10, 0.33, 0.44, 0.51], abs=0.006)
    assert [outcome.answer for outcome in outcomes] == [EXACT, NEAR, FAR, FAR, FAR]
    assert outcomes[0].reading.label == outcomes[0].truth.labels[0]


def test_the_ledger_refuses_what_the_server_never_had() -> None:
    ledger, _ = run(Setup())
    model = ledger.messages[0]
    for hidden in (
        model._replace(sender="alice", receiver="bob"),
        model._replace(is_model=False, name="data"),
        model._replace(bytes=0),
    ):
        with pytest.raises(ValueError, match="ledger"):
            Ledger((*ledger.messages, hidden), RATE, 1, 1)


def test_the_learners_run_is_read_from_its_ledger_alone() -> None:
    """Wherever the record holds private numbers, they may be anything: the reading stays."""
    trace = recorded()
    honest = attack_run(trace, len(trace) - 1, Setup(rows=2))
    assert honest is not None
    forged = Trace()
    for moment in trace:
        message, changes = moment.message, moment.changes
        if message is not None and message.sender == SERVER and not message.is_model:
            message = message._replace(
                parts=tuple((n, v._replace(values=(9.0,) * len(v.values))) for n, v in message.parts)
            )
        changes = tuple(
            (key, piece._replace(value=piece.value._replace(values=(9.0,) * len(piece.value.values))))
            if key[0] == "tensor" and piece is not None
            else (key, piece)
            for key, piece in changes
        )
        point = next((p for p in trace.losses_until(moment.index) if p.moment == moment.index), None)
        forged.append(
            replace(moment, message=message, changes=changes), point.step if point else 0, point.rate if point else None
        )
    seen = attack_run(forged, len(forged) - 1, Setup(rows=2))
    assert seen is not None
    assert seen.truth != honest.truth
    assert seen.reading == honest.reading
    assert honest.reading.rows == ((0, 0, 0), (0, 1, 0))
    assert honest.round == 10


def test_a_run_is_attacked_as_far_as_it_was_played() -> None:
    trace = recorded()
    first = next(loss.moment for loss in trace.losses_until(len(trace)) if loss.worker == WORKER)
    assert attack_run(trace, first - 1, Setup(rows=2)) is None
    outcome = attack_run(trace, first, Setup(rows=2))
    assert outcome is not None
    assert (outcome.round, outcome.answer) == (1, ONE)
    truth = truth_of(trace, first)
    assert truth is not None
    assert outcome.reading.rows == truth.rows


def test_a_fork_of_the_rate_is_known_to_the_server_that_wrote_it() -> None:
    trace = Trace()
    script = Script("federated", load_script("federated").text.replace("lr=0.1", "lr=0.03"))
    assert Runner(script, trace=trace).run() is None
    ledger = ledger_of(trace, len(trace) - 1)
    assert ledger is not None
    assert ledger.rate == 0.03
    assert attack(ledger, Method.TABLES).rows == ((0, 0, 0), (0, 1, 0))


def zero_gradient() -> Ledger:
    ledger, _ = run(Setup())
    sent, back = (message for message in ledger.messages if message.is_model)
    return Ledger((sent, back._replace(parts=sent.parts)), RATE, 1, 1)


def test_a_gradient_of_zero_tells_nothing_and_says_why() -> None:
    reading = attack(zero_gradient(), Method.DIVISION)
    assert reading.rows == ()
    assert "nothing leaked" in str(reading.silence)


def test_a_gradient_of_zero_leaves_several_tables_or_none() -> None:
    reading = attack(replace(zero_gradient(), rows=2), Method.TABLES)
    assert reading.rows == ()
    assert reading.silence is not None


def test_a_zero_gradient_of_digits_tells_nothing() -> None:
    ledger, _ = run(Setup(Kind.DIGIT))

    def silent(message: MessageState) -> MessageState:
        if message.receiver != SERVER or message.is_model:
            return message
        return message._replace(parts=tuple((n, v._replace(values=(0.0,) * len(v.values))) for n, v in message.parts))

    reading = attack(replace(ledger, messages=tuple(map(silent, ledger.messages))), Method.IMAGE)
    assert reading.rows == ()
    assert "nothing leaked" in str(reading.silence)


def test_identical_rows_are_found_among_the_tables() -> None:
    setup = Setup(rows=2)
    text = script_of(setup).text.replace("[[0.0, 0.0], [0.0, 1.0]]", "[[1.0, 1.0], [1.0, 1.0]]")
    ledger, truth = run(setup, script=Script("leak", text))
    assert attack(ledger, Method.TABLES).rows == ((1, 1, 0), (1, 1, 0)) == truth.rows


def test_an_empty_ledger_is_refused_in_words() -> None:
    with pytest.raises(PrivacyError, match="Nothing has come back"):
        attack(Ledger((), RATE, 1, 1), Method.DIVISION)


def test_a_run_in_its_own_process_leaves_a_run_here_alone() -> None:
    """Two sessions in one process would take torch's hooks from one another."""
    process = RunProcess()
    try:
        outcome = leak_runs.judge(Setup(), *process.run(Setup(), 3))
        assert outcome == try_attack(Setup(), 3)
    finally:
        process.close()
    with pytest.raises(RuntimeError):
        process.run(Setup(), 3)
