from datetime import date

from trato.procedure import Calendar, Definition, Status, case_events, evaluate
from trato.procedure.tests.story import Story, issue_rar, send_proposal, sha


def test_nothing_happened_yet(story: Story) -> None:
    state = story.state(0)
    assert state.actions["identify"].status is Status.EARLY
    assert (state.steps_done, state.outcome, state.closed, state.void) == (0, "", False, ())
    assert state.comb == "wwww|wwwwwwww|www|wwwww"


def test_an_imported_row_has_no_clock_running(story: Story) -> None:
    story.tell("cycle.opened", 0, source="list", clock=False, imported=True, before_system=False, returning=False)
    assert story.state(9).due_on is None
    assert story.state(9).comb.startswith("cwww")


def test_an_opened_cycle_is_to_be_classified_in_two_business_days(story: Story) -> None:
    story.tell("cycle.opened", 3, source="list", clock=True, imported=False, before_system=False, returning=False)
    state = story.state(3)
    assert (state.next_action, state.due_on) == ("identify", date(2026, 3, 9))
    assert story.state(7).comb[0] == "c"
    assert story.state(8).comb[0] == "v"


def test_overdue_begins_at_the_next_local_midnight(story: Story) -> None:
    story.tell("cycle.opened", 3, source="list", clock=True, imported=False, before_system=False, returning=False)
    assert story.state(3).changes_at == story.at(8, "00:00")
    assert story.state(7, "23:59").comb[0] == "c"
    assert story.state(8, "00:00").comb[0] == "v"


def test_a_holiday_moves_the_deadline(presented: Story) -> None:
    issue_rar(presented, "rar-1", 18)
    assert presented.state(18).actions["decide-depth"].due_on == date(2026, 3, 25)


def test_a_message_before_the_classification_counts_once_it_is_classified(story: Story) -> None:
    story.tell("cycle.opened", 0, source="inbound", clock=True, imported=False, before_system=False, returning=False)
    story.tell("contact.logged", 0, answered=True, inbound=True, medium="whatsapp")
    story.tell("meeting.scheduled", 0, starts_at=story.at(3).isoformat(), medium="video", record="reu")
    assert story.state(0).actions["schedule-first-contact"].status is Status.EARLY
    story.tell("prospect.classified", 1, groups=6, contacts=1, priority="low", record="cla")
    state = story.state(1).actions["schedule-first-contact"]
    assert (state.status, state.done_seq, state.evidence) == (Status.DONE, 4, (2, 3))


def test_minutes_before_the_meeting_do_not_count(story: Story) -> None:
    story.tell("cycle.opened", 0, source="list", clock=True, imported=False, before_system=False, returning=False)
    story.tell("meeting.scheduled", 0, starts_at=story.at(3).isoformat(), medium="video", record="reu")
    story.tell("minutes.sent", 2, recipients=1, record="min")
    assert story.state(4).void == (3,)


def test_a_fact_entered_late_is_judged_by_its_own_date(proposed: Story) -> None:
    given = {"rar": sha("rar-1"), "proposal": sha("ppt-1"), "means": "mail"}
    assert proposed.tell("conformity.given", 18, "laura/FC", "cnf", recorded_day=21, **given)
    assert proposed.state(20).actions["agree-requirements"].status is not Status.DONE
    assert proposed.state(21).actions["agree-requirements"].done_at == proposed.events[-1].occurred_at


def test_the_client_is_waited_for_once_the_proposal_is_out(reviewed: Story) -> None:
    assert not reviewed.state(7).waiting_for_client
    send_proposal(reviewed, "ppt-1", 8)
    state = reviewed.state(8)
    assert (state.next_action, state.waiting_for_client, state.due_on) == (
        "agree-requirements",
        True,
        date(2026, 3, 20),
    )


def test_an_expired_proposal_changes_the_state_by_the_clock_alone(proposed: Story) -> None:
    assert proposed.state(9).changes_at == proposed.at(19, "00:00")
    assert proposed.state(18).actions["agree-requirements"].status is Status.OPEN
    assert proposed.state(19).actions["agree-requirements"].status is Status.BLOCKED


def test_an_agreement_is_done_until_it_expires_and_again_once_renewed(proposed: Story) -> None:
    proposed.tell("nda.signed", 9, record="nda-1", expires_on="2026-03-13")
    assert proposed.state(9).changes_at == proposed.at(12, "00:00")
    by_day = [proposed.state(day).actions["sign-nda"].status for day in (9, 11, 12, 13)]
    assert by_day == [Status.DONE, Status.DONE, Status.OPEN, Status.OPEN]
    assert proposed.state(12).actions["sign-nda"].reopened_by is None
    proposed.tell("proposal.followed", 13, answer="thinking")
    assert proposed.state(13).actions["sign-nda"].status is Status.OPEN
    proposed.tell("nda.signed", 13, record="nda-2", expires_on="2026-12-31")
    renewed = proposed.state(13).actions["sign-nda"]
    assert (renewed.status, renewed.done_seq) == (Status.DONE, proposed.events[-1].seq)


