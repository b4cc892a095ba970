"""Where the Tab key goes in the window."""

from fedgui.gui.tab_order import tab_order


def test_the_tab_key_goes_from_the_top_to_the_left_to_the_stage_to_the_right_and_down(make_window):
    window = make_window()
    order = tab_order(window)
    parts = (window.top_bar, window.side, window.stage_bar, window.stage, window.tabs, window.plot, window.transport)
    firsts = [
        next(place for place, widget in enumerate(order) if widget is part or part.isAncestorOf(widget))
        for part in parts
    ]
    assert firsts == sorted(firsts)


def test_the_tab_key_goes_the_same_way_after_a_presentation(make_window):
    window = make_window()
    before = tab_order(window)
    window.presenter.start()
    window.presenter.leave()
    after = tab_order(window)
    assert [widget for widget in after if widget in before] == before
