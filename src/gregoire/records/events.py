from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultRecorded:
    result_id: int
    person_id: int
