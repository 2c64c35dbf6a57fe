from __future__ import annotations

import re
import string
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po

import wegmarke
from wegmarke.domain import Language
from wegmarke.i18n import catalogue_path

PACKAGE = Path(wegmarke.__file__).parent
GLOSSARY = {
    ("unit", "Account"): "Unternehmen",
    ("units", "Accounts"): "Unternehmen",
    ("unit", "Person"): "Person",
    ("units", "Persons"): "Personen",
    ("lane", "Phase"): "Phase",
    ("lane", "Steps"): "Schritte",
    ("lane", "Touchpoints"): "Kontaktpunkte",
    ("lane", "Emotion"): "Emotion",
    ("lane", "Metrics"): "Kennzahlen",
    ("measure", "Touches"): "Kontaktereignisse",
    ("measure", "Events"): "Ereignisse",
    ("paths", "Transitions"): "Übergänge",
    ("source", "Source"): "Quelle",
    ("place", "Home"): "Start",
    ("place", "Explore"): "Auswerten",
    ("place", "People"): "Personen",
}


def used_messages() -> set[tuple[str | None, str]]:
    keywords = DEFAULT_KEYWORDS | {"marked": ((1, "c"), 2)}
    methods = [("**.py", "python"), ("**/templates/**.html", "jinja2.ext:babel_extract")]
    found = extract_from_dir(str(PACKAGE), methods, keywords=keywords)
    messages = set()
    for file, line, message, _, context in found:
        source = message[0] if isinstance(message, tuple) else message
        assert source, f"{file}:{line} marks an empty text"
        messages.add((context, source))
    return messages


def catalogue(language: Language):
    with catalogue_path(language).open("rb") as file:
        return read_po(file, locale=language.value, abort_invalid=True)


def german() -> dict[tuple[str | None, str], tuple[str, ...]]:
    entries = {}
    for message in catalogue(Language.DE):
        if message.id:
            source = message.id[0] if isinstance(message.id, tuple) else message.id
            entries[message.context, source] = (
                message.string if isinstance(message.string, tuple) else (message.string,)
            )
    return entries


def test_every_used_message_is_in_german():
    missing = sorted(used_messages() - german().keys(), key=str)

    assert not missing, "\n".join(f'{context}: "{message}"' for context, message in missing)


def test_no_german_text_is_left_over():
    left_over = sorted(german().keys() - used_messages(), key=str)

    assert not left_over


def test_no_german_text_is_empty_or_unsure():
    empty = [key for key, forms in german().items() if not all(forms)]
    unsure = [message.id for message in catalogue(Language.DE) if message.id and message.fuzzy]

    assert not empty
    assert not unsure


def test_german_keeps_the_places_for_values():
    def places(text: str) -> set[str]:
        return set(re.findall(r"%\((\w+)\)s", text))

    wrong = [
        source
        for (_, source), forms in german().items()
        if any(places(form) - places(source) - {"n"} or places(source) - places(form) - {"n"} for form in forms)
    ]

    assert not wrong


@pytest.mark.parametrize(("key", "label"), GLOSSARY.items())
def test_german_labels_are_those_of_the_glossary(key, label):
    assert german()[key] == (label,)


def test_german_addresses_people_with_sie_and_does_not_shout():
    texts = " ".join(form for forms in german().values() for form in forms)
    words = {word.strip(string.punctuation + "„“") for word in texts.split()}

    assert not words & {"du", "dein", "deine", "dir", "dich", "Du", "Dein", "Deine"}
    assert "!" not in texts
    assert "erfolgreich" not in texts.lower()


def test_english_only_holds_what_differs():
    for message in catalogue(Language.EN):
        if message.id:
            assert message.string
            assert message.string != message.id
