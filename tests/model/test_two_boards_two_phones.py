"""Two dispatchers and two phones, each offline at random, on a network that loses, repeats and reorders.

Every step goes through the real API with real commits. After each one: what was acknowledged is there once, streams
have no gap, snapshot + events = fresh snapshot for everybody, nothing is with the wrong person, no team is on two
assignments. `make check` takes more than 500 steps, `make soak` more than 10,000.
"""

import os
from random import Random
from typing import ClassVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.databases import Cleaner
from tests.model.moves import Shift, drawn

SOAK = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
EXAMPLES, STEPS = (90, 130) if SOAK else (4, 128)


class Shifts(RuleBasedStateMachine):
    """One rule with weighted moves, so that every run has calls, taps and a bad network together."""

    cleaner: ClassVar[Cleaner]
    steps: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.cleaner.clean()
        self.shift = Shift()

    @rule(chance=st.randoms(use_true_random=True))
    def step(self, chance: Random) -> None:
        type(self).steps += 1
        self.shift.move(*drawn(chance))

    @invariant()
    def nothing_is_lost_doubled_or_with_the_wrong_person(self) -> None:
        assert self.shift.wrong() == []

    def teardown(self) -> None:
        """Back on the network, everything gets its answer; then all stores are as a fresh snapshot."""
        assert self.shift.wrong_at_the_end() == []


@pytest.mark.long
@pytest.mark.usefixtures("committed")
def test_nothing_is_lost_doubled_or_leaked_whatever_the_network_does(cleaner: Cleaner) -> None:
    Shifts.cleaner, Shifts.steps = cleaner, 0
    # A step is a real request, so shrinking a failure takes minutes: its steps are printed as they were.
    given = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, phases=[Phase.generate])
    run_state_machine_as_test(Shifts, settings=given)
    assert Shifts.steps >= (10_000 if SOAK else 500)
