"""Options that are codes: refused where there is no such thing, with what there is."""

import typer

from pos_desktop.application.wording import tr


def spoken(code: str) -> str:
    """The code of a language that the register speaks."""
    from pos_desktop.ui.appearance import languages

    if code not in languages():
        known = ", ".join(languages())
        raise typer.BadParameter(
            tr("There is no language '{code}'; there are {known}", code=code, known=known)
        )
    return code


def money(code: str) -> str:
    """The code of a currency in use, in capital letters; nothing when none was named."""
    from pos_desktop.application.iso_codes import currency_codes

    if code and code.upper() not in currency_codes():
        raise typer.BadParameter(
            tr("There is no currency '{code}'; name one by its three letters, as EUR or JPY", code=code)
        )
    return code.upper()
