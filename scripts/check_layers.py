#!/usr/bin/env python3
"""Checks that no file names a thing that is declared in a later folder of its target.

    scripts/check_layers.py [folder of the targets, default Sources]

`ORDER` is the order of each target's folders, lowest first. A file belongs to the longest entry that
its path begins with; one that belongs to none is an error. Types, type aliases and functions at the
top level of a file are found by their name, so are members of extensions whose name is declared
nowhere else in the target. This reads words, not Swift: where one name has several declarations, the
lowest folder counts, so that a violation may be missed but not invented. Exit status: 0 if all is
well, 1 with a line `file:line: error: ...` for each violation.
"""

import bisect
import pathlib
import re
import sys
from typing import NamedTuple

ORDER = {
    "DeepQ": [
        "Core",
        "Environments",
        "Network",
        "Replay",
        "Settings",
        # Planning needs no agent, and agents are measured against its optimal values.
        "Learning/Planning",
        "Learning",
        "Learning/Tabular",
        "Learning/DQN",
        "Learning/PQN",
        "Learning/Streaming",
        "Trial",
    ],
    "Experiments": [
        "Text",
        "System",
        "Schema",
        "Configuration",
        "Storage",
        "Running",
        "Playback",
        "Clusters",
        "Reports",
        "Certification",
    ],
}

TYPE = re.compile(r"\b(?:struct|enum|class|actor|protocol|typealias)\s+([A-Za-z_]\w*)")
FUNCTION = re.compile(r"\bfunc\s+`?([A-Za-z_]\w*)")
PROPERTY = re.compile(r"\b(?:let|var)\s+`?([A-Za-z_]\w*)")
PRIVATE = re.compile(r"\b(?:private|fileprivate)\b(?!\s*\(set\))")
# Whatever gives a name a meaning: a declaration, a case, a parameter or a label.
ANY_DECLARATION = re.compile(
    r"\b(?:func|let|var|case|struct|enum|class|protocol|typealias|for)\s+`?([A-Za-z_]\w*)"
    r"|([A-Za-z_]\w*)`?\s*:(?!:)"
    r"|(?<=,)\s*([A-Za-z_]\w*)(?=\s*(?:,|\)?\s*in\b))")


def code_of(text):
    """The text with comments and the contents of strings blank; lines and columns stay."""
    out = []
    index = 0

    def blank(end):
        nonlocal index
        out.append(re.sub(r"[^\n]", " ", text[index:end]))
        index = end

    def skip_string():
        """Blanks a string literal, but for the code in its interpolations."""
        nonlocal index
        opening = re.compile(r'(#*)("""|")').match(text, index)
        hashes, quote = opening.groups()
        closing, interpolation = quote + hashes, "\\" + hashes + "("
        blank(opening.end())
        while index < len(text) and not text.startswith(closing, index):
            if text.startswith(interpolation, index):
                blank(index + len(interpolation))
                read_code(until_parenthesis=True)
            elif text.startswith("\\" + hashes, index):
                blank(min(index + len(hashes) + 2, len(text)))
            else:
                blank(index + 1)
        blank(min(index + len(closing), len(text)))

    def skip_comment():
        """Blanks a comment in `/* */`, with those in it."""
        depth = 0
        end = index
        while end < len(text):
            if text.startswith("/*", end):
                depth += 1
                end += 2
            elif text.startswith("*/", end):
                depth -= 1
                end += 2
                if depth == 0:
                    break
            else:
                end += 1
        blank(end)

    def read_code(until_parenthesis=False):
        nonlocal index
        depth = 1
        while index < len(text):
            if text.startswith("//", index):
                end = text.find("\n", index)
                blank(len(text) if end < 0 else end)
            elif text.startswith("/*", index):
                skip_comment()
            elif re.compile(r'#*"').match(text, index):
                skip_string()
            else:
                character = text[index]
                depth += (character == "(") - (character == ")")
                out.append(character)
                index += 1
                if until_parenthesis and depth == 0:
                    return

    read_code()
    return "".join(out)


