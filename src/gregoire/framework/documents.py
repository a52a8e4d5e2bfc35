"""A document is a Typst template and one value; it comes out as tagged, archivable PDF."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import typst
from django.core.serializers.json import DjangoJSONEncoder

Data = TypeVar("Data")


@dataclass(frozen=True, slots=True)
class Document(Generic[Data]):
    """One kind of PDF: PDF/A-2a (archivable) and PDF/UA-1 (readable by assistive technology)."""

    template: Path
    data_type: type[Data]

    def render(self, data: Data, *, language: str) -> bytes:
        """The PDF of this value, in “fr” or “en”; raises typst.TypstError on a broken template."""
        value: Any = data
        fields = json.dumps(asdict(value), cls=DjangoJSONEncoder)
        pdf: bytes = typst.compile(
            str(self.template),
            format="pdf",
            sys_inputs={"data": fields, "language": language},
            pdf_standards=["a-2a", "ua-1"],
        )
        return pdf
