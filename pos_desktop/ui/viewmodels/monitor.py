"""The integrations' last hour and the messages that nobody understood, as their screen shows them."""

from __future__ import annotations

from decimal import Decimal

from pos_desktop.application.formats import Formats
from pos_desktop.application.sync_records import InboxState
from pos_desktop.application.sync_view import Counted, InboxView, MonitorView, SystemView
from pos_desktop.application.wording import tr, tr_n
from pos_desktop.ui.viewmodels.sync import breaker_words
from pos_desktop.ui.widgets.list_view import RowData
from pos_desktop.ui.widgets.tag_painting import Tag


def system_tag(system: SystemView) -> Tag:
    """Whether it is as it should be."""
    if system.alarms:
        count = tr_n("{count} alarm", "{count} alarms", len(system.alarms))
        return Tag("danger", count, "bell-ringing-fill")
    if not system.sent:
        return Tag("neutral", tr("Quiet"))
    return Tag("good", tr("As usual"))


def system_row(system: SystemView, formats: Formats) -> RowData:
    """An integration in the list."""
    return RowData(
        system.system,
        system.name,
        _sent(system),
        middle=percent_words(system.success_percent, formats),
        middle_secondary=speed_words(system, formats),
        tag=system_tag(system),
    )


def _sent(system: SystemView) -> str:
    match system.counted:
        case Counted.CHANGES:
            return tr_n("{count} change sent", "{count} changes sent", system.sent)
        case Counted.PAPERS:
            return tr_n("{count} paper printed", "{count} papers printed", system.sent)
    return tr_n("{count} call", "{count} calls", system.sent)


def _sent_caption(system: SystemView) -> str:
    match system.counted:
        case Counted.CHANGES:
            return tr("Changes sent")
        case Counted.PAPERS:
            return tr("Papers printed")
    return tr("Calls")


def percent_words(share: Decimal | None, formats: Formats) -> str:
    """Of its calls, how many went well."""
    if share is None:
        return tr("Nothing sent")
    rounded = share.quantize(Decimal("0.1")) if share != 100 else Decimal(100)
    return tr("{percent} went well", percent=formats.percent(rounded))


def speed_words(system: SystemView, formats: Formats) -> str:
    """How long an answer takes."""
    if system.mean_ms is None:
        return ""
    mean = tr("mean {ms} ms", ms=formats.number(system.mean_ms))
    if system.p95_ms is None:
        return mean
    return f"{mean} · {tr('95 % under {ms} ms', ms=formats.number(system.p95_ms))}"


def facts(system: SystemView, formats: Formats) -> list[tuple[str, str]]:
    """Everything that is counted of an integration in the last hour."""
    told = [
        (_sent_caption(system), formats.number(system.sent)),
        (tr("Failed"), formats.number(system.failed)),
        *_call_facts(system, formats),
        (tr("Fallback used"), formats.number(system.fallbacks)),
    ]
    if system.mean_ms is not None:
        told.append((tr("Mean time"), tr("{ms} ms", ms=formats.number(system.mean_ms))))
    if system.p95_ms is not None:
        told.append((tr("95 % under"), tr("{ms} ms", ms=formats.number(system.p95_ms))))
    if system.usual_ms is not None:
        told.append((tr("Usual mean"), tr("{ms} ms", ms=formats.number(system.usual_ms))))
    return told


def _call_facts(system: SystemView, formats: Formats) -> list[tuple[str, str]]:
    """What only those that are asked over a network have."""
    if system.counted is Counted.PAPERS:
        return []
    return [
        (tr("Timed out"), formats.number(system.time_outs)),
        (tr("Breaker"), breaker_words(system.breaker)),
        (tr("Breaker opened"), formats.number(system.trips)),
        (tr("Bad signatures"), formats.number(system.bad_signatures)),
    ]


def head_words(monitor: MonitorView) -> str:
    """What stands under the screen's title."""
    if monitor.alarms:
        return tr_n("{count} alarm in the last hour", "{count} alarms in the last hour", len(monitor.alarms))
    return tr("The last hour, all as usual")


def message_row(message: InboxView, formats: Formats) -> RowData:
    """A message that was not understood, or that nobody acts on."""
    quarantined = message.state is InboxState.QUARANTINED
    tag = Tag("attention", tr("Set aside")) if quarantined else Tag("neutral", tr("Not used"))
    return RowData(
        f"message:{message.id}",
        message.topic,
        f"{message.name} · {formats.moment(message.received_at)}",
        icon="envelope-simple",
        tag=tag,
    )


def message_reason(message: InboxView) -> tuple[str, str]:
    """Why it was set aside: title and sentence."""
    if message.state is InboxState.QUARANTINED:
        return (
            tr("'{field}' is not as it must be", field=message.field_name or "?"),
            message.words
            or tr("Nothing was guessed: the message is kept whole and can be looked at once more."),
        )
    return (
        tr("The register does nothing with this"),
        tr("It is kept and can be looked at once more by a later version."),
    )
