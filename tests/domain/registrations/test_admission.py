"""How a sign-up is admitted, as any door asks it: with values, and without a page."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from acts import act
from at_once import at_once
from factories import ADA, NO_CONSENT, make_seminar, texts
from sqlalchemy import select
from visitors import everything_stored, rows

from seminars.domain import change_log
from seminars.domain.errors import (
    ChangedMeanwhile,
    PartlyFits,
    PartyTooLarge,
    RegistrationClosed,
    SeminarFull,
    SentAlready,
)
from seminars.domain.guard import suspicion, throttle
from seminars.domain.guard.spent_proofs import ProofSpent
from seminars.domain.guard.suspicion import A_DAY, TEN_MINUTES, ProofNeeded, TooManySignUps
from seminars.domain.guard.throttle import Tally
from seminars.domain.people.sign_up import SignUp, WhenShort
from seminars.domain.registrations import admission
from seminars.domain.registrations.admission import SentForm
from seminars.domain.registrations.signing_up import Seen
from seminars.domain.seminars import changes
from seminars.extensions import db
from seminars.models import Message, MessageKind, Registration, Seminar, SpentProof, Submission
from seminars.web.acts import act_unit

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
START = NOW + timedelta(days=10)
HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"
ALONE = SignUp(person=ADA, consents=NO_CONSENT, language="en")
BELA = replace(ALONE, person=replace(ADA, given_name="Bela", email="bela@example.org"))
CYRIL = replace(ALONE, person=replace(ADA, given_name="Cyril"))
PAIR = replace(ALONE, companions=(replace(ADA, given_name="Aga", email=""),))
FORM = SentForm(form_id="form", body_hash="answers", seen=Seen(None))
OTHER_FORM = replace(FORM, form_id="another form")
PROVEN = replace(FORM, proof="solved")


def admit(sign_up: SignUp = ALONE, form: SentForm = FORM, *, network: str = HERE, now: datetime = NOW) -> int:
    """As a door does it; returns the submission's id."""
    with act_unit():
        seminar = db.session.query(Seminar).one()
        return admission.admit(seminar, sign_up, form, network=network, now=now).id


def counted(*, email: str = ADA.email) -> tuple[int, int]:
    """How many sign-ups from here, and how many of them under this address, count now."""
    here, under = Tally("sign-up", HERE, TEN_MINUTES), Tally("sign-up under", f"{HERE} {email}", A_DAY)
    return tuple(throttle.counted(here, under, now=NOW))


@pytest.fixture
def small_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """No network may sign up more than two within ten minutes."""
    monkeypatch.setattr(throttle, "FROM_ONE_NETWORK", ((2, TEN_MINUTES),))


def test_who_brings_nothing_suspicious_is_signed_up_and_counted(app):
    with app.app_context():
        make_seminar(starts_at=START)
        submission = db.session.get_one(Submission, admit(PAIR))
        assert (submission.outcome, submission.created_at) == ({"confirmed": 2}, NOW)
        assert [each.given_name for each in db.session.scalars(select(Registration))] == ["Ada", "Aga"]
        assert counted() == (1, 1)


@pytest.mark.parametrize(
    ("refusal", "seminar", "earlier", "sent"),
    [
        pytest.param(ProofNeeded, {}, (), {"form": replace(FORM, is_too_quick=True)}, id="quicker than people type"),
        pytest.param(ProofNeeded, {}, (), {"form": replace(FORM, was_asked=True)}, id="asked for a proof before"),
        pytest.param(
            ProofSpent, {}, ({"form": PROVEN},), {"form": replace(OTHER_FORM, proof="solved")}, id="a proof twice"
        ),
        pytest.param(
            TooManySignUps, {}, ({}, {"form": OTHER_FORM}), {"form": replace(FORM, form_id="third")}, id="a flood"
        ),
        pytest.param(RegistrationClosed, {"registration_closes_at": NOW}, (), {"form": PROVEN}, id="closed"),
        pytest.param(RegistrationClosed, {"registration_opens_at": START}, (), {"form": PROVEN}, id="not open yet"),
        pytest.param(ChangedMeanwhile, {}, (), {"form": replace(PROVEN, seen=Seen(7))}, id="another change seen"),
        pytest.param(SentAlready, {}, ({},), {"form": replace(FORM, body_hash="others")}, id="other answers"),
        pytest.param(PartlyFits, {"capacity": 1}, (), {"sign_up": PAIR, "form": PROVEN}, id="partly fits"),
        pytest.param(
            PartyTooLarge,
            {"capacity": 1},
            (),
            {"sign_up": replace(PAIR, when_short=WhenShort.TOGETHER), "form": PROVEN},
            id="too large",
        ),
    ],
)
@pytest.mark.usefixtures("small_limit")
def test_a_refusal_leaves_nothing_behind(app, refusal, seminar, earlier, sent):
    with app.app_context():
        make_seminar(starts_at=START, **seminar)
        for each in earlier:
            admit(**each)
        before = everything_stored(app)
        with pytest.raises(refusal) as refused:
            admit(**sent)
    assert refused.value.keeps_what_was_written is False
    assert everything_stored(app) == before


