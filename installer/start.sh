#!/bin/bash
# Opens the register on the demo store, or, without a screen, plays the scripted sale.
set -euo pipefail
if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]; then
    exec .venv/bin/pos-desktop demo
fi
echo "No screen here: playing the scripted day on the demo store instead."
exec .venv/bin/pos-desktop demo --headless --out out/demo
