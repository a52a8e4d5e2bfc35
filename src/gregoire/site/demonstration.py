"""Who can sign in to a demo: one account per role."""

from typing import Final

PASSWORD: Final = "gregoire-demo"  # noqa: S105 -- a demo's, printed at its start
_AT: Final = "demo.gregoire.example"
ACCOUNTS: Final = {
    f"auditeur@{_AT}": "learner",
    f"enseignant@{_AT}": "teacher",
    f"conseiller@{_AT}": "adviser",
    f"scolarite@{_AT}": "schooling office",
    f"examens@{_AT}": "examination office",
    f"jury@{_AT}": "jury member",
    f"diplomes@{_AT}": "diploma office",
    f"bibliotheque@{_AT}": "librarian",
    f"observatoire@{_AT}": "observatory",
    f"admin@{_AT}": "national administrator",
}
