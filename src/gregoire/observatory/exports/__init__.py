"""Grégoire's own database, written in the format of the feeds."""

from gregoire.observatory.exports.exporting import Exported as Exported
from gregoire.observatory.exports.exporting import export as export
