import pytest

from trato.procedure import Definition, may_try, permits, sentence
from trato.procedure.tests.story import Story, issue_rar, send_proposal, sha

RAR = {"requirements": 3, "must": 2, "without_acceptance": 0, "without_charge": 0, "legal_answered": True, "version": 1}


def codes(story: Story, name: str, day: int, who: str = "ana/EC", record: str = "", **facts: object) -> list[str]:
    return [reason.code for reason in story.may(name, story.at(day, "20:00"), who, record, **facts).reasons]


def test_the_role_exercised_is_the_first_listed_that_is_held(story: Story) -> None:
    permission = permits(
        story.definition, (), event="followup.logged", facts={"answered": False, "inbound": False, "medium": "mail"},
        actor_key="gabi", roles=("GC", "EC"), at=story.at(0), calendar=story.calendar,
    )  # fmt: skip
    assert (permission.role, permission.reasons) == ("EC", ())


def test_a_role_that_is_not_listed_may_not(story: Story) -> None:
    permission = story.may("rtp.issued", story.at(0), "gabi/GC")
    assert permission.role == ""
    assert "wrong-role" in [reason.code for reason in permission.reasons]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"recipients": "2"}, "bad-fact"),
        ({"recipients": True}, "bad-fact"),
        ({}, "missing-fact"),
        ({"recipients": 1, "text": "hola"}, "unknown-fact"),
    ],
)
def test_facts_have_the_declared_shape(presented: Story, facts: dict[str, object], code: str) -> None:
    assert codes(presented, "minutes.sent", 3, **facts) == [code]


def test_a_code_comes_from_its_catalogue(presented: Story) -> None:
    assert codes(presented, "closing.decided", 4, motive="boredom") == ["unknown-code"]


def test_an_unknown_event_is_refused(story: Story) -> None:
    assert codes(story, "contract.dreamt", 0) == ["unknown-event"]


def test_nothing_may_be_recorded_on_a_transcription(transcription: Definition, story: Story) -> None:
    permission = permits(
        transcription, (), event="rar.issued", facts=RAR, actor_key="ana", roles=("EC",), at=story.at(0),
        calendar=story.calendar,
    )  # fmt: skip
    assert not permission


def test_a_fact_of_tomorrow_is_refused(presented: Story) -> None:
    permission = presented.may("rar.issued", presented.at(4), happened=presented.at(5), **RAR)
    assert [reason.code for reason in permission.reasons] == ["future"]


def test_no_proposal_without_a_review(presented: Story) -> None:
    issue_rar(presented, "rar-1", 4)
    refused = send_proposal(presented, "ppt-1", 5, "gabi/GC")
    assert [reason.params.get("action") for reason in refused.reasons] == ["review-requirements"]
    assert presented.state(5).void == (presented.events[-1].seq,)


@pytest.mark.parametrize(
    ("who", "total", "discount", "allowed"),
    [
        ("ana/EC", 500_000, 1_000, True),
        ("ana/EC", 500_001, 0, False),
        ("ana/EC", 100_000, 1_001, False),
        ("gabi/GC", 900_000, 3_000, True),
    ],
)
def test_who_may_commit_what(reviewed: Story, who: str, total: int, discount: int, allowed: bool) -> None:
    assert bool(send_proposal(reviewed, "ppt-1", 8, who, total_usd=total, discount_bp=discount)) is allowed


def test_the_limit_is_named_with_who_may_go_over_it(reviewed: Story, definition: Definition) -> None:
    refused = send_proposal(reviewed, "ppt-1", 8, total_usd=600_000)
    assert [sentence(reason, definition) for reason in refused.reasons] == [
        "El total en dólares (USD 6.000,00) supera el límite de USD 5.000,00; lo puede hacer GC (Gerente Comercial)"
    ]


def test_a_proposal_over_an_older_rar_is_refused(reviewed: Story) -> None:
    assert codes(reviewed, "proposal.sent", 8, record="ppt", rar=sha("rar-0"), total_usd=1, discount_bp=0,
                 valid_until="2026-03-20", version=1) == ["outdated"]  # fmt: skip


