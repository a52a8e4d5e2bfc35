"""Months of hours, certified: who may, when, what the signed file says and how it is replaced."""

import hashlib
import stat
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import typst
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from django.core.exceptions import PermissionDenied
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from gregoire.enrolment.models import AlternanceContract, Enrolment
from gregoire.kernel.refusals import RefusedError
from gregoire.planning.jobs import issue_certificates
from gregoire.planning.models import CertificateRun, HoursCertificate
from gregoire.planning.operations.certificates import ask_for_certificates, certify_month
from gregoire.planning.queries.hours import certificate_for, certificates_of_person, to_certify
from gregoire.planning.rules.attendance import AttendanceRefusal, Presence
from gregoire.planning.signing import SealError, seal, signed
from tests.makers.attendance import IN_NOVEMBER, OCTOBER, make_learners, office_of, record
from tests.makers.enrolment import make_enrolment, make_registration
from tests.makers.people import acting, make_person
from tests.makers.planning import TUESDAY_EVENING, make_session
from tests.support.jobs import work_off_jobs
from tests.support.races import race


@pytest.fixture(autouse=True)
def _files_of_its_own(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.GREGOIRE_SIGNING = tmp_path / "signing"


def followed(*, classes: int = 2, presence: Presence = Presence.PRESENT) -> Enrolment:
    """A learner who has followed classes of October, one a week."""
    session = make_session()
    (enrolment,) = make_learners(session.offering)
    for week in range(classes):
        starts = TUESDAY_EVENING + timedelta(weeks=week)
        one = session if week == 0 else make_session(offering=session.offering, starts_at=starts)
        record(one, [enrolment], presence)
    return enrolment


def certified(enrolment: Enrolment, **changed: Any) -> HoursCertificate:
    centre = enrolment.offering.centre
    asked = {"by": office_of(centre), "month": OCTOBER, "now": IN_NOVEMBER, **changed}
    return certify_month(registration=enrolment.registration, centre=centre, **asked)


def pdf_of(certificate: HoursCertificate) -> bytes:
    with certificate.file.open() as file:
        return bytes(file.read())


def text_of(pdf: bytes) -> str:
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return " ".join(" ".join(pages).replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.django_db
def test_a_certificate_says_who_followed_what_when_and_how_one_knows() -> None:
    enrolment = followed()
    person = enrolment.registration.person
    AlternanceContract.objects.create(
        registration=enrolment.registration,
        kind="apprenticeship",
        employer="Ateliers Morel",
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 8, 31),
    )

    certificate = certified(enrolment)

    said = text_of(pdf_of(certificate))
    for words in (
        person.formal_name,
        person.number,
        "octobre 2026",
        enrolment.offering.unit.title,
        "18 h 30 – 21 h 00",
        "Total des heures suivies 5 h 00",
        "5,00 heures",
        "Ateliers Morel",
        f"AH-2026-10-{certificate.public_id}",
        "signée électroniquement",
    ):
        assert words in said, said
    assert certificate.minutes == 300


@pytest.mark.django_db
def test_its_signature_holds_covers_the_whole_file_and_is_of_the_house() -> None:
    certificate = certified(followed(classes=1))

    pdf = pdf_of(certificate)
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert])
    status = validate_pdf_signature(signature, trusted)

    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert hashlib.sha256(signature.signer_cert.dump()).hexdigest() == seal().fingerprint
    assert hashlib.sha256(pdf).hexdigest() == certificate.sha256
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


@pytest.mark.django_db
def test_what_is_changed_in_the_file_or_added_to_it_is_seen() -> None:
    pdf = pdf_of(certified(followed(classes=1)))
    changed, added = bytearray(pdf), BytesIO()
    changed[2000] ^= 1
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    writer.root["/Changed"] = generic.TextStringObject("afterwards")
    writer.update_root()  # type: ignore[no-untyped-call]  # theirs
    writer.write(added)  # type: ignore[no-untyped-call]  # theirs

    assert not _status_of(bytes(changed)).intact
    status = _status_of(added.getvalue())  # what was signed is whole, and more stands behind it
    assert (status.intact, status.docmdp_ok, status.bottom_line) == (True, False, False)


def _status_of(pdf: bytes) -> PdfSignatureStatus:
    (signature,) = PdfFileReader(BytesIO(pdf)).embedded_signatures
    trusted = ValidationContext(trust_roots=[signature.signer_cert])
    return validate_pdf_signature(signature, trusted)


