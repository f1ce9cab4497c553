"""One kernel changes the state of a citizen; the source of all others is searched for a second."""

import ast
from pathlib import Path

import pytest

import fronde

PACKAGE = Path(fronde.__file__).parent
ROOMS = ("tables", "mechanisms", "world", "engine")  # what happens in a week
STATE = {"byte", "state", "counts"}  # where it is written who is in which state
# ``move`` changes the state of one person, ``expect`` what is expected of a group; the others
# write down what a new world, or a copy, begins with.
WRITERS = {"tables.people.move", "tables.people.expect", "tables.people.bytes_of",
           "world.world.build"}
MARKS = {"|= CHANGING", "&= ~CHANGING"}  # of a sweep: who has changed already


def functions():
    """Name of the file and syntax of every function of the rooms."""
    for room in ROOMS:
        for file in sorted((PACKAGE / room).rglob("*.py")):
            module = ".".join(file.relative_to(PACKAGE).with_suffix("").parts)
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef):
                    yield f"{module}.{node.name}", node


def last_name(node):
    """``counts`` of ``world.counts[c, 0]``; None of what has no name."""
    while isinstance(node, ast.Subscript | ast.Starred):
        node = node.value
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)


def names_of_state(function):
    """``STATE``, and what this function calls any of it beside."""
    found = set(STATE)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                pairs = (zip(target.elts, node.value.elts, strict=False)
                         if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
                         else [(target, node.value)])
                found |= {name.id for name, value in pairs if isinstance(name, ast.Name)
                          and isinstance(value, ast.Name | ast.Attribute)
                          and last_name(value) in found}
    return found


def writes(function):
    """Whether a function writes down a state: it may mark a byte and take the mark away again."""
    names = names_of_state(function)
    for node in ast.walk(function):
        targets = (node.targets if isinstance(node, ast.Assign)
                   else [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else [])
        parts = [part for target in targets for part in getattr(target, "elts", [target])]
        if any(isinstance(part, ast.Subscript) and last_name(part) in names for part in parts):
            mark = ast.unparse(node).rpartition("] ")[2]
            if not isinstance(node, ast.AugAssign) or mark not in MARKS:
                return True
    return False


def hands_on(function, parameters):
    """Whether a function hands a state on under another name.

    ``parameters``: name of a function -> names of its parameters.
    """
    names = names_of_state(function) - {"state"}  # by itself a number, not the column
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func.value if (isinstance(node.func, ast.Attribute)
                                         and node.func.attr == "compiled") else node.func
            known = parameters.get(last_name(called), ())
            given = node.args
            if any(isinstance(value, ast.Starred) for value in given):  # what follows it is known
                known, given = known[::-1], given[::-1]
            for name, value in zip(known, given, strict=False):
                if name not in STATE and (
                        (isinstance(value, ast.Attribute) and value.attr in STATE)
                        or (isinstance(value, ast.Name) and value.id in names)):
                    return True
    return False


def test_nothing_but_move_writes_the_state_of_a_citizen():
    assert {name for name, function in functions() if writes(function)} == WRITERS


def test_nobody_hands_a_state_on_under_another_name():
    every = list(functions())
    parameters = {name.rpartition(".")[2]: [one.arg for one in function.args.args]
                  for name, function in every}
    assert [name for name, function in every if hands_on(function, parameters)] == []


@pytest.mark.parametrize("line", [
    "people.state[row] = DEAD", "everybody.byte[person] = KNOWN | DEAD", "world.counts[c, 0] -= 1",
    "counts[:, QUIET] = 0", "held = people.state; held[row] = 2",
    "held, a = everybody.byte, 1; held[a] = 2", "a, people.state[row] = 1, 2",
    "byte[person] |= ARMED"])
def test_a_second_writer_would_be_found(line):
    (function,) = ast.parse(f"def f(world, people, row):\n    {line}").body
    assert writes(function)


@pytest.mark.parametrize("line", [
    "ground.byte[person] |= CHANGING", "ground.byte[person] &= ~CHANGING", "state = 1",
    "here = people.state[row]", "flows[c, cause] += 1"])
def test_who_only_looks_or_marks_is_no_writer(line):
    (function,) = ast.parse(f"def f(ground, people, row):\n    {line}").body
    assert not writes(function)


def test_a_state_under_another_name_would_be_found():
    (function,) = ast.parse("def f(people):\n    g.compiled(people.state)").body
    assert hands_on(function, {"g": ["those"]})
    assert not hands_on(function, {"g": ["state"]})
