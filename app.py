"""Hatang: where the parts are put together. Started by ``make run``, or ``streamlit run app.py``."""

import os
import threading
from pathlib import Path

import streamlit as st

from layers.settings import Settings
from web.context import install, open_context, warm_up
from web.routes import make_routes

QUIET_S = 10  # by then the first visitor has the map

context = open_context(Settings.read(os.environ))
install(context)
app = st.App(str(Path(__file__).resolve().parent / "web" / "main.py"), routes=make_routes(context))

warming = threading.Timer(QUIET_S, warm_up)
warming.daemon = True
warming.start()