def test_who_finds_no_place_is_counted_and_who_has_one_is_reminded_of_it(app):
    with app.app_context():
        make_seminar(starts_at=START, capacity=1, queue_closed=True)
        admit()
        for number, sign_up in enumerate((ALONE, BELA)):
            with pytest.raises(SeminarFull) as refused:
                admit(sign_up, replace(FORM, form_id=f"form {number}", proof=f"solved {number}"))
            assert refused.value.keeps_what_was_written is True
        assert (counted(), counted(email=BELA.person.email)) == ((3, 2), (3, 1))
        kinds = list(db.session.scalars(select(Message.kind).order_by(Message.id)))
        assert kinds == [MessageKind.CONFIRMED, MessageKind.REPEATED]
        assert len(list(db.session.scalars(select(SpentProof)))) == 2


def test_what_looks_odd_needs_a_proof_and_the_first_answer_needs_none(app, monkeypatch):
    monkeypatch.setattr(suspicion, "MANY_FROM_ONE_NETWORK", 0)
    with app.app_context():
        make_seminar(starts_at=START)
        with pytest.raises(ProofNeeded):
            admit()
        first = admit(form=PROVEN)
        again = replace(FORM, is_too_quick=True, was_asked=True)
        assert (admit(form=PROVEN), admit(form=again)) == (first, first)
        expires_at = db.session.scalars(select(SpentProof.expires_at)).one()
        assert expires_at == NOW + timedelta(hours=1)
        assert [each.id for each in rows(app, Registration)] == [1]


@pytest.mark.usefixtures("small_limit")
def test_a_flood_from_one_network_keeps_nobody_else_out(app):
    with app.app_context():
        make_seminar(starts_at=START)
        for _ in range(2):
            admit()
        with pytest.raises(TooManySignUps):
            admit(BELA, OTHER_FORM)
        admit(BELA, OTHER_FORM, network=ELSEWHERE)
        admit(CYRIL, replace(FORM, form_id="third"), now=NOW + TEN_MINUTES)
    assert [each.given_name for each in rows(app, Registration)] == ["Ada", "Bela", "Cyril"]


def test_a_form_that_shows_an_older_change_is_refused_unless_it_was_accepted(app):
    with app.app_context():
        seminar = make_seminar(starts_at=START)
        first = admit()
        act(changes.move, seminar, starts_at=START + timedelta(days=1), now=NOW)
        assert admit() == first
        with pytest.raises(ChangedMeanwhile):
            admit(BELA, OTHER_FORM)
        seen = Seen(change_log.last_change_id(seminar))
        admit(BELA, replace(OTHER_FORM, seen=seen))
    assert [each.told_change_id for each in rows(app, Registration)] == [None, 1]


@pytest.mark.parametrize("change", [changes.postpone, changes.cancel])
def test_a_seminar_without_a_date_is_closed_rather_than_changed(app, change):
    with app.app_context():
        act(change, make_seminar(starts_at=START), reason=texts("Ice"), now=NOW)
        with pytest.raises(RegistrationClosed):
            admit()


def test_the_same_form_sent_twice_at_once_with_its_proof_gets_one_answer_twice(app):
    with app.app_context():
        make_seminar(starts_at=START)

    def send() -> int:
        seminar = db.session.query(Seminar).one()
        return admission.admit(seminar, ALONE, PROVEN, network=HERE).id

    first, second = (done.result() for done in at_once(app, send, send))
    assert first == second
    assert len(rows(app, Registration)) == len(rows(app, Submission)) == 1


def test_a_door_that_looks_at_the_fields_first_asks_whether_correcting_them_is_in_vain(app):
    with app.app_context():
        seminar = make_seminar(starts_at=START, registration_opens_at=NOW)
        for early in (NOW - timedelta(days=1), NOW):
            admission.refuse_in_vain(seminar, "form", now=early)
        with pytest.raises(RegistrationClosed, match="over"):
            admission.refuse_in_vain(seminar, "form", now=START)
        admit()
        admission.refuse_in_vain(seminar, "form", now=START)
        with pytest.raises(RegistrationClosed, match="over"):
            admission.refuse_in_vain(seminar, None, now=START)


def test_corrections_and_changes_of_an_address_count_for_the_network_like_sign_ups(app, small_limit):
    with app.app_context():
        make_seminar(starts_at=START)
        form = db.session.get_one(Submission, admit())
        act(admission.correct_address, form, "right@example.org", network=HERE, now=NOW)
        assert counted(email="right@example.org") == (2, 1)
        with pytest.raises(TooManySignUps):
            act(admission.correct_address, form, "third@example.org", network=HERE, now=NOW)
        ada = db.session.query(Registration).one()
        assert ada.email == "right@example.org"
        with pytest.raises(TooManySignUps):
            act(admission.ask_for_address, ada, "third@example.org", network=HERE, now=NOW)
        act(admission.ask_for_address, ada, "third@example.org", network=ELSEWHERE, now=NOW)
        assert db.session.query(Message).filter_by(kind=MessageKind.NEW_ADDRESS).count() == 1
