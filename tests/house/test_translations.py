"""The French of every module is complete, and typeset as French is."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from gregoire.site import messages

MODULES = {module.name: module for module in messages.modules()}


@pytest.mark.parametrize("module", MODULES)
def test_the_french_of_a_module_is_complete(module: str) -> None:
    assert messages.trouble_in(MODULES[module]) == []


def test_sentences_are_found_in_code_and_in_templates(tmp_path: Path) -> None:
    code, template = tmp_path / "wording.py", tmp_path / "page.html"
    code.write_text('TITLE = _("Your exams")\nCOUNT = ngettext("%(n)s exam", "%(n)s exams", n)\n')
    template.write_text(
        '<p title="{% translate "Help" %}">\n'
        "   {% blocktranslate trimmed %}\n     Hello\n     {{ name }}\n   {% endblocktranslate %}\n"
        '{% field form.mail label=_("Your address") %}</p>'
    )

    found = [message for path in (code, template) for _, message, *_ in messages.sentences(path)]

    assert found == [
        "Your exams",
        ("%(n)s exam", "%(n)s exams"),
        "Help",
        "Hello %(name)s",
        "Your address",
    ]


@pytest.mark.parametrize(
    ("french", "fault"),
    [
        ("Bonjour\u00a0: l’été\u202f!", []),
        ("l'été", ["a straight apostrophe"]),
        ("Bonjour : oui", ["a breaking space, or none, before ; : ! ? or inside « »"]),
        ("Vraiment?", ["a breaking space, or none, before ; : ! ? or inside « »"]),
        ("Voir https://exemple.fr/?a=b", []),
        ("À 10:30", []),
    ],
)
def test_typography(french: str, fault: list[str]) -> None:
    assert list(messages.typography(french)) == fault


def test_a_translation_with_another_placeholder_is_a_fault() -> None:
    kept, said = Catalog(locale="fr"), Catalog()
    there = kept.add("Hello %(name)s", "Bonjour %(nom)s")

    faults = list(messages.faults(said.add("Hello %(name)s"), there, kept))

    assert "other placeholders than the English" in faults
