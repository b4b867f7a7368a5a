import jsonschema
import pytest

from trato.procedure import Definition, Field
from trato.procedure.definition.facts import parse_fact_type

DIGEST = "0" * 64


def sample(item: Field, definition: Definition) -> object:  # noqa: PLR0911
    """Return a filled value of the field's kind."""
    match item.type:
        case "int" | "percent" | "rate":
            return 3
        case "bool":
            return True
        case "date":
            return "2026-03-02"
        case "datetime":
            return "2026-03-02T10:00:00-03:00"
        case "hash":
            return DIGEST
        case "money":
            return {"minor": 100, "currency": "ARS"}
        case "table":
            return [{column.key: sample(column, definition) for column in item.of}]
        case "list":
            return [definition.choice(item.choices).codes[0] if item.choices else "uno"]
        case _:
            return definition.choice(item.choices).codes[0] if item.choices else "algo"


def test_every_record_an_event_names_has_its_fields(definition: Definition) -> None:
    for kind in definition.events:
        if kind.record:
            assert definition.record(kind.record).fields


def test_every_schema_is_a_schema_and_takes_a_filled_record(definition: Definition) -> None:
    for record in definition.records:
        schema = record.schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        full = {item.key: sample(item, definition) for item in record.fields}
        jsonschema.validate(full, schema)
        jsonschema.validate({item.key: full[item.key] for item in record.fields if item.required}, schema)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({**full, "stranger": 1}, schema)
        for item in record.fields:
            if item.required:
                with pytest.raises(jsonschema.ValidationError):
                    jsonschema.validate({key: value for key, value in full.items() if key != item.key}, schema)


def test_an_optional_datum_may_be_empty_and_a_required_one_may_not(definition: Definition) -> None:
    schema = definition.record("closing").schema()
    jsonschema.validate(
        {"motive": "price", "lesson": "Antes, el presupuesto.", "detail": None, "recontact_on": ""}, schema
    )
    for wrong in ({"motive": "price", "lesson": ""}, {"motive": "boredom", "lesson": "x"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema)


def test_a_percentage_is_a_part_of_a_whole_and_a_rate_is_not_negative(definition: Definition) -> None:
    schema = definition.record("proposal").schema()["properties"]
    for kind, good, wrong in (
        ("discount_bp", (0, 1050, 10_000, None), (-1, 10_001, 10.5, "10")),
        ("rate", (0, 148_000, None), (-1, "1480")),
    ):
        for value in good:
            jsonschema.validate(value, schema[kind])
        for value in wrong:
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(value, schema[kind])
    assert definition.record("proposal").field("rate").decimals == 2


def test_no_record_shows_people_how_a_number_is_stored(definition: Definition) -> None:
    for record in definition.records:
        for item in (*record.fields, *(column for table in record.fields for column in table.of)):
            assert (item.type == "percent") == item.key.endswith("_bp"), (record.id, item.key)
            assert (item.type == "rate") == (item.key == "rate"), (record.id, item.key)
            assert "puntos básicos" not in item.title
            assert "centavos" not in item.title


def test_editable_catalogues_take_codes_an_installation_added(definition: Definition) -> None:
    sector = definition.record("classification").schema()["properties"]["sector"]
    assert "enum" not in sector
    assert definition.choice("sector").editable


def test_every_label_has_its_english(definition: Definition) -> None:
    for record in definition.records:
        for item in (*record.fields, *(column for table in record.fields for column in table.of)):
            assert item.title_en, (record.id, item.key)
    for choice in definition.choices.values():
        assert all(option.label_en for option in choice.options), choice.name
    for each in (*definition.actions, *definition.events):
        assert each.text_en
    assert all(label.label_en for label in definition.fact_labels.values())


def test_a_field_without_a_section_stays_in_the_one_before(definition: Definition) -> None:
    rar = definition.record("rar")
    assert rar.field("cuit").section == "A. Prospecto y clasificación"
    assert rar.field("hosting").section == "D. Otras especificidades"


@pytest.mark.parametrize("written", ["int", "date?", "code:medium", "code:medium?", "hash"])
def test_kinds_of_facts(written: str) -> None:
    kind = parse_fact_type(written)
    assert kind is not None
    assert kind.optional is written.endswith("?")


@pytest.mark.parametrize("written", ["", "text", "int:3", "float", "str?"])
def test_free_text_is_no_kind_of_fact(written: str) -> None:
    assert parse_fact_type(written) is None
