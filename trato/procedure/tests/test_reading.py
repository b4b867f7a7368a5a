import json

import pytest

from trato.procedure import Definition, InvalidDefinition, canonical, from_canonical, load, parse


def test_canonical_bytes_round_trip(definition: Definition, transcription: Definition) -> None:
    for each in (definition, transcription):
        again = from_canonical(canonical(each))
        assert again == each
        for part in (
            "sections",
            "roles",
            "records",
            "actions",
            "events",
            "milestones",
            "indicators",
            "clauses",
            "cases",
        ):
            assert getattr(again, part) == getattr(each, part)
        assert again.choices == each.choices


def test_comments_and_the_order_of_keys_do_not_change_the_hash(text: str, definition: Definition) -> None:
    other = text.replace(
        'code = "PE-CM-01"\nversion = "01"\n', '# otro comentario\nversion =   "01"\ncode = "PE-CM-01"\n'
    )
    assert other != text
    assert load(other.encode()).hash == definition.hash


def test_any_word_changes_the_hash(text: str, definition: Definition) -> None:
    assert load(text.replace("Firmar el contrato.", "Firmar el Contrato.").encode()).hash != definition.hash


def test_canonical_bytes_that_were_touched_are_refused(definition: Definition) -> None:
    spaced = json.dumps(json.loads(canonical(definition))).encode()
    with pytest.raises(InvalidDefinition, match="canónica"):
        from_canonical(spaced)
    with pytest.raises(InvalidDefinition):
        from_canonical(b"{")


BROKEN = [
    (
        'title_en = "Discount", type = "percent"',
        'title_en = "Discount", type = "percent", decimals = 3',
        "«decimals» de «discount_bp» va de 0 a 6, y solo en un campo de tipo rate",
    ),
    (
        'id = "identify"',
        'id = "identify',
        "comillas",
    ),
    (
        'done_when = { exists = "pitch.prepared" }',
        "",
        "Falta «done_when» en la acción «prepare-pitch»",
    ),
    (
        'exists = "pitch.prepared"',
        'exists = "pitch.prepaired"',
        "¿Quisiste decir «pitch.prepared»?",
    ),
    (
        'equals = "rar.issued.legal_answered"',
        'equals = "rar.issued.legal_anwsered"',
        "No existe en el hecho «rar.issued»",
    ),
    (
        'done = "schedule-first-contact"',
        'done = "shedule-first-contact"',
        "¿Quisiste decir «schedule-first-contact»?",
    ),
    (
        '{ exists = "pitch.prepared" }',
        '{ exist = "pitch.prepared" }',
        "no está entre las que existen",
    ),
    (
        '{ exists = "pitch.prepared" }',
        '{ exists = "pitch.prepared", over = "x" }',
        "«over» espera pares",
    ),
    (
        'value = ["fit", "conditions"]',
        'value = ["fit", "condition"]',
        "no está en el catálogo «review-verdict»",
    ),
    (
        'facts = { score = "int" }',
        'facts = { score = "number" }',
        "El dato «score» del hecho «survey.answered»",
    ),
    (
        'by = ["PM"]\nentry',
        'by = ["PMO"]\nentry',
        "No existe el rol «PMO»",
    ),
    (
        'id = "prepare-pitch"',
        'id = "identify"',
        "Está dos veces la acción «identify»",
    ),
    (
        'discretionary = true\nrepeatable = true\ndone_when = { exists = "followup.logged" }',
        'discretionary = 1\nrepeatable = true\ndone_when = { exists = "followup.logged" }',
        "tiene que ser true o false",
    ),
    (
        'registros = "Minuta"',
        'registro = "Minuta"',
        "No existe la clave «registro» en la acción «present». ¿Quisiste decir «registros»?",
    ),
    (
        'limit = "ec-discount-bp"',
        'limit = "ec-discount"',
        "¿Quisiste decir «ec-discount-bp»?",
    ),
    (
        'since = 2026-01-01\nrole = "EC"\nvalue = 500000',
        'since = "enero"\nrole = "EC"\nvalue = 500000',
        "tiene que ser una fecha",
    ),
    (
        'phase = "8.4"\nnumber = 5',
        'phase = "8.4"\nnumber = 7',
        "no se numeran de corrido",
    ),
    (
        'deadline = { days = 2, after = "hand-over" }',
        'deadline = { days = 2, after = "handover" }',
        "¿Quisiste decir",
    ),
    (
        'valid = "proposal.sent.valid_until"',
        'valid = "proposal.sent.total_usd"',
        "«proposal.sent.total_usd» no es una fecha",
    ),
    (
        '{ different_person = ["waiver.requested", "waiver.authorised"], same = ["action"] },\n',
        "",
        "Un desvío no lo puede autorizar quien lo pide",
    ),
    (
        'entry = { soft = { exists = "cycle.opened" } }',
        'entry = { soft = { done = "present" } }',
        "Un círculo: 8.1.1 «Identificar y clasificar» espera a 8.1.4",
    ),
    (
        'entry = { hard = { done = "survey-requirements" } }',
        'entry = { hard = { milestone = "proposed" } }',
        "Un círculo",
    ),
    (
        'by = ["TO"]\nfacts = { rtp',
        "by = []\nfacts = { rtp",
        "nadie puede asentar",
    ),
    (
        "format = 1",
        "format = 2",
        "El formato de este archivo es otro",
    ),
    (
        'status = "draft"',
        'status = "borrador"',
        "«status» del encabezado dice «borrador»",
    ),
    (
        "value = 200000",
        "value = 2000.5",
        "número entero",
    ),
]


