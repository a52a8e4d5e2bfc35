"""What the journal of a person's page says of what was done here."""

from gregoire.people.panels import says_of_operations
from gregoire.planning import wording

says_of_operations(wording.OPERATIONS)
