"""The window: places and the way back, keys, actions with a manager's word, slow work, trouble and faults."""


def test_the_register_begins_with_signing_in(window):
    assert window.frame.page() == "login"
    assert not window.frame.rail.isVisible()
    assert window.frame.status_bar.isVisible()
