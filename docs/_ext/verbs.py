"""The directive ``commands``: every verb of the command line with its options.

Made from click's own declarations, so that the page says what ``--help`` says.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from fronde.cli import main


def verbs(group: click.Group, path: str = "fronde") -> Iterator[tuple[str, click.Command]]:
    """Every command with the words that call it; a group comes before what is in it."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        yield f"{path} {name}", command
        if isinstance(command, click.Group):
            yield from verbs(command, f"{path} {name}")


def usage(words: str, command: click.Command) -> str:
    """The line that says how a command is called."""
    context = click.Context(command, info_name=words)
    return " ".join([words, *command.collect_usage_pieces(context)])


def options(command: click.Command) -> list[tuple[str, str]]:
    """Each option as it is written, and what it does."""
    context = click.Context(command)
    records = (each.get_help_record(context) for each in command.get_params(context)
               if isinstance(each, click.Option))
    return [(written, told) for written, told in filter(None, records)
            if "--help" not in written]


class Commands(SphinxDirective):
    """A section for each verb: what it does, how it is called, its options, an example."""

    def run(self) -> list[nodes.Node]:
        """The sections."""
        return [self.section(words, command) for words, command in verbs(main)]

    def section(self, words: str, command: click.Command) -> nodes.section:
        """One verb."""
        label = nodes.make_id(words)
        made = nodes.section(ids=[label])
        made += nodes.title("", words)
        about = (command.help or "").replace("\b", "").strip().split("\n\n")
        made += [nodes.paragraph("", " ".join(part.split())) for part in about]
        made += self.shell(usage(words, command))
        if listed := options(command):
            made += definitions(listed)
        if command.epilog:
            made += nodes.paragraph("", "Example:")
            made += self.shell(command.epilog.removeprefix("Example: "))
        self.env.get_domain("std").note_hyperlink_target(label, self.env.docname, label, words)
        return made

    def shell(self, text: str) -> nodes.literal_block:
        """A line of the shell."""
        return nodes.literal_block(text, text, language="sh")


def definitions(listed: list[tuple[str, str]]) -> nodes.definition_list:
    """Options with what they do."""
    made = nodes.definition_list(classes=["options"])
    for written, told in listed:
        term = nodes.term("", "", nodes.literal("", written))
        made += nodes.definition_list_item(
            "", term, nodes.definition("", nodes.paragraph("", told)))
    return made


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    app.add_directive("commands", Commands)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
