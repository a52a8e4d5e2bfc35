from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    person_id: int
    centre_id: int


@dataclass(frozen=True, slots=True)
class PersonAttached:
    person_id: int
    centre_id: int


@dataclass(frozen=True, slots=True)
class PersonalDataChanged:
    person_id: int
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MailChanged:
    person_id: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PersonAppointed:
    person_id: int
    appointment_id: int


@dataclass(frozen=True, slots=True)
class AppointmentEnded:
    person_id: int
    appointment_id: int
