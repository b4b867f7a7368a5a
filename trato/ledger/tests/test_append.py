from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from trato.ledger.actors import Actor
from trato.ledger.append import Draft, HeadMoved, append
from trato.ledger.entries import entries_after, entries_of, last_seq, last_seqs, stream_entries
from trato.ledger.models import Entry, Head
from trato.ledger.queries import head, seal
from trato.ledger.tree import EMPTY_ROOT, leaf_hash, root_of


def test_a_new_ledger_is_empty(db: None) -> None:
    assert (head().size, seal()) == (0, EMPTY_ROOT)


def test_an_entry_says_what_happened_who_did_it_in_which_role_and_when(
    write: Callable[..., list[Entry]], noon: datetime
) -> None:
    (entry,) = write(
        "cycle/42",
        action="survey-requirements",
        definition="a" * 64,
        facts={"version": 2, "legal": True, "due": "2026-03-10"},
        record="b" * 64,
        attachments=("c" * 64,),
        waiver="waiver/7",
        occurred_at=noon - timedelta(days=1),
    )
    assert json.loads(Entry.objects.get(pos=1).body) == {
        "action": "survey-requirements",
        "actor": "user/7",
        "actor_kind": "user",
        "attachments": ["c" * 64],
        "definition": "a" * 64,
        "event": "rar.issued",
        "facts": {"due": "2026-03-10", "legal": True, "version": 2},
        "format": "trato-ledger/1",
        "occurred_at": "2026-03-02T15:00:00.000000Z",
        "opens": 1,
        "pos": 1,
        "previous": "",
        "record": "b" * 64,
        "recorded_at": "2026-03-03T15:00:00.000000Z",
        "role": "EC",
        "seq": 1,
        "stream": "cycle/42",
        "waiver": "waiver/7",
    }
    (recorded,) = stream_entries("cycle/42")
    assert recorded == entry.recorded()
    assert (recorded.occurred_at, recorded.recorded_at) == (noon - timedelta(days=1), noon)
    assert (recorded.actor_key, recorded.role, recorded.facts["version"]) == ("user/7", "EC", 2)


def test_positions_and_numbers_are_contiguous_and_each_entry_follows_the_one_before(history: None) -> None:
    entries = list(Entry.objects.order_by("pos"))
    assert [entry.pos for entry in entries] == list(range(1, 13))
    assert [(e.stream, e.seq) for e in entries[:4]] == [("cycle/1", 1), ("cycle/2", 1), ("cycle/3", 1), ("cycle/1", 2)]
    leaves = {(entry.stream, entry.seq): bytes(entry.leaf).hex() for entry in entries}
    for entry in entries:
        told = json.loads(entry.body)
        assert told["previous"] == leaves.get((entry.stream, entry.seq - 1), "")
        assert bytes(entry.leaf) == leaf_hash(bytes(entry.body))


def test_each_stream_is_numbered_by_its_first_entry(history: None) -> None:
    opens = [json.loads(body)["opens"] for body in Entry.objects.order_by("pos").values_list("body", flat=True)]
    assert opens == [1, 2, 3, 0, 0, 0, 0, 0, 0, 4, 0, 0]
    assert head().streams == 4


def test_the_seal_is_the_root_of_every_leaf(history: None) -> None:
    leaves = [bytes(leaf) for leaf in Entry.objects.order_by("pos").values_list("leaf", flat=True)]
    assert (head().size, head().root, seal()) == (12, root_of(leaves).hex(), root_of(leaves))


def test_recorded_time_never_goes_back(write: Callable[..., list[Entry]], noon: datetime) -> None:
    write("cycle/1", hour=5)
    write("cycle/1", hour=2)
    first, second = stream_entries("cycle/1")
    assert second.recorded_at == first.recorded_at == noon + timedelta(hours=5)
    assert second.occurred_at == noon + timedelta(hours=2)


def test_an_append_that_is_rolled_back_leaves_no_gap(
    write: Callable[..., list[Entry]], noon: datetime, executive: Actor
) -> None:
    write("cycle/1")
    with transaction.atomic():
        append([Draft(stream="cycle/1", event="rar.issued", occurred_at=noon, actor=executive)], at=noon)
        transaction.set_rollback(True)
    write("cycle/1")
    assert [entry.seq for entry in stream_entries("cycle/1")] == [1, 2]
    assert head().size == 2


def test_nothing_is_written_when_nothing_is_drafted(db: None, noon: datetime) -> None:
    with transaction.atomic():
        assert append([], at=noon) == []
    assert head().size == 0


def test_without_a_head_row_nothing_is_written(unguarded: Any, write: Callable[..., list[Entry]]) -> None:
    unguarded("DELETE FROM ledger_head")
    with pytest.raises(HeadMoved):
        write("cycle/1")
    assert not Entry.objects.exists()


def test_many_drafts_cost_as_many_queries_as_few(
    write: Callable[..., list[Entry]], django_assert_num_queries: Callable[[int], Any]
) -> None:
    for streams in (["cycle/1"], [f"cycle/{number}" for number in range(100)]):
        with django_assert_num_queries(6):
            write(*streams)


def test_entries_of_many_streams_cost_one_query(history: None, django_assert_num_queries: Callable[[int], Any]) -> None:
    with django_assert_num_queries(1):
        found = entries_of(["cycle/1", "cycle/2", "cycle/9"])
    assert [entry.pos for entry in found["cycle/1"]] == [1, 4, 7]
    assert [entry.pos for entry in found["cycle/2"]] == [2, 5, 8]
    assert found["cycle/9"] == []


def test_readers_follow_the_ledger_by_position(history: None) -> None:
    assert [entry.pos for entry in entries_after(10)] == [11, 12]
    assert [entry.pos for entry in entries_after(0, limit=2)] == [1, 2]


def test_a_form_can_tell_that_somebody_wrote_meanwhile(history: None) -> None:
    assert last_seq("cycle/4") == 3
    assert last_seq("cycle/9") == 0
    assert last_seqs(["cycle/1", "cycle/9"]) == {"cycle/1": 3}


def test_the_head_is_one_row(db: None) -> None:
    assert Head.objects.count() == 1
