"""How the documentation site is built: ``make docs``, offline, every warning an error."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

from pygments.lexers.special import TextLexer  # noqa: E402

import fronde  # noqa: E402  its place is given above

project = "fronde"
author = "The fronde developers"
copyright = author
release = version = fronde.__version__

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_copybutton",
              "anchors", "docstrings", "offline", "verbs"]
exclude_patterns = ["_build", "_ext"]
# A line that is meant to be copied begins after its prompt.
copybutton_prompt_text = r">>> |\.\.\. |\$ "
copybutton_prompt_is_regexp = True

# Links are those of Markdown, so that the pages can be read on a code forge, too; a link to a
# page or heading that is not there is a warning, and warnings are errors.
myst_heading_anchors = 4
myst_enable_extensions: list[str] = []  # no mathematics: equations are blocks of text
nitpicky = True
# Types of other packages and of our own modules are named in signatures; they have no page here.
nitpick_ignore_regex = [("py:.*", ".*")]

nb_execution_mode = "force"
nb_execution_timeout = 180
nb_execution_raise_on_error = True
nb_merge_streams = True

autodoc_member_order = "bysource"
autodoc_typehints = "none"  # what a parameter is stands in its sentence

smartquotes = False  # two hyphens begin an option

html_theme = "furo"
html_title = f"fronde {release}"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_show_copyright = False
html_theme_options = {"top_of_page_buttons": []}


def setup(app: Any) -> None:
    """Tables in examples have no lexer of their own."""
    app.add_lexer("csv", TextLexer)
