"""A button that shows a sign alone: its words are read aloud, and told to who points at it."""

# Streamlit would read the name of the sign aloud, in English; here it reads the words, which nobody sees.
STYLE = """<style>
.stApp button [data-testid="stMarkdownContainer"]:has(> p > .stMarkdownColoredText:only-child) {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
</style>"""


def sign(name: str, said: str) -> dict[str, str]:
    """What makes a button of a sign: ``st.button(**sign("close", words("card.close")), key=...)``.

    Parameters
    ----------
    name : str
        Of the sign, as Material Symbols has it.
    said : str
        What the button does, in words of our own.
    """
    return {"label": f":gray[{said}]", "icon": f":material/{name}:", "help": said}
