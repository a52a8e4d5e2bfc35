"""What is written once stands whole, whoever writes it at the same moment."""

import resource
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from gregoire.observatory.feeds.snapshots import secret
from gregoire.observatory.store import Store

TOGETHER = 8


def test_of_two_that_make_one_folder_the_first_prevails(tmp_path: Path) -> None:
    store = Store(tmp_path)
    place = store.snapshot("d1")
    ready = Barrier(TOGETHER)

    def make(number: int) -> None:
        with store.making(place) as draft:
            (draft / "facts").write_text(f"{number}", encoding="utf-8")
            ready.wait()

    with ThreadPoolExecutor(TOGETHER) as workers:
        list(workers.map(make, range(TOGETHER)))

    assert [path.name for path in place.parent.iterdir()] == ["d1"]
    assert (place / "facts").read_text(encoding="utf-8") in {f"{n}" for n in range(TOGETHER)}


def test_of_two_that_make_the_key_both_read_the_same(tmp_path: Path) -> None:
    store = Store(tmp_path)
    ready = Barrier(TOGETHER)

    def read(_: int) -> bytes:
        ready.wait()
        return secret(store)

    with ThreadPoolExecutor(TOGETHER) as workers:
        found = set(workers.map(read, range(TOGETHER)))

    (key,) = found
    assert len(key) == 64
    assert store.key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [store.key.name]


@pytest.mark.parametrize("cut", ["", "0" * 63])
def test_a_key_that_was_cut_makes_no_pseudonyms(tmp_path: Path, cut: str) -> None:
    store = Store(tmp_path)
    store.key.write_text(cut, encoding="utf-8")

    with pytest.raises(ValueError, match="is cut"):
        secret(store)


def test_a_key_that_finds_no_room_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    former = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, limits[1]))
    try:
        with pytest.raises(OSError, match="File too large"):
            secret(store)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, former)

    assert list(tmp_path.iterdir()) == []
    assert len(secret(store)) == 64
