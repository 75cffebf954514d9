"""Pages under a ranking: which are shown, and where the buttons lead."""

from streamlit.testing.v1 import AppTest


def page(count: int, held: int) -> AppTest:
    def script(count, held):
        import streamlit as st

        from web.views.pager import turn_pages
        from web.words import web_words

        turned = lambda to: st.session_state.update(at=to)  # noqa: E731
        at = st.session_state.get("at", held)
        shown = turn_pages(count, at, size=15, key="rank", turn=turned, words=web_words("en"))
        st.text(str(shown))

    return AppTest.from_function(script, args=(count, held)).run()


def test_one_page_has_no_buttons_and_none_is_the_first():
    for count in (0, 15):
        app = page(count, 3)
        assert app.text[0].value == "0"
        assert not app.button


def test_a_page_beyond_the_last_is_the_last_and_the_buttons_lead_on():
    app = page(40, 9)
    assert app.text[0].value == "2"
    assert app.caption[0].value.startswith("31–40")
    assert app.button(key="rank_next").disabled
    app.button(key="rank_before").click().run()
    assert app.text[0].value == "1"
