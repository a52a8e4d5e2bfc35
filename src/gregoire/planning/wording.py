"""Every sentence that this module says to people, in one place."""
