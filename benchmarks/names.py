"""Made-up product names that behave like real ones: a few words everywhere, a long tail of rare ones.

How often a word is drawn falls with its place in its list (Zipf's law), languages and sizes are mixed, and
about every third name begins with an invented maker, of which there are tens of thousands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from pathlib import Path
from random import Random

_WORDS = Path(__file__).with_name("words.txt")
_SHARES = {"en": 34, "de": 20, "fr": 18, "es": 9, "it": 8, "pl": 5, "tr": 3, "ar": 3}
_SIZES = "500 g,1 kg,250 g,1 l,100 g,200 g,330 ml,750 ml,125 g,400 g,6 x 330 ml,2 x 125 g,50 g,1.5 l,5 kg,20 ml".split(
    ","
)
_STARTS = "ba be bo bra bri ca ce co cor da de do dra el fa fe flo fra ga gle gra ha hel ja ka ki ko la le li lo".split()
_STARTS += "ma me mi mo na ne no or pa pe pla po ra re ri ro sa se si so sta ta te ti to tra va ve vi vo wa zi".split()
_ENDS = "ba co da del den dor fel ga gen la lan lia lin lo ma mar men mi na nel ni no ra ran ri ro sa sen ta tes va vel".split()
_MAKERS = 40_000


@dataclass
class _Language:
    kinds: list[str] = field(default_factory=list)
    goods: list[str] = field(default_factory=list)
    additions: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)


def generated_names(count: int, seed: int = 11) -> Iterator[str]:
    """`count` names; the same seed gives the same names. About two in three occur once only."""
    random, languages, makers = Random(seed), _read(), _makers(Random(seed))
    tongues = list(languages)
    shares = [_SHARES[tongue] for tongue in tongues]
    while count > 0:
        step = min(count, 20_000)
        for tongue, names in zip(tongues, _quotas(step, shares), strict=True):
            yield from _in_language(random, languages[tongue], makers, names)
        count -= step


def _quotas(count: int, shares: Sequence[int]) -> list[int]:
    """Splits a number by shares; what is left over goes to the first."""
    quotas = [count * share // sum(shares) for share in shares]
    quotas[0] += count - sum(quotas)
    return quotas


def _in_language(random: Random, language: _Language, makers: list[str], count: int) -> Iterator[str]:
    draws = zip(
        _draw(random, makers, count),
        _draw(random, language.kinds, count),
        _draw(random, language.goods, count),
        _draw(random, language.joins, count),
        _draw(random, language.additions, count),
        random.choices(_SIZES, k=count),
        random.choices(range(12), k=count),
        strict=True,
    )
    for maker, kind, good, join, addition, size, form in draws:
        words = [maker] if form % 3 == 0 else []
        words += [kind.capitalize(), good] if form % 4 else [good.capitalize()]
        if form > 4:
            words += [join, addition]
        if form % 2:
            words.append(size)
        yield " ".join(words)


def _draw(random: Random, words: Sequence[str], count: int) -> list[str]:
    return random.choices(words, cum_weights=_weights(len(words)), k=count)


@cache
def _weights(count: int) -> list[float]:
    return list(accumulate(1 / place for place in range(1, count + 1)))


def _makers(random: Random) -> list[str]:
    """Invented makers' names, all different."""
    found: dict[str, None] = {}
    while len(found) < _MAKERS:
        ends = random.choices(_ENDS, k=random.choice((1, 2, 2)))
        found[(random.choice(_STARTS) + "".join(ends)).capitalize()] = None
        if len(ends) == 2:
            found[(random.choice(_STARTS) + "".join(ends) + random.choice(_ENDS)).capitalize()] = None
    return list(found)


def _read() -> dict[str, _Language]:
    languages: dict[str, _Language] = {}
    for line in _WORDS.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        tongue, group, *words = line.split()
        name = "additions" if group == "with" else group
        setattr(languages.setdefault(tongue, _Language()), name, words)
    return languages
