"""The one rounding rule and the one place that spreads remainders."""

from collections.abc import Sequence


def round_ratio(numerator: int, denominator: int) -> int:
    """Rounds numerator/denominator to the nearest integer, halves away from zero.

    Away from zero, not up: a refund is then the exact mirror of its sale.
    """
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def round_to_step(amount: int, step: int) -> int:
    """Rounds an amount to the nearest multiple of a step, halves away from zero."""
    return round_ratio(amount, step) * step


def spread(total: int, weights: Sequence[int]) -> list[int]:
    """Splits a total over weights so that the parts add up to it exactly.

    Largest remainder method: each part is its exact share rounded down, and the units left over go to
    the largest fractions, the earlier one first among equals. Weights may be negative (returned
    goods), their sum must not be zero unless the total is. Negating total or weights negates parts.
    """
    whole = sum(weights)
    if total == 0:
        return [0] * len(weights)
    if whole == 0:
        raise ValueError("a total cannot be spread over weights that sum to zero")
    if total < 0:
        return [-part for part in spread(-total, weights)]
    if whole < 0:
        weights, whole = [-weight for weight in weights], -whole
    parts, fractions = [], []
    for weight in weights:
        part, fraction = divmod(total * weight, whole)
        parts.append(part)
        fractions.append(fraction)
    left = total - sum(parts)
    for index in sorted(range(len(weights)), key=lambda i: -fractions[i])[:left]:
        parts[index] += 1
    return parts
