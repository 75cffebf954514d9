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


def following(selected: str | None) -> AppTest:
    def script(selected):
        import streamlit as st

        from web.views.pager import FollowingPage
        from web.words import web_words

        pages = FollowingPage("rank", 2)
        chosen = st.session_state.get("chosen", selected)
        st.text(str(pages.show(list("abcdef"), chosen, web_words("en"))))

    return AppTest.from_function(script, args=(selected,)).run()


def test_the_page_follows_what_is_selected_once_and_can_then_be_turned():
    app = following("e")
    assert app.text[0].value == "2"
    app.button(key="rank_before").click().run()
    assert app.text[0].value == "1"
    app.session_state["chosen"] = "b"
    assert app.run().text[0].value == "0"


def test_what_is_not_in_the_list_turns_nothing():
    app = following("e")
    app.session_state["chosen"] = "z"
    assert app.run().text[0].value == "2"
