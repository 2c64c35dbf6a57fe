from __future__ import annotations

from event_builders import an_event, open_stores_in

from wegmarke.identity import reading


def stores_with(tmp_path, *events):
    stores = open_stores_in(tmp_path)
    stores.take_in([an_event(source_event_id=str(number), **event) for number, event in enumerate(events)])
    return stores


def named(*pairs):
    return {"person_identifiers": [{"kind": kind, "value": value} for kind, value in pairs]}


def test_identifiers_of_a_person_stand_in_the_order_of_their_appearance(tmp_path):
    stores = stores_with(
        tmp_path, named(("cookie", "a")), named(("email", "x@y.de"), ("cookie", "a")), named(("crm", "9"))
    )

    assert reading.identifiers_of(stores.state, "person", 1) == [(1, "cookie"), (2, "email")]
    stores.close()


def test_links_of_a_person_name_both_ends_and_their_source(tmp_path):
    stores = stores_with(
        tmp_path, named(("email", "x@y.de"), ("cookie", "a")), named(("email", "z@y.de"), ("cookie", "b"))
    )

    (link,) = reading.links_of(stores.state, 1)

    assert (link.identifier, link.kind, link.other, link.other_kind, link.source) == (1, "email", 2, "cookie", "crm")
    stores.close()


def test_nobody_has_neither_identifiers_nor_links(tmp_path):
    stores = stores_with(tmp_path)

    assert (reading.identifiers_of(stores.state, "person", 7), reading.links_of(stores.state, 7)) == ([], [])
    stores.close()


def test_only_later_identifiers_are_read_again(tmp_path):
    stores = stores_with(tmp_path, named(("cookie", "a")), named(("email", "x@y.de")))

    later = reading.identifiers_since(stores.state, "person", 1)

    assert (later["identifier"].to_pylist(), later["kind"].to_pylist()) == ([2], ["email"])
    stores.close()


def test_hash_of_a_value_is_the_one_it_was_stored_with(tmp_path):
    stores = stores_with(tmp_path, named(("cookie", "a")), named(("email", "X@y.de")))
    known = reading.identifiers_since(stores.state, "person", 0)

    heads = reading.hash_heads(stores.keys, reading.kinds_among(known), " x@Y.de ")

    assert [head in heads.tolist() for head in known["head"].to_pylist()] == [False, True]
    stores.close()


def test_value_that_identifies_nobody_has_no_hash(tmp_path):
    stores = stores_with(tmp_path)

    assert reading.hash_heads(stores.keys, ["email", "cookie"], "undefined").tolist() == []
    stores.close()
