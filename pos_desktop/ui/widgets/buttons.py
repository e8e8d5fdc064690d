"""Buttons: secondary, primary, destructive, quiet and link, in the three heights."""

from typing import Literal

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_desktop.domain.record import record, replace
from pos_desktop.ui.theme.icons import paint_icon
from pos_desktop.ui.theme.tokens import theme
from pos_desktop.ui.widgets.keycap import keycap_size, paint_keycap
from pos_desktop.ui.widgets.lettering import Align, Face
from pos_desktop.ui.widgets.pressable import Pressable, State
from pos_desktop.ui.widgets.shapes import box
from pos_desktop.ui.widgets.tips import give_tip
from pos_desktop.ui.widgets.words import face_of, mirrored, room_of, write

Kind = Literal["secondary", "primary", "destructive", "quiet", "link"]
Height = Literal["button", "button-mid", "button-large", "touch-min"]


@record
class Look:
    """Tokens of one state of one kind."""

    ground: str | None
    border: str | None
    text: str


_DISABLED = Look("sunken", None, "text-disabled")
_LOOKS: dict[Kind, dict[State, Look]] = {
    "secondary": {
        "default": Look("surface", "border", "text"),
        "hover": Look("hover", "border", "text"),
        "pressed": Look("pressed", "border", "text"),
        "disabled": _DISABLED,
    },
    "primary": {
        "default": Look("accent", None, "on-accent"),
        "hover": Look("accent-hover", None, "on-accent"),
        "pressed": Look("accent-pressed", None, "on-accent"),
        "disabled": _DISABLED,
    },
    "destructive": {
        "default": Look("danger-solid", None, "on-solid"),
        "hover": Look("danger-hover", None, "on-solid"),
        "pressed": Look("danger-hover", None, "on-solid"),
        "disabled": _DISABLED,
    },
    "quiet": {
        "default": Look(None, None, "text"),
        "hover": Look("hover", "border", "text"),
        "pressed": Look("pressed", "border", "text"),
        "disabled": Look(None, None, "text-disabled"),
    },
    "link": {
        "default": Look(None, None, "accent-text"),
        "hover": Look("hover", "border", "accent-text"),
        "pressed": Look("pressed", "border", "text"),
        "disabled": Look(None, None, "text-disabled"),
    },
}


def look_of(kind: Kind, state: State) -> Look:
    """How a kind of button looks in a state."""
    return _LOOKS[kind][state]