def test_an_expired_proposal_cannot_be_accepted(proposed: Story, definition: Definition) -> None:
    given = {"rar": sha("rar-1"), "proposal": sha("ppt-1"), "means": "link"}
    assert proposed.may("conformity.given", proposed.at(18), "laura/FC", **given)
    refused = proposed.may("conformity.given", proposed.at(19), "laura/FC", **given)
    assert [sentence(reason, definition) for reason in refused.reasons] == ["La propuesta venció el 20/03/2026"]


def test_the_author_of_an_rtp_does_not_approve_it(presented: Story, definition: Definition) -> None:
    issue_rar(presented, "rar-1", 4)
    presented.tell("depth.decided", 4, record="pro", needed=True, rule=True, rar=sha("rar-1"))
    presented.tell("rtp.issued", 5, "eva/EET", "rtp-1", rar=sha("rar-1"), requirements=3, unanswered=0,
                   verdict="feasible", version=1)  # fmt: skip
    refused = presented.may("rtp.approved", presented.at(6), "eva/TO", rtp=sha("rtp-1"), verdict="feasible")
    assert [sentence(reason, definition) for reason in refused.reasons] == [
        "Falta otra persona: quien emitió el RTP no puede aprobar el RTP"
    ]


def test_who_asks_for_a_waiver_does_not_authorise_it(presented: Story) -> None:
    """Even when somebody else asked for another waiver in between."""
    one = {"action": "survey-requirements", "reason": "urgency", "regularise_by": "2026-03-11"}
    presented.tell("waiver.requested", 4, "gabi/GC", "dsv-1", **one)
    presented.tell("waiver.requested", 4, "ana/EC", "dsv-2", **{**one, "action": "decide-depth"})
    assert codes(presented, "waiver.authorised", 4, "gabi/GC", request=sha("dsv-1"), **one) == ["same-person"]
    other = {**one, "action": "decide-depth"}
    assert codes(presented, "waiver.authorised", 4, "gabi/GC", request=sha("dsv-2"), **other) == []


@pytest.mark.parametrize("action", ["sign-contract", "close", "no-such-action"])
def test_some_actions_are_never_waived(presented: Story, action: str) -> None:
    asked = {"action": action, "reason": "urgency", "regularise_by": "2026-03-11"}
    presented.tell("waiver.requested", 4, record="dsv", **asked)
    assert codes(presented, "waiver.authorised", 4, "gabi/GC", request=sha("dsv"), **asked) == ["never-waived"]


def test_closing_unanswered_takes_three_attempts_by_two_media_over_ten_days(
    story: Story, definition: Definition
) -> None:
    story.tell("cycle.opened", 0, source="list", clock=False, imported=True, before_system=False, returning=False)
    for day, medium in ((0, "phone"), (7, "phone")):
        story.tell("followup.logged", day, answered=False, inbound=False, medium=medium)
    refused = story.may("closing.decided", story.at(11, "20:00"), motive="no-answer")
    assert [sentence(reason, definition) for reason in refused.reasons] == [
        "Falta registrar un contacto o registrar un seguimiento: hacen falta 3 y van 2",
        "Falta registrar un contacto o registrar un seguimiento con 2 valores distintos en el medio: van 1",
        "Tienen que pasar 10 días hábiles desde que registró un contacto o dio seguimiento: van 9",
    ]
    story.tell("followup.logged", 14, answered=False, inbound=False, medium="mail")
    assert story.may("closing.decided", story.at(14, "20:00"), motive="no-answer")


def test_trying_says_role_and_entry_before_any_form_is_shown(presented: Story, definition: Definition) -> None:
    state = presented.state(4)
    assert may_try(definition, state, "survey-requirements", ("EC",)) == ()
    assert [r.code for r in may_try(definition, state, "survey-requirements", ("PM",))] == ["wrong-role"]
    assert [r.code for r in may_try(definition, state, "submit-proposal", ("EC",))] == ["action-not-done"]
    assert [r.code for r in may_try(definition, state, "amend", ("EC",))] == ["not-applicable"]


def test_what_comes_early_may_be_tried(story: Story, definition: Definition) -> None:
    assert may_try(definition, story.state(0), "schedule-first-contact", ("EC",)) == ()