def test_follow_ups_of_a_proposal_come_at_three_seven_and_twelve_days(proposed: Story) -> None:
    due = [proposed.state(8).actions["follow-proposal"].due_on]
    for day in (10, 11, 14):
        proposed.tell("proposal.followed", day, answer="thinking")
        due.append(proposed.state(day).actions["follow-proposal"].due_on)
    assert due == [date(2026, 3, 13), date(2026, 3, 19), date(2026, 3, 30), None]


def test_a_new_rar_reopens_what_was_over_the_old_one(proposed: Story) -> None:
    issue_rar(proposed, "rar-2", 9, version=2)
    state = proposed.state(9)
    seq = proposed.events[-1].seq
    for action in ("decide-depth", "review-requirements", "submit-proposal"):
        assert state.actions[action].reopened_by == seq
    assert state.actions["survey-requirements"].status is Status.DONE
    assert state.actions["decide-depth"].due_on == date(2026, 3, 12)
    assert "proposed" in state.milestones


def test_a_waiver_stands_until_it_is_regularised(presented: Story) -> None:
    asked = {"action": "survey-requirements", "reason": "urgency", "regularise_by": "2026-03-11"}
    presented.tell("waiver.requested", 4, record="dsv", **asked)
    presented.tell("waiver.authorised", 4, "gabi/GC", "dsv", request="0" * 64, **asked)
    waived = presented.state(4)
    assert waived.actions["survey-requirements"].status is Status.WAIVED
    assert waived.actions["survey-requirements"].due_on == date(2026, 3, 11)
    assert waived.actions["decide-depth"].status is Status.OPEN
    assert waived.comb.split("|")[1][0] == "x"
    presented.tell("waiver.regularised", 9, action="survey-requirements")
    assert presented.state(9).actions["survey-requirements"].status is Status.OPEN


def test_what_is_done_later_ends_the_waiver(presented: Story) -> None:
    asked = {"action": "survey-requirements", "reason": "urgency", "regularise_by": "2026-03-11"}
    presented.tell("waiver.requested", 4, record="dsv", **asked)
    presented.tell("waiver.authorised", 4, "gabi/GC", "dsv", request="0" * 64, **asked)
    issue_rar(presented, "rar-1", 5)
    assert presented.state(5).actions["survey-requirements"].status is Status.DONE


def test_a_complaint_has_three_days_and_a_question_one(presented: Story) -> None:
    presented.tell("enquiry.received", 4, record="c-1", kind="enquiry")
    assert presented.state(4).actions["handle-enquiry"].due_on == date(2026, 3, 9)
    presented.tell("enquiry.answered", 4, record="c-1b", enquiry=sha("c-1"), kind="enquiry")
    assert presented.state(4).actions["handle-enquiry"].status is Status.DONE
    presented.tell("enquiry.received", 7, record="c-2", kind="complaint")
    state = presented.state(7).actions["handle-enquiry"]
    assert (state.status, state.due_on) == (Status.OPEN, date(2026, 3, 12))


def test_the_first_ending_stays(proposed: Story) -> None:
    proposed.tell("closing.decided", 9, motive="price", record="cie")
    state = proposed.state(9)
    assert (state.outcome, state.outcome_at) == ("not-contracted", proposed.events[-1].occurred_at)
    assert state.actions["agree-requirements"].status is Status.NOT_APPLICABLE
    assert proposed.state(10).next_action == "update-information"


def test_after_closing_nothing_of_the_contract_counts(proposed: Story) -> None:
    proposed.tell("closing.decided", 9, motive="price", record="cie")
    given = {"rar": sha("rar-1"), "proposal": sha("ppt-1"), "means": "mail"}
    permission = proposed.tell("conformity.given", 10, "laura/FC", "cnf", **given)
    assert [reason.code for reason in permission.reasons] == ["not-applicable"]
    assert proposed.state(10).void == (proposed.events[-1].seq,)


def test_an_event_of_another_version_is_ignored(story: Story) -> None:
    before = story.state(1)
    story.tell("something.else", 0)
    assert story.state(1) == before


def test_a_review_has_its_day_from_the_deep_survey_when_there_is_one(definition: Definition) -> None:
    """Born from the decision alone, it would be overdue before anybody could do it."""
    events = case_events(definition, next(case for case in definition.cases if case.id == "contracted"))
    approved = next(place for place, event in enumerate(events) if event.name == "rtp.approved")
    for upto, due in ((approved, None), (approved + 1, date(2026, 3, 13))):
        state = evaluate(definition, events[:upto], events[upto - 1].recorded_at, Calendar())
        assert state.actions["review-requirements"].due_on == due
