"""Lists of moments that only grow: where a moment lies in one, and the beginning of one without a copy."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar, overload

T = TypeVar("T")


class Beginning(Sequence[T]):
    """The first items of a list that only grows. What is appended later does not show.

    Costs the same for one item and for a million. Equal to any list or beginning of equal items.
    """

    __slots__ = ("_count", "_items")

    def __init__(self, items: Sequence[T], count: int) -> None:
        self._items = items
        self._count = count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> list[T]: ...

    def __getitem__(self, place: int | slice) -> T | list[T]:
        if isinstance(place, slice):
            start, stop, step = place.indices(self._count)
            # a list reads a stop of -1 as its last item: a range that runs to the very first one is read one by one
            if step < 0:
                return [self._items[at] for at in range(start, stop, step)]
            found = self._items[start:stop:step]
            return found if isinstance(found, list) else list(found)
        if not -self._count <= place < self._count:
            raise IndexError(f"there are {self._count} items, and no item {place}")
        return self._items[place if place >= 0 else place + self._count]

    def __iter__(self) -> Iterator[T]:
        return islice(self._items, self._count)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Beginning | list | tuple):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return repr(list(self))


def first_after(places: Sequence[int], index: int) -> int | None:
    """The first of the rising `places` that lies after `index`."""
    found = bisect_right(places, index)
    return places[found] if found < len(places) else None


def last_until(places: Sequence[int], index: int) -> int | None:
    """The last of the rising `places` up to and including `index`."""
    found = bisect_right(places, index)
    return places[found - 1] if found else None


def until(places: list[int], index: int) -> Beginning[int]:
    """The rising `places` up to and including `index`."""
    return Beginning(places, bisect_right(places, index))


def same(first: Any, second: Any) -> bool:
    """Equality that holds for what is not a number, too."""
    return bool(first == second) or repr(first) == repr(second)
