"""The step of areas as a clerk meets it: the right boundary version, the names that wait, decisions taken back."""

import pytest

from layers.importing.choices import Choices
from tests.web.conftest import HOSTILE_HTML, HOSTILE_MARKDOWN
from tests.web.test_import import context, open_checked, press, run, said, step, work  # noqa: F401
from web.views.imports import areas_step
from web.views.imports.steps import steps_of

LAYER = "service_availability"
GIVEN = {"period": "2025-10", "counting_unit": "procedure"}
TEXT = """Đơn vị;Toàn trình
Phường Hải Châu;10
Phường Hòa Cường;11
Xã Tân Phú;12
Xã Tân Phú;
Sở Y tế;13
Phường Hư Vô;14
"""
OLD = """Mã xã,Tên xã,Mức độ 3
00001,Phường Phúc Xá,1
00004,Phường Trúc Bạch,2
00006,Phường Vĩnh Phúc,3
"""


@pytest.fixture
def hand_in(context, tmp_path):  # noqa: F811
    """The page of a table of services that was checked."""

    def call(text: str = TEXT, **choices):
        path = tmp_path / "bang.csv"
        path.write_text(text, encoding="utf-8")
        job = context.desk.receive([path], user=context.user)
        chosen = Choices(**{"given": GIVEN} | choices)
        return job, open_checked(context, job, layer_id=LAYER, choices=chosen)

    return call


def box(app, job, text: str):
    return app.selectbox(key=areas_step.key_of(job, text))


def again(app, context):  # noqa: F811
    """Go on, which checks anew, and let the desk work."""
    press(app, "import_on")
    work(context)
    return run(app)


def test_names_that_are_not_sure_are_asked_for_and_the_rest_is_counted(context, hand_in):  # noqa: F811
    job, app = hand_in()
    assert step(app) == "areas"
    told = said(app)
    assert "**2** of **6** rows matched" in told
    assert "several units of this name" in told
    assert "an office, not a unit" in told
    assert box(app, job, "Xã Tân Phú").options[0].startswith("Xã Tân Phú · Tỉnh ")
    # A table of areas has no place of its own to be asked for.
    assert "place" not in steps_of(context.desk.outcome(job))


def test_a_decision_is_made_checked_shown_and_taken_back(context, hand_in):  # noqa: F811
    job, app = hand_in()
    box(app, job, "Xã Tân Phú").set_value("17272").run()
    box(app, job, "Sở Y tế").set_value("48").run()
    box(app, job, "Phường Hư Vô").set_value("\x00out").run()
    app = again(app, context)
    assert step(app) == "changes"
    kept = {"Xã Tân Phú": "17272", "Sở Y tế": "48", "Phường Hư Vô": ""}
    assert context.desk.job(job.id, user=context.user).choices.areas == kept
    assert context.desk.outcome(job).report.rows_accepted == 5
    app.segmented_control(key="import_step").set_value("areas").run()
    assert "Every row has its unit" in said(app)
    assert "**Xã Tân Phú** → Xã Tân Phú · Tỉnh Nghệ An · 17272" in said(app)
    press(app, "areas_undo_0")
    app = again(app, context)
    assert step(app) == "areas"
    assert box(app, job, "Xã Tân Phú").value is None


def test_any_other_unit_can_be_searched_in_its_province(context, hand_in):  # noqa: F811
    job, app = hand_in()
    key = areas_step.key_of(job, "Phường Hư Vô")
    app.selectbox(key=key).set_value("\x00other").run()
    assert app.selectbox(key=f"{key}_province").value == "48"  # where the other rows lie
    app.selectbox(key=f"{key}_unit").set_value("20242").run()
    press(app, "import_on")
    assert context.desk.job(job.id, user=context.user).choices.areas == {"Phường Hư Vô": "20242"}


def test_the_open_ones_can_be_set_aside_together(context, hand_in):  # noqa: F811
    job, app = hand_in()
    app.checkbox(key=f"areas_aside_{job.id}").check().run()
    app = again(app, context)
    assert step(app) == "changes"
    assert context.desk.outcome(job).report.rows_set_aside == 4


def test_one_candidate_is_taken_for_all_and_one_province_for_the_table(context, hand_in):  # noqa: F811
    text = TEXT + "Sở Tài chính;15\n"
    job, app = hand_in(text)
    press(app, "areas_take_single")
    assert box(app, job, "Sở Tài chính").value == "48"
    press(app, "areas_all_in")
    press(app, "import_on")
    choices = context.desk.job(job.id, user=context.user).choices
    assert choices.areas == {"Sở Y tế": "48", "Sở Tài chính": "48"}
    assert choices.given["province_code"] == "48"


def test_a_table_of_before_the_reform_takes_its_version_with_one_press(context, hand_in):  # noqa: F811
    job, app = hand_in(OLD)
    assert step(app) == "areas"
    assert "v2025" in app.error[0].value
    assert "before July 2025" in app.error[0].value
    press(app, "areas_take_version")
    work(context)
    app = run(app)
    assert step(app) == "changes"
    outcome = context.desk.outcome(job)
    assert (outcome.areas.version, outcome.report.rows_accepted) == ("v2025-03", 3)


def test_the_columns_of_areas_are_mapped_beside_those_of_the_layer(context, hand_in):  # noqa: F811
    job, app = hand_in("Nơi nộp;Đơn vị;Toàn trình\nPhường Hải Châu;Một cửa;10\n")
    app.segmented_control(key="import_step").set_value("columns").run()
    mapped = app.selectbox(key=f"column_area_name_{job.id}")
    assert mapped.value == "Đơn vị"
    assert "\x00given" not in mapped.options
    mapped.set_value("Nơi nộp").run()
    again(app, context)
    assert context.desk.outcome(job).report.rows_accepted == 1


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_a_file_says_is_shown_as_text(context, hand_in, lang):  # noqa: F811
    text = f'Đơn vị;Toàn trình\n"{HOSTILE_MARKDOWN}";10\n"{HOSTILE_HTML}";11\nPhường Hải Châu;1\n'
    _, app = hand_in(text, mapping={"area_name": "Đơn vị"})
    app.session_state["lang"] = lang
    run(app)
    told = said(app)
    assert "](javascript" not in told
    assert "**đậm**" not in told


def test_a_choice_made_in_the_same_breath_as_going_on_is_kept(context, hand_in):  # noqa: F811
    job, app = hand_in()
    box(app, job, "Xã Tân Phú").set_value("17272")
    app.button(key="import_on").click().run()  # one message with both
    assert not app.exception
    assert context.desk.job(job.id, user=context.user).choices.areas == {"Xã Tân Phú": "17272"}


def test_an_empty_box_is_not_written_over_what_is_being_chosen(context, hand_in):  # noqa: F811
    """A value that is sent with a run undoes what somebody chose in the browser since it began."""
    job, app = hand_in()
    box(app, job, "Sở Y tế").set_value("48").run()
    assert box(app, job, "Xã Tân Phú").proto.set_value is False
    assert box(app, job, "Phường Hư Vô").proto.set_value is False