class Button(Pressable):
    """A button with words, an icon or both; at its end a count, a caret or the key that does the same.

    Without words it is a square and needs `name`, which is then also its tool tip. One that `shrinks` gives up its
    key and cuts its words where the row is narrow; both stay in its tool tip.
    """

    def __init__(
        self,
        text: str = "",
        kind: Kind = "secondary",
        *,
        icon: str | None = None,
        key_hint: str | None = None,
        end_icon: str | None = None,
        badge: str | None = None,
        height: Height = "button",
        icon_color: str | None = None,
        name: str = "",
        shrinks: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name or text, parent)
        self._shrinks = shrinks
        self._kind, self._icon, self._key, self._end_icon = kind, icon, key_hint, end_icon
        self._badge, self._height, self._icon_color = badge, height, icon_color
        self._icon_only = False
        self._ink: str | None = None
        self.setText(text)
        if not text:
            give_tip(self, name)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_icon(self, icon: str | None) -> None:
        self._icon = icon
        self.updateGeometry()
        self.update()

    def set_badge(self, badge: str | None) -> None:
        """The count at the end; None takes it away."""
        self._badge = badge
        self.setAccessibleDescription(badge or "")
        self.updateGeometry()
        self.update()

    def badge(self) -> str:
        """The count at the end; empty where there is none."""
        return self._badge or ""

    def kind(self) -> Kind:
        return self._kind

    def set_icon_only(self, icon_only: bool) -> None:
        """Leave the words out, as in a narrow window; they become the tool tip."""
        self._icon_only = icon_only and self._icon is not None
        give_tip(self, self.text() if self._icon_only else "")
        self.updateGeometry()
        self.update()

    def face(self) -> Face:
        return face_of("title" if self._is_large() else "body", "semibold")

    def _is_large(self) -> bool:
        """Whether the words are those of a title: of what is pressed next, and across a screen where they fit."""
        if self._kind in ("primary", "destructive"):
            return self._height in ("button-mid", "button-large")
        if not self._shrinks or self._height != "button-large":
            return False
        words = room_of(face_of("title", "semibold"), self.words())
        beside = theme().px("icon") + theme().space(2) if self._icon else 0
        key = self._cap().width() + theme().space(2) if self._key else 0
        return beside + words + key + 2 * self._padding() <= self.width()

    def words(self) -> str:
        return "" if self._icon_only else self.text()

    def sizeHint(self) -> QSize:
        high = theme().px(self._height)
        parts = self._parts()
        if parts == [theme().px("icon")]:
            return QSize(max(high, theme().px("touch-min")), high)
        around = 2 * (self._padding() + theme().border("hair"))
        return QSize(max(around + sum(parts) + self._gaps(parts), high), high)

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        return QSize(min(whole.width(), theme().space(30)), whole.height()) if self._shrinks else whole

    def _is_short(self) -> bool:
        """Whether what it says does not fit the width it was given."""
        return self._shrinks and 0 < self.width() < self.sizeHint().width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shrinks:
            give_tip(self, self.text() if self._is_short() else "")

    def _shown_parts(self) -> list[int]:
        """The parts as they fit: without the key, then with the words cut."""
        parts = self._parts()
        if not self._is_short() or not self.words():
            return parts
        if self._key:
            parts.pop(2 if self._icon else 1)
        room = self.width() - 2 * theme().space(2) - self._gaps(parts)
        at = 1 if self._icon else 0
        parts[at] = min(parts[at], room - sum(parts) + parts[at])
        return parts

    def _padding(self) -> int:
        return theme().space(4)

    def _gaps(self, parts: list[int]) -> int:
        return theme().space(2) * (len(parts) - 1)

    def _parts(self) -> list[int]:
        """Widths of icon, words and what stands at the end, in reading order."""
        widths = [theme().px("icon")] if self._icon else []
        if self.words():
            widths.append(room_of(self.face(), self.words()))
        if self._key and not self._icon_only:
            widths.append(self._cap().width())
        if self._badge:
            widths.append(self._badge_width())
        if self._end_icon:
            widths.append(theme().px("icon-small"))
        return widths

    def _badge_width(self) -> int:
        room = room_of(face_of("caption", "semibold"), self._badge or "") + 2 * theme().space(2)
        return max(room, theme().px("tag"))

    def set_ink(self, color: str | None) -> None:
        """Words and icon in a colour of their own: a quiet button that leads to something dangerous."""
        self._ink = color
        self.update()

    def look(self) -> Look:
        look = look_of(self._kind, self.state())
        return replace(look, text=self._ink) if self._ink and self.isEnabled() else look

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        look = self.look()
        if look.ground:
            box(painter, self.rect(), look.ground, look.border)
        self._paint_content(painter, look)

    def _paint_content(self, painter: QPainter, look: Look) -> None:
        parts = self._shown_parts()
        high, short = self.height(), self._is_short()
        if len(parts) == 1 and self.words():
            write(painter, self, self.face(), self.words(), self.rect(), look.text, Align.CENTER, elide=short)
            return
        at = (self.width() - sum(parts) - self._gaps(parts)) // 2
        places = []
        for width in parts:
            places.append(mirrored(self, QRect(at, 0, width, high)))
            at += width + theme().space(2)
        if self._icon:
            self._paint_icon(painter, self._icon, places.pop(0), self._icon_color or look.text)
        if self.words():
            write(
                painter, self, self.face(), self.words(), places.pop(0), look.text, Align.START, elide=short
            )
        if self._key and not self._icon_only and not short:
            self._paint_key(painter, places.pop(0))
        if self._badge:
            self._paint_badge(painter, places.pop(0))
        if self._end_icon:
            self._paint_icon(painter, self._end_icon, places.pop(0), look.text)

    def _paint_icon(self, painter: QPainter, name: str, rect: QRect, color: str) -> None:
        shown = color if self.state() != "disabled" else "text-disabled"
        size = rect.width()
        paint_icon(painter, name, shown, QRect(rect.x(), (self.height() - size) // 2, size, size))

    def _cap(self) -> QSize:
        return keycap_size(self._key or "", on_solid=self._kind in ("primary", "destructive"))

    def _paint_key(self, painter: QPainter, rect: QRect) -> None:
        size = self._cap()
        cap = QRect(rect.x(), (self.height() - size.height()) // 2, size.width(), size.height())
        solid = self._kind in ("primary", "destructive") and self.state() != "disabled"
        paint_keycap(painter, self, cap, self._key or "", on_solid=solid)

    def _paint_badge(self, painter: QPainter, rect: QRect) -> None:
        high = theme().px("tag")
        tag = QRect(rect.x(), (self.height() - high) // 2, rect.width(), high)
        box(painter, tag, "accent-subtle", radius="tag")
        write(
            painter, self, face_of("caption", "semibold"), self._badge or "", tag, "accent-text", Align.CENTER
        )
