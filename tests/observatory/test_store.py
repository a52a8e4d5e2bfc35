"""What is written once stands whole, whoever writes it at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

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
