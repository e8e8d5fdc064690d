"""One module a way of connecting; each names itself in `PRINTER_DRIVER` and is found by the registry."""
