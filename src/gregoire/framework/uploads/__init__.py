"""Files that people hand in: looked at before anything is kept, kept where nobody else reads.

Every procedure takes its files through here: `FilesField` on the form (which calls `accepted` for
each), `keep` in the operation, `handed_out` in the view that gives a file back. What is looked
at, and why, is in docs/explanation/uploads.md.
"""

from gregoire.framework.uploads.accepting import MOST_BYTES, Upload, accepted
from gregoire.framework.uploads.kinds import DOCUMENTS, PAPERS, FileKind
from gregoire.framework.uploads.names import tidied_name
from gregoire.framework.uploads.refusals import UploadRefusal, sentence
from gregoire.framework.uploads.storage import handed_out, keep

__all__ = [
    "DOCUMENTS",
    "MOST_BYTES",
    "PAPERS",
    "FileKind",
    "Upload",
    "UploadRefusal",
    "accepted",
    "handed_out",
    "keep",
    "sentence",
    "tidied_name",
]