@pytest.mark.django_db
def test_a_signed_file_still_says_that_it_is_archivable_and_read_aloud() -> None:
    reader = PdfReader(BytesIO(pdf_of(certified(followed(classes=1)))), strict=True)
    catalog: Any = reader.root_object
    metadata = catalog["/Metadata"].get_data().decode()

    assert 'pdfaid:part="2"' in metadata
    assert 'pdfaid:conformance="A"' in metadata
    assert 'pdfuaid:part="1"' in metadata
    assert catalog["/MarkInfo"]["/Marked"]
    assert catalog["/Lang"] == "fr"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Link"} <= _tags(
        catalog["/StructTreeRoot"]
    )
    fields = reader.get_fields() or {}
    assert [field["/TU"] for field in fields.values()] == ["Signature électronique"]


def _tags(node: Any) -> set[str]:
    """What the structure of a file is made of: headings, tables, paragraphs."""
    node = node.get_object()
    if isinstance(node, list):
        return set().union(*(_tags(one) for one in node))
    if not isinstance(node, dict):
        return set()
    return {node.get("/S", "")} | (_tags(node["/K"]) if "/K" in node else set())


@pytest.mark.django_db
def test_every_font_of_a_certificate_is_in_the_file() -> None:
    reader = PdfReader(BytesIO(pdf_of(certified(followed(classes=1)))))
    fonts: list[Any] = [
        font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()  # type: ignore[index]
    ]

    assert fonts
    assert all({"/FontFile2", "/FontFile3"} & font.keys() for font in fonts)


@pytest.mark.django_db
def test_asked_for_twice_it_is_the_same() -> None:
    enrolment = followed(classes=1)

    assert certified(enrolment) == certified(enrolment)


@pytest.mark.django_db
def test_a_correction_makes_another_which_replaces_the_first() -> None:
    enrolment = followed(classes=1)
    first = certified(enrolment)
    session = enrolment.offering.sessions.get()
    later = IN_NOVEMBER + timedelta(days=1)
    record(session, [enrolment], Presence.LATE, late=30, reason="Came at seven", now=later)

    second = certified(enrolment, now=later)

    first.refresh_from_db()
    assert (first.minutes, second.minutes, first.replaced_by) == (150, 120, second)
    assert f"Annule et remplace l’attestation n° AH-2026-10-{first.public_id}" in text_of(
        pdf_of(second)
    )
    person = enrolment.registration.person
    assert certificates_of_person(acting(person), person.pk) == [second, first]


@pytest.mark.django_db
def test_hours_taken_back_whole_leave_no_certificate_of_them_in_force() -> None:
    enrolment = followed(classes=1)
    first = certified(enrolment)
    session = enrolment.offering.sessions.get()
    record(session, [enrolment], Presence.ABSENT, reason="Somebody else", now=IN_NOVEMBER)

    second = certified(enrolment)

    first.refresh_from_db()
    assert (second.minutes, first.replaced_by) == (0, second)


@pytest.mark.django_db
def test_a_month_that_is_not_over_and_one_without_hours_are_refused() -> None:
    enrolment = followed(classes=1)

    with pytest.raises(RefusedError) as not_over:
        certified(enrolment, now=TUESDAY_EVENING + timedelta(days=2))
    with pytest.raises(RefusedError) as empty:
        certified(enrolment, month=date(2026, 9, 1))

    assert not_over.value.reason == AttendanceRefusal.MONTH_NOT_OVER
    assert not_over.value.facts == {"day": "1\N{NO-BREAK SPACE}November 2026"}
    assert empty.value.reason == AttendanceRefusal.NO_HOURS


@pytest.mark.django_db
def test_only_the_office_of_the_centre_certifies() -> None:
    enrolment = followed(classes=1)

    for stranger in (
        acting(enrolment.registration.person),
        office_of(make_registration().centre),
    ):
        with pytest.raises(PermissionDenied):
            certified(enrolment, by=stranger)


@pytest.mark.django_db
def test_a_certificate_is_seen_by_its_learner_and_the_centre_and_nobody_else() -> None:
    enrolment = followed(classes=1)
    certificate = certified(enrolment)

    for reader in (
        acting(enrolment.registration.person),
        office_of(enrolment.offering.centre),
        office_of(enrolment.registration.centre),
    ):
        assert certificate_for(reader, certificate.public_id) == certificate
    for stranger in (acting(make_person()), office_of(make_registration().centre)):
        with pytest.raises(HoursCertificate.DoesNotExist):
            certificate_for(stranger, certificate.public_id)


@pytest.mark.django_db
def test_those_whose_training_is_paid_for_come_first() -> None:
    session = make_session()
    alone, funded, apprentice = make_learners(session.offering, count=3)
    registrations = type(funded.registration).objects
    registrations.filter(pk=funded.registration_id).update(funding="employer")
    AlternanceContract.objects.create(
        registration=apprentice.registration,
        kind="apprenticeship",
        employer="Ateliers Morel",
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 8, 31),
    )
    record(session, [alone, funded, apprentice])

    order = [row.registration.pk for row in to_certify(session.centre, OCTOBER)]

    assert order == [one.registration_id for one in (apprentice, funded, alone)]


