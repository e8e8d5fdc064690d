#!/bin/bash
# Makes the virtual environment from the locked requirements and sees that the libraries
# Qt needs are on the machine: installs them as root, else says which command will.
set -euo pipefail
venv=$1
python=$2

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "Python 3.11 or newer is needed; '$python' is not. Please ask for it to be installed, or name another one:" >&2
    echo "    apt-get install python3 python3-venv" >&2
    echo "    make PYTHON=python3.11" >&2
    exit 1
fi

missing_packages() {
    "$python" - <<'PY'
import ctypes
libraries = {
    "libEGL.so.1": "libegl1", "libGL.so.1": "libgl1", "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1", "libdbus-1.so.3": "libdbus-1-3",
    "libglib-2.0.so.0": "libglib2.0-0", "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0", "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1", "libusb-1.0.so.0": "libusb-1.0-0",
}
for library, package in libraries.items():
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
try:
    import ensurepip  # noqa: F401
except ImportError:
    print("python3-venv")
PY
}

packages=$(missing_packages | tr '\n' ' ')
if [ -n "${packages// /}" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing what the screen needs: $packages"
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages >/dev/null
    elif command -v sudo >/dev/null && command -v apt-get >/dev/null && [ -t 0 ]; then
        echo "The screen needs these packages; your password may be asked for: $packages"
        sudo apt-get update -qq
        sudo apt-get install -y -qq --no-install-recommends $packages
    else
        echo "Please ask for these packages to be installed, then start again:" >&2
        echo "    apt-get install $packages" >&2
        exit 1
    fi
fi

# One that was being made when it was stopped has an interpreter, and nothing that installs.
if ! "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv "$venv"
fi
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
