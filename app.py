"""Hatang: where the parts are put together. Started by ``make run``, or ``streamlit run app.py``."""

import os
from pathlib import Path

import streamlit as st

from layers.settings import Settings
from web.context import install, open_context
from web.routes import make_routes

context = open_context(Settings.read(os.environ))
install(context)
app = st.App(str(Path(__file__).resolve().parent / "web" / "main.py"), routes=make_routes(context))