class Declarations(NamedTuple):
    """The names that other files may use."""

    types: set
    functions: set
    extension_members: set


def declarations_of(code):
    """What a file declares: at its top level, and one level down in extensions."""
    found = Declarations(set(), set(), set())
    depth = 0
    extends = False
    is_private_extension = False
    statement = ""
    for token in re.split(r"([{}\n;])", code):
        if token == "{":
            if depth == 0:
                extends = re.search(r"\bextension\b", statement) is not None
                is_private_extension = extends and PRIVATE.search(statement) is not None
            depth += 1
            statement = ""
        elif token == "}":
            depth -= 1
            statement = ""
        elif token in ("\n", ";"):
            statement += " "
        elif token:
            statement += token
            if depth > 1 or PRIVATE.search(token):
                continue
            if depth == 0:
                found.types.update(TYPE.findall(token))
                found.functions.update(FUNCTION.findall(token))
            elif extends and not is_private_extension:
                for pattern in (FUNCTION, PROPERTY):
                    found.extension_members.update(pattern.findall(token))
    return found


class File(NamedTuple):
    """A source file, its code without comments and strings, and its layer."""

    path: pathlib.Path
    code: str
    layer: int
    declared: Declarations


def layer_of(path, order):
    """The index of the longest entry of the order that the path begins with, or None."""
    matching = [entry for entry in order if path.is_relative_to(entry)]
    return order.index(max(matching, key=len)) if matching else None


def references(file, name, pattern):
    """The numbers of the lines on which the code has the pattern."""
    starts = [match.end() for match in re.finditer(r"\n", file.code)]
    return sorted({1 + bisect.bisect_right(starts, match.start(1))
                   for match in re.finditer(pattern.format(re.escape(name)), file.code)})


def lowest(files, names_of):
    """The lowest layer that declares each name."""
    layers = {}
    for file in files:
        for name in names_of(file):
            layers[name] = min(layers.get(name, file.layer), file.layer)
    return layers


def violations(target, order):
    """A line for each reference of the target's files to a later folder."""
    files = []
    messages = []
    for path in sorted(target.rglob("*.swift")):
        layer = layer_of(path.relative_to(target), order)
        if layer is None:
            messages.append(f"{path}:1: error: the file is in no folder of the order of {target.name}")
            continue
        code = code_of(path.read_text(encoding="utf-8"))
        files.append(File(path, code, layer, declarations_of(code)))

    counts = {}
    lowest_meaning = {}
    for file in files:
        for groups in ANY_DECLARATION.findall(file.code):
            name = next(group for group in groups if group)
            counts[name] = counts.get(name, 0) + 1
            lowest_meaning[name] = min(lowest_meaning.get(name, file.layer), file.layer)
    types = lowest(files, lambda file: file.declared.types)
    functions = lowest(files, lambda file: file.declared.functions)
    members = lowest(files, lambda file: {
        name for name in file.declared.extension_members if counts.get(name) == 1})

    for file in files:
        words = set(re.findall(r"[A-Za-z_]\w*", file.code))
        found = []
        for names, pattern in (
            (types, r"(?<![\w.`])({0})\b(?!\s*:)"),
            # A method of the same name may be called without `self`.
            ({name: layer for name, layer in functions.items() if lowest_meaning[name] == layer},
             r"(?<![\w.`])(?<!func )({0})\("),
            (members, r"(?<!\w)(?<!func )(?<!let )(?<!var )({0})\b(?!\s*:)"),
        ):
            for name in sorted(words & names.keys()):
                if names[name] > file.layer:
                    found += [(line, name, names[name]) for line in references(file, name, pattern)]
        messages += [
            f"{file.path}:{line}: error: {order[file.layer]} names '{name}', which is declared in"
            f" {order[layer]}, a later folder" for line, name, layer in sorted(found)]
    return messages


def main(sources):
    messages = [message for name, order in ORDER.items()
                for message in violations(pathlib.Path(sources) / name, order)]
    for message in messages:
        print(message, file=sys.stderr)
    return 1 if messages else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "Sources"))
