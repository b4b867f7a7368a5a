from trato.documents.controlled.papers import Block, blocks_of, contents_of, papers_of
from trato.procedure import Action, Definition, Phase, Role, Section, Term

DEFINITION = Definition(
    code="PE-CM-01",
    version="01",
    status="draft",
    title="Gestión del Cliente",
    sections=(
        Section(number="3", title="Alcance", text="Finaliza con:\n- Firma.\n- Cierre.", source="document"),
        Section(number="5", title="Definiciones", definitions=(Term(term="CM", name="Contrato Modelo", text="T"),)),
        Section(number="6", title="Roles participantes", source="document"),
    ),
    roles=(
        Role(code="EC", label="Ejecutivo Comercial", source="document"),
        Role(code="SGC", label="Responsable de Calidad", source="proposed"),
    ),
    phases=(Phase(number="8.1", title="Identificar", source="document"), Phase(number="8.3", title="Pagos")),
    actions=(
        Action(
            id="identify",
            phase="8.1",
            number=1,
            text="Clasificar, teniendo en cuenta: prioridad, escala.",
            literal="Clasificar, teniendo en cuenta: prioridad, .escala.",
            source="document",
        ),
        Action(id="present", phase="8.1", number=4, text="Presentar: bien, claro.", source="proposed"),
    ),
)


def test_lines_with_dashes_and_letters_become_lists() -> None:
    assert blocks_of("Se inicia.\n- Uno\n- Dos\na. acuerdos,\nb. guías\nFin.") == (
        Block("text", ("Se inicia.",)),
        Block("dashes", ("Uno", "Dos")),
        Block("letters", ("acuerdos,", "guías")),
        Block("text", ("Fin.",)),
    )


def test_every_part_is_on_one_sheet_and_in_the_index() -> None:
    sheets = papers_of(DEFINITION)
    assert [[part.number for part in sheet] for sheet in sheets] == [["3", "5"], ["6"], ["8", "8.1"], ["8.3"], [""]]
    assert [line.text.split()[0] for line in contents_of(DEFINITION)][:6] == ["3", "5", "6", "8", "8.1", "8.3"]


def test_the_bullets_the_source_lost_are_back_only_where_their_dots_were() -> None:
    step, other = papers_of(DEFINITION)[2][1].steps
    assert (step.lead, step.items) == ("Clasificar, teniendo en cuenta:", ("prioridad,", "escala."))
    assert (other.lead, other.items) == ("Presentar: bien, claro.", ())


def test_what_the_version_adds_is_marked_and_the_rest_is_not() -> None:
    steps = papers_of(DEFINITION)[2][1].steps
    assert [step.proposed for step in steps] == [False, True]
    assert [line.proposed for line in papers_of(DEFINITION)[1][0].roles] == [False, True]