@pytest.mark.django_db
def test_all_of_a_centre_are_issued_by_a_job_that_says_how_far_it_is() -> None:
    session = make_session()
    enrolled = make_learners(session.offering, count=3)
    record(session, enrolled)
    office = office_of(session.centre)
    without_hours = make_enrolment(offering=session.offering).registration
    registrations = [one.registration for one in enrolled] + [without_hours]

    run = ask_for_certificates(
        by=office,
        centre=session.centre,
        month=OCTOBER,
        registrations=registrations,
        now=IN_NOVEMBER,
    )
    with pytest.raises(RefusedError) as again:
        ask_for_certificates(
            by=office,
            centre=session.centre,
            month=OCTOBER,
            registrations=registrations,
            now=IN_NOVEMBER,
        )
    done = work_off_jobs()

    run.refresh_from_db()
    assert again.value.reason == AttendanceRefusal.ISSUING_ALREADY
    assert done == ["planning.issue_certificates"]
    assert (run.done, run.ended_at is not None) == (4, True)
    assert run.refused == {str(without_hours.pk): "no_hours"}
    issued = HoursCertificate.objects.order_by("pk")
    assert [one.issued_by_id for one in issued] == [office.person_id] * 3


@pytest.mark.django_db
def test_a_job_that_was_killed_goes_on_where_it_was() -> None:
    session = make_session()
    enrolled = make_learners(session.offering, count=2)
    record(session, enrolled)
    first = certified(enrolled[0])
    CertificateRun.objects.create(
        centre=session.centre,
        month=OCTOBER,
        registrations=[one.registration_id for one in enrolled],
        done=0,
    )
    run = CertificateRun.objects.get()
    issue_certificates(run_id=run.pk)
    issue_certificates(run_id=run.pk)

    assert HoursCertificate.objects.count() == 2
    assert HoursCertificate.objects.order_by("pk").first() == first


@pytest.mark.django_db(transaction=True)
def test_of_two_offices_who_certify_at_once_both_are_given_the_one_certificate() -> None:
    enrolment = followed(classes=1)

    first, second = race(lambda: certified(enrolment), lambda: certified(enrolment))

    assert first == second
    assert HoursCertificate.objects.count() == 1


def test_the_key_of_the_house_is_made_once_and_is_its_owners_alone(settings: Any) -> None:
    first, second = seal(), seal()

    assert first == second
    assert first.is_of_the_house
    assert stat.S_IMODE(first.path.stat().st_mode) == 0o600
    assert first.path.parent == settings.GREGOIRE_SIGNING


def test_of_two_who_make_the_key_at_once_both_use_the_one() -> None:
    made = race(*[lambda: seal().fingerprint] * 4)

    assert len(set(made)) == 1


def test_a_key_that_is_named_is_used_with_its_password(tmp_path: Path, settings: Any) -> None:
    own = pkcs12.load_pkcs12(seal().path.read_bytes(), None)
    named = tmp_path / "named.p12"
    settings.GREGOIRE_SIGNING_PASSWORD = "séance"
    locked = BestAvailableEncryption("séance".encode())
    assert own.cert is not None
    named.write_bytes(
        pkcs12.serialize_key_and_certificates(
            b"named",
            own.key,  # type: ignore[arg-type]  # an elliptic key, as made above
            own.cert.certificate,
            None,
            locked,
        )
    )
    settings.GREGOIRE_SIGNING_KEY = str(named)

    assert not seal().is_of_the_house
    assert b"/ETSI.CAdES.detached" in signed(_page(), reason="r", place="p", label="l")
    settings.GREGOIRE_SIGNING_PASSWORD = "another"
    with pytest.raises(SealError, match="GREGOIRE_SIGNING_PASSWORD"):
        seal()


def _page() -> bytes:
    blank: bytes = typst.compile(b"#set document(title: [p])\nA page", format="pdf")
    return blank


@pytest.mark.django_db
def test_without_a_key_that_works_nothing_is_issued(tmp_path: Path, settings: Any) -> None:
    broken = tmp_path / "broken.p12"
    broken.write_bytes(b"no key")
    settings.GREGOIRE_SIGNING_KEY = str(broken)

    with pytest.raises(RefusedError) as refused:
        certified(followed(classes=1))

    assert refused.value.reason == AttendanceRefusal.NO_SEAL
    assert not HoursCertificate.objects.exists()