@pytest.mark.parametrize(("right", "wrong", "said"), BROKEN)
def test_a_broken_file_is_told_what_and_where(text: str, right: str, wrong: str, said: str) -> None:
    assert right in text
    broken = text.replace(right, wrong, 1)
    definition, problems = parse(broken.encode(), "01.toml")
    assert definition is None
    told = [problem for problem in problems if said in problem.sentence]
    assert told, [str(problem) for problem in problems]
    place = text[: text.index(right)].count("\n") + 1
    assert told[0].file == "01.toml"
    assert told[0].line > 1 or place < 20
    with pytest.raises(InvalidDefinition) as refused:
        load(broken.encode(), file="01.toml")
    assert str(told[0]) in str(refused.value)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('registros = "Minuta"', 'registro = "Minuta"'),
        ('exists = "pitch.prepared"', 'exists = "pitch.prepaired"'),
        ('{ equals = "rar.issued.without_charge", value = 0 }', '{ equals = "rar.issued.without_change", value = 0 }'),
        ('limit = "ec-discount-bp"', 'limit = "ec-discount"'),
        ('{ key = "answered_at", title = "Respondida"', '{ key = "answeredAt", title = "Respondida"'),
    ],
)
def test_the_line_is_the_one_with_the_mistake(text: str, right: str, wrong: str) -> None:
    place = text[: text.index(right)].count("\n") + 1
    _definition, problems = parse(text.replace(right, wrong, 1).encode())
    assert place in [problem.line for problem in problems]


def test_every_problem_is_told_at_once(text: str) -> None:
    broken = text.replace('exists = "pitch.prepared"', 'exists = "pitch.x"').replace('by = ["PM"]', 'by = ["P"]')
    assert len(parse(broken.encode())[1]) >= 2


def test_a_file_in_another_encoding_is_told_so() -> None:
    assert parse('title = "Gestión"'.encode("latin-1"))[1][0].sentence.startswith("El archivo no está en UTF-8")


def test_the_mark_that_windows_editors_put_first_is_no_mistake(text: str, definition: Definition) -> None:
    assert load(b"\xef\xbb\xbf" + text.encode()) == definition


@pytest.mark.parametrize(
    "junk", ["", "[[action]]\n", "action = 3\n", "choice = 3\n", "x = [", "\x00", "[[action]]\nid = 3\n"]
)
def test_junk_is_refused_with_sentences(junk: str) -> None:
    definition, problems = parse(junk.encode())
    assert definition is None
    assert all(problem.sentence.endswith((".", "?")) for problem in problems)


def test_an_action_nothing_leads_to_is_found(text: str) -> None:
    broken = text.replace(
        'requires = { equals = "payment-plan.agreed.difference", value = 0 }',
        'requires = { all = [{ equals = "payment-plan.agreed.difference", value = 0 }, { exists = "handover.sent" }] }',
    )
    assert broken != text
    assert any("no se llega nunca" in problem.sentence for problem in parse(broken.encode())[1])


def test_a_transcription_adds_nothing(transcription: Definition) -> None:
    added = canonical(transcription).decode().replace('"source":"document"', '"source":"proposed"', 1)
    with pytest.raises(InvalidDefinition, match="no agrega nada"):
        from_canonical(added.encode())
