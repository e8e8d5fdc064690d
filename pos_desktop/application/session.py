"""Signing in by PIN or badge, lock-out after wrong PINs, and a manager's approval."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from pos_desktop.application.approvals import Approval
from pos_desktop.application.badges import badge_code
from pos_desktop.application.errors import Refused, TryAgain
from pos_desktop.application.events import Event
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.domain.permissions import Permission

if TYPE_CHECKING:
    from pos_desktop.application.approvals import ApprovalRequest
    from pos_desktop.application.desk import Desk
    from pos_desktop.application.people_view import PersonView
    from pos_desktop.application.ports import Work


class WrongPin(TryAgain):
    """The PIN does not match; the words say how many tries are left."""


class LockedOut(Refused):
    """Too many wrong PINs; the words say until when."""


class Session:
    """Who is at the register. Checks are slow on purpose (argon2id): call them off the UI thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def people(self) -> list[PersonView]:
        """Everybody who may sign in, in the order of the log-in screen."""
        with self._desk.store.read() as work:
            return [person for person in work.people.all() if person.active]

    def check_pin(self, person_id: UUID, pin: str) -> PersonView:
        """The person when the PIN is theirs; WrongPin or LockedOut otherwise, counted on disk."""
        now = self._desk.clock.now()
        with self._desk.store.read() as work:
            person = work.people.get(person_id)
            pin_hash = work.people.pin_hash(person_id)
        if not person.active:
            raise Refused(tr("{name} may not sign in any more", name=person.name), "", tr("Ask a manager."))
        self._refuse_locked(person)
        if pin_hash is not None and self._desk.vault.matches(pin_hash, pin):
            with self._desk.store.write() as work:
                work.people.set_attempts(person_id, 0, None)
                work.people.seen(person_id, now)
            return person
        raise self._count_wrong(person_id)

    def check_badge(self, code: str) -> PersonView | None:
        """The person whose badge this is, or None when the code is no badge.

        Wrong PINs do not lock it: guesses must not shut out who holds the badge.
        """
        key = self._desk.vault.badge_key(badge_code(code))
        as_scanned = self._desk.vault.badge_key(code)  # badges given before identifiers were taken off
        with self._desk.store.read() as work:
            person = work.people.by_badge(key) or work.people.by_badge(as_scanned)
        if person is None or not person.active:
            return None
        with self._desk.store.write() as work:
            work.people.seen(person.id, self._desk.clock.now())
        return person

    def sign_in(self, person: PersonView, method: str) -> None:
        """Puts a checked person at the register."""
        with self._desk.store.write() as work:
            work.journal.add("signed_in", {"method": method, "name": person.name}, person_id=person.id)
        self._desk.person = person
        self._desk.events.tell(Event.PERSON)

    def sign_out(self, reason: str = "locked") -> None:
        """Locks the register; the ticket stays as it is."""
        person = self._desk.person
        if person is None:
            return
        with self._desk.store.write() as work:
            work.journal.add("signed_out", {"reason": reason}, person_id=person.id)
        self._desk.person = None
        self._desk.events.tell(Event.PERSON)

    def approvers(self) -> list[PersonView]:
        """Everybody who may approve something; what, and up to what, is their role's to say."""
        return [person for person in self.people() if person.role.allows(Permission.APPROVE)]

    def approve_by_pin(self, request: ApprovalRequest, pin: str) -> Approval:
        """A manager's word by PIN, on record."""
        return self.approved(self.word_by_pin(request, pin))

    def approve_by_badge(self, request: ApprovalRequest, code: str) -> Approval:
        """A manager's word by badge, on record."""
        return self.approved(self.word_by_badge(request, code))

    def word_by_pin(self, request: ApprovalRequest, pin: str) -> Approval:
        """A word that is not on record yet: whoever asked says `approved` when it is used. It is that of any active
        person who could do it alone, may approve, and whose PIN it is.

        Refused for the PIN of somebody whose own role does not go so far. A wrong PIN counts against
        everybody who may approve: nobody says whose it is. Their badges go on working.
        """
        # Who can give the word comes first: two may have the same PIN.
        able = sorted(self.approvers(), key=lambda each: not request.within(each.role))
        with self._desk.store.read() as work:
            hashes = {p.id: work.people.pin_hash(p.id) for p in able}
        open_managers = [p for p in able if not self._locked(p)]
        for person in open_managers:
            pin_hash = hashes[person.id]
            if pin_hash and len(pin) == person.pin_length and self._desk.vault.matches(pin_hash, pin):
                return self._word(request, person, "pin")
        problems = [self._count_wrong(person.id) for person in open_managers]
        if not any(request.within(person.role) for person in open_managers):
            raise LockedOut(
                tr("No manager can approve now"),
                tr("Nothing was changed."),
                tr("Wait a few minutes, or use a badge."),
            )
        raise problems[0]

    def word_by_badge(self, request: ApprovalRequest, code: str) -> Approval:
        """The same by badge; Refused when the badge is not a manager's, or its role does not go so far."""
        person = self.check_badge(code)
        if person is None or not person.role.allows(Permission.APPROVE):
            raise Refused(
                tr("This badge cannot approve"),
                tr("Nothing was changed."),
                tr("Scan a manager's badge or type a PIN."),
            )
        return self._word(request, person, "badge")

    def _word(self, request: ApprovalRequest, person: PersonView, method: str) -> Approval:
        """The word of somebody who is known by now."""
        if not request.within(person.role):
            raise Refused(
                tr("You may not approve this"),
                tr("It is above what your role allows."),
                tr("Ask somebody whose role allows it."),
            )
        return Approval(request, person.id, person.name, "badge" if method == "badge" else "pin")

    def decline(self, request: ApprovalRequest) -> None:
        """Journals that a request was turned down."""
        with self._desk.store.write() as work:
            body = {"permission": request.permission.value, "title": request.title}
            work.journal.add("approval_declined", body, person_id=self._desk.person_id_or_none)

    def approved(self, approval: Approval) -> Approval:
        """Journals a word that is about to be used."""
        request = approval.request
        with self._desk.store.write() as work:
            work.people.set_attempts(approval.approver_id, 0, None)
            work.journal.add(
                "approved",
                {
                    "permission": request.permission.value,
                    "title": request.title,
                    "amount_minor": request.amount_minor,
                    "method": approval.method,
                    "asked_by": self._desk.person.name if self._desk.person else None,
                    "approved_by": approval.approver_name,
                },
                person_id=self._desk.person_id_or_none,
                approver_id=approval.approver_id,
            )
        return approval

    def _locked(self, person: PersonView) -> bool:
        if person.locked_until is None:
            return False
        left = person.locked_until - self._desk.clock.now()
        # More than a lock-out can have left means that the clock was set back since.
        return timedelta() < left <= timedelta(minutes=self._desk.settings.lock_out_minutes)

    def _refuse_locked(self, person: PersonView) -> None:
        if self._locked(person) and person.locked_until is not None:
            until = self._desk.formats.time(person.locked_until)
            raise LockedOut(
                tr("{name} is locked until {time}", name=person.name, time=until),
                tr("Too many wrong PINs."),
                tr("Sign in with a badge, or ask a manager."),
            )

    def _count_wrong(self, person_id: UUID) -> WrongPin | LockedOut:
        settings, now = self._desk.settings, self._desk.clock.now()
        with self._desk.store.write() as work:
            person = work.people.get(person_id)
            wrong = person.wrong_attempts + 1
            left = settings.wrong_pins_allowed - wrong
            until = now + timedelta(minutes=settings.lock_out_minutes) if left <= 0 else None
            self._store_attempt(work, person, wrong if left > 0 else 0, until)
        if until is None:
            return WrongPin(tr("Wrong PIN"), tr_n("{count} try left.", "{count} tries left.", left))
        return LockedOut(
            tr("{name} is locked until {time}", name=person.name, time=self._desk.formats.time(until)),
            tr("Too many wrong PINs."),
            tr("Sign in with a badge, or ask a manager."),
        )

    def _store_attempt(self, work: Work, person: PersonView, wrong: int, until: datetime | None) -> None:
        work.people.set_attempts(person.id, wrong, until)
        kind = "locked_out" if until else "wrong_pin"
        work.journal.add(kind, {"name": person.name}, person_id=person.id)
