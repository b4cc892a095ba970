"""The beginning of a growing list: it reads like a copy, and stays what it was."""

from hypothesis import given
from hypothesis import strategies as st

from fedgui.scripts.rising import Beginning, first_after, last_until, until

PLACES = st.one_of(st.none(), st.integers(-6, 6))
STEPS = st.one_of(st.none(), st.integers(-3, 3).filter(bool))


@given(st.lists(st.integers(), max_size=5), st.lists(st.integers(), max_size=5), PLACES, PLACES, STEPS)
def test_a_beginning_reads_like_a_copy_that_was_made_then(first, later, start, stop, step):
    grown = list(first)
    beginning = Beginning(grown, len(grown))
    grown += later
    assert beginning == first
    assert list(beginning) == first
    assert list(reversed(beginning)) == first[::-1]
    assert beginning[start:stop:step] == first[start:stop:step]
    assert bool(beginning) == bool(first)
    assert repr(beginning) == repr(first)
    for place in range(-len(first), len(first)):
        assert beginning[place] == first[place]
    for place in (len(first), -len(first) - 1):
        try:
            beginning[place]
        except IndexError:
            continue
        raise AssertionError("read what came later")


def test_places_are_found_in_rising_lists():
    places = [2, 5, 9]
    assert (first_after(places, 5), first_after(places, 9)) == (9, None)
    assert (last_until(places, 5), last_until(places, 1)) == (5, None)
    assert until(places, 5) == [2, 5]
    assert until(places, 1) == []
    assert until(places, 5) != [2, 9]
