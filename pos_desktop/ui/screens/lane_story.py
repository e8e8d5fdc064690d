"""What the side of the sync centre tells of a lane, and what can be pressed there."""

from pos_desktop.application.desk import Desk
from pos_desktop.application.platform.trouble import MendKind
from pos_desktop.application.sync_view import DeliveryView, Health, LaneView, Suggestion
from pos_desktop.application.wording import tr
from pos_desktop.ui.screens.sync_side import SyncSide, Way
from pos_desktop.ui.viewmodels import sync as words

LINK, CUSTOM, CUSTOMER, NOBODY, RETRY, COPY, DROP, NOW, PAUSE, SETTINGS, ON = (
    "link",
    "custom",
    "customer",
    "nobody",
    "retry",
    "copy",
    "drop",
    "now",
    "pause",
    "settings",
    "on",
)
"""Keys of the ways and buttons."""


class LaneStory:
    """Fills the side; what is pressed is the screen's."""

    def __init__(self, side: SyncSide, desk: Desk) -> None:
        self._side = side
        self._desk = desk

    def tell_parked(
        self,
        lane: LaneView,
        view: DeliveryView,
        suggestion: Suggestion | None,
        place: tuple[int, int],
        *,
        with_back: bool,
    ) -> None:
        """What is parked and why, with the ways out; `place` is which of how many, counted from one."""
        desk, side = self._desk, self._side
        formats, now = desk.formats, desk.clock.now()
        side.begin(lane.name, words.side_words(lane), words.health_tag(lane), with_back=with_back)
        if place[1] > 1:
            side.add_walk(tr("{place} of {count}", place=place[0], count=place[1]))
        amount = (
            "" if view.total_minor is None else formats.in_currency(view.currency).money(view.total_minor)
        )
        side.add_subject(words.delivery_title(view), words.delivery_second(view, formats, now), amount)
        text = " ".join(part for part in (view.meaning, view.next_step) if part)
        side.add_reason(view.title, text, "attention")
        side.add_ways(self._ways(lane, view, suggestion))
        side.add_steps(
            tr("What happened"),
            [(step.words, formats.time(step.at, seconds=True)) for step in view.history[-8:]],
        )
        side.end(((COPY, tr("Copy details"), ""), (DROP, tr("Never send…"), "danger")))

    def tell_lane(self, lane: LaneView, waiting: list[DeliveryView], *, with_back: bool) -> None:
        """How a lane stands of which nothing is parked."""
        desk, side = self._desk, self._side
        formats, now = desk.formats, desk.clock.now()
        side.begin(lane.name, words.side_words(lane), words.health_tag(lane), with_back=with_back)
        title, text = words.lane_story(lane)
        side.add_reason(title, text, words.health_tag(lane).kind)
        if lane.health in (Health.SIGN_IN, Health.SETTING):
            side.add_ways(
                [(SETTINGS, tr("Open its settings"), tr("Keys, address and places"), "gear-six", "primary")]
            )
        elif lane.health is Health.OFF:
            side.add_ways([(ON, tr("Switch it on"), tr("What was kept is sent"), "power", "primary")])
        side.add_facts("", self._facts(lane))
        side.add_steps(
            tr("In line"),
            [
                (
                    words.delivery_title(view),
                    words.waiting_words(view, formats, now),
                )
                for view in waiting
            ],
        )
        pause = tr("Let it go on") if lane.paused else tr("Pause")
        if lane.active:
            side.end(((PAUSE, pause, ""), (NOW, tr("Send now"), "")))
        else:
            side.end(())

    def _ways(self, lane: LaneView, view: DeliveryView, suggestion: Suggestion | None) -> list[Way]:
        again: Way = (
            RETRY,
            tr("Try again unchanged"),
            tr("After it was mended on {platform}", platform=lane.name),
            "arrow-counter-clockwise",
            "secondary",
        )
        if view.mend is MendKind.CUSTOMER:
            return [self._customer_way(view), again]
        if not words.can_be_linked(view):
            return [(*again[:4], "primary")]
        second = (
            tr("Suggested: {name}", name=suggestion.name)
            if suggestion is not None
            else tr("One that {platform} knows", platform=lane.name)
        )
        ways: list[Way] = [(LINK, tr("Link to another product"), second, "link", "primary")]
        ways.append(
            (
                CUSTOM,
                tr("Send it as a custom line"),
                tr("Name and price stay as sold"),
                "note-pencil",
                "secondary",
            )
        )
        return [*ways, again]

    def _customer_way(self, view: DeliveryView) -> Way:
        if view.customer:
            second = tr("Name, e-mail address, phone number")
            return CUSTOMER, tr("Change the customer"), second, "note-pencil", "primary"
        second = tr("The order stays as it was sold")
        return NOBODY, tr("Send it without the customer"), second, "user", "primary"

    def _facts(self, lane: LaneView) -> list[tuple[str, str]]:
        desk = self._desk
        formats, now = desk.formats, desk.clock.now()
        facts = [
            (tr("Sent today"), formats.number(lane.sent_today)),
            (tr("Last success"), words.last_words(lane.last_success, formats, now)),
            (tr("Breaker"), words.breaker_words(lane.breaker)),
        ]
        if lane.oldest is not None:
            facts.append((tr("Waits since"), formats.moment(lane.oldest)))
        if lane.budget is not None and lane.budget.maximum:
            left, most = (
                formats.number(round(lane.budget.available)),
                formats.number(round(lane.budget.maximum)),
            )
            facts.append((tr("Limit left"), tr("{left} of {most}", left=left, most=most)))
            facts.append(
                (
                    tr("It allows"),
                    tr("{count} points a second", count=formats.number(round(lane.budget.per_second))),
                )
            )
        return facts
