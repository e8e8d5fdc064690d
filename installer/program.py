"""Where the frozen program begins: a file of its own, so that no module of the package is analysed twice."""

from pos_desktop.entry import main

main()
