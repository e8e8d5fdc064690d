"""Ids as they come out of the register's file: the same in every way as those of uuid itself."""

import copy
import pickle
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_desktop.storage.values import id_in, id_out


@given(st.uuids())
def test_an_id_comes_out_as_it_went_in(known: UUID) -> None:
    out = id_out(id_in(known))
    assert out is not None and type(out) is UUID
    assert (out, hash(out), str(out), repr(out)) == (known, hash(known), str(known), repr(known))
    assert (out.int, out.is_safe, out.version) == (known.int, UUID(bytes=known.bytes).is_safe, known.version)
    assert pickle.loads(pickle.dumps(out)) == copy.deepcopy(out) == known  # noqa: S301  made here
    with pytest.raises(TypeError):
        out.int = 1  # type: ignore[misc]


def test_no_id_is_none_and_other_bytes_are_a_fault() -> None:
    assert id_out(None) is None and id_in(None) is None
    for length in (0, 15, 17):
        with pytest.raises(ValueError):
            id_out(b"\1" * length)
