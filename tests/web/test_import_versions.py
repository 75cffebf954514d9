"""The versions of a layer: one compared with that in service, as their reader sees them."""

from streamlit.testing.v1 import AppTest

from layers.settings import ROOT
from tests.web.conftest import publish

MAIN = str(ROOT / "web" / "main.py")
LAYER = "antenna_mast"


def test_a_version_is_compared_with_the_one_in_service(own_context):
    masts = own_context.atlas.store.read(LAYER)
    changed = masts.drop(columns="fid").iloc[1:].assign(owner="another")
    publish(own_context.atlas.store, changed, LAYER)
    app = AppTest.from_file(MAIN, default_timeout=60)
    app.query_params["view"] = "import"
    app.query_params["lang"] = "en"
    app.run()
    app.selectbox(key="import_layer").set_value(LAYER).run()
    app.button(key=f"compare_{LAYER}").click().run()
    assert not app.exception
    said = " ".join(each.value.lower() for each in app.text)
    for word, count in (("added", 0), ("removed", 1), ("changed", len(changed))):
        assert f"{word} {count}" in said, said
