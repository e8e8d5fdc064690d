"""Loads Qt's binding without what only its error texts and its development tools need.

The binding brings Python sources for signatures, stub files and feature switches. It compiles and runs them anew in
every process, and from then on reads the source file of each module that is imported, in case it asks for a feature
switch. Together that takes as long as loading Qt itself. Here those modules are put in their places unloaded and
load when one of their names is first asked for, as for the text of a TypeError; the reading of sources is ended.
Where a later binding works differently nothing of this applies, and it loads as it always does.
"""

import builtins
import sys
import threading
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from pos_desktop.ui import qt_enums

_THEIR_FINDER = "EmbeddableZipImporter"
_SWITCHES = "shibokensupport.feature"
_TYPES = "shibokensupport.signature.mapping"
_LATE = frozenset(
    {
        _SWITCHES,
        _TYPES,
        "shibokensupport.signature.errorhandler",
        "shibokensupport.signature.layout",
        "shibokensupport.signature.parser",
        "shibokensupport.signature.lib.enum_sig",
        "shibokensupport.signature.lib.pyi_generator",
        "shibokensupport.signature.lib.tool",
    }
)
_loading = threading.RLock()


def load() -> None:
    """Loads the binding's base; nothing happens where it was loaded before."""
    if "shiboken6" in sys.modules:
        return
    qt_enums.quicken()
    usual = sys.meta_path
    sys.meta_path = _Finders(usual)
    try:
        import shiboken6  # noqa: F401 - loaded for what it does
    finally:
        sys.meta_path = usual
        # Left by the binding for whoever wants the usual import back.
        builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def _no_switch(*_: Any, **__: Any) -> None:
    """What the binding is told at an import: nothing special is asked for."""


class _LateModule(ModuleType):
    """A module of the binding that runs when a name of it is first asked for."""

    def __init__(self, name: str, finder: Any) -> None:
        super().__init__(name)
        self._late = (name, finder)
        # What the binding looks up in a module's dictionary, and not as a name of the module.
        if name == _SWITCHES:
            self.feature_import = self.feature_imported = _no_switch
        elif name == _TYPES:
            self.update_mapping = self._update

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self._run()
        return ModuleType.__getattribute__(self, name)

    def _run(self) -> None:
        with _loading:
            late = vars(self).pop("_late", None)
            if late is None:
                return
            name, finder = late
            spec = self.__spec__
            assert spec is not None
            # The binding publishes its modules under second names and finds their sources by the first.
            published, spec.name = spec.name, name
            try:
                finder.exec_module(self)
            finally:
                spec.name = published

    def _update(self) -> None:
        self._run()
        vars(self)["update_mapping"]()


class _LateFinder:
    """The binding's finder of its own modules, which leaves some of them for later."""

    def __init__(self, theirs: Any) -> None:
        self.theirs = theirs

    def find_spec(self, name: str, path: Any, target: Any = None) -> ModuleSpec | None:
        """What the binding finds, to be loaded by this where it can wait."""
        spec: ModuleSpec | None = self.theirs.find_spec(name, path, target)
        if spec is not None and name in _LATE:
            spec.loader = self  # type: ignore[assignment]  # the two methods below are all that is asked for
        return spec

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """The module, not run."""
        return _LateModule(spec.name, self.theirs)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing yet."""


class _Finders(list[Any]):
    """Where the binding puts its finder before all others, and takes it away again."""

    def insert(self, place: Any, finder: Any) -> None:
        """Adds a finder; the binding's is one that can wait."""
        super().insert(place, _LateFinder(finder) if type(finder).__name__ == _THEIR_FINDER else finder)

    def remove(self, finder: Any) -> None:
        """Takes a finder away, by the name that whoever put it there knows."""
        self[:] = [each for each in self if finder not in (each, getattr(each, "theirs", None))]
