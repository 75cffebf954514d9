"""Hatang: where the parts are put together. Started by ``make run``, or ``streamlit run app.py``."""

import os
import threading
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from layers.settings import Settings
from web.context import install, open_context
from web.routes import make_routes
from web.sign_in.gate import Gate
from web.sign_in.sockets import Sockets
from web.warming import warm_up

context, sockets = open_context(Settings.read(os.environ)), Sockets()
install(context)
if context.desk is not None:
    context.desk.open()
threading.Thread(target=warm_up, args=(context,), daemon=True).start()
app = st.App(
    str(Path(__file__).resolve().parent / "web" / "main.py"),
    routes=make_routes(context, sockets),
    middleware=[Middleware(Gate, context=context, sockets=sockets)],
)
