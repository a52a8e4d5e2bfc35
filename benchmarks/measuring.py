"""Requests timed one after the other, and eight at a time, over connections kept open."""

import http.client
import statistics
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Times:
    """How long each request took, in milliseconds."""

    values: tuple[float, ...]

    @property
    def p50(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.values, n=20)[18]


class Visitor:
    """One browser: one connection, kept open."""

    def __init__(self, port: int, headers: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.headers = dict(headers)

    def visit(self, path: str) -> float:
        """Milliseconds from the request to the last byte; raises AssertionError unless 200."""
        started = time.perf_counter()
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        answer.read()
        took = (time.perf_counter() - started) * 1000
        if answer.status != http.client.OK:
            raise AssertionError(f"{path}: {answer.status}")
        return took


def alternately(visitors: Sequence[Visitor], path: str, rounds: int) -> list[Times]:
    """A B A B …, so that a slow moment of the machine falls on both."""
    for visitor in visitors:
        for _ in range(10):
            visitor.visit(path)
    taken: list[list[float]] = [[] for _ in visitors]
    for _ in range(rounds):
        for values, visitor in zip(taken, visitors, strict=True):
            values.append(visitor.visit(path))
    return [Times(tuple(values)) for values in taken]


def together(visitors: Sequence[Visitor], path: str, rounds: int) -> Times:
    """All visitors at once, each asking again as soon as it is answered."""

    def walk(visitor: Visitor) -> list[float]:
        return [visitor.visit(path) for _ in range(rounds)]

    with ThreadPoolExecutor(len(visitors)) as pool:
        return Times(tuple(value for values in pool.map(walk, visitors) for value in values))
