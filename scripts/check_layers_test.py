#!/usr/bin/env python3
"""Tests of check_layers.py on small targets of two folders, `Low` and `High`."""

import pathlib
import tempfile
import unittest

import check_layers


def violations(low, high='struct Upper {}\n', where="Low/File.swift"):
    """What is found in a target whose lower folder has this file, without the folders' path."""
    with tempfile.TemporaryDirectory() as folder:
        target = pathlib.Path(folder) / "Target"
        for name, text in ((where, low), ("High/File.swift", high)):
            path = target / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        found = check_layers.violations(target, ["Low", "High"])
        return [message.removeprefix(f"{target}/").split(", which")[0] for message in found]


class LayersTest(unittest.TestCase):
    def test_a_type_of_a_later_folder_must_not_be_named(self):
        self.assertEqual(
            violations("/// Text.\nstruct Lower {\n  var upper: Upper\n}\n"),
            ["Low/File.swift:3: error: Low names 'Upper'"])

    def test_a_function_of_a_later_folder_must_not_be_called(self):
        self.assertEqual(
            violations("struct Lower { func f() { rise(1) } }\n", high="func rise(_ a: Int) {}\n"),
            ["Low/File.swift:1: error: Low names 'rise'"])

    def test_a_member_that_a_later_folder_adds_to_a_type_must_not_be_used(self):
        high = "extension Lower {\n  static let special = Lower()\n  func upwards() -> Int { 1 }\n}\n"
        self.assertEqual(
            violations("struct Lower {}\nlet a = Lower.special\nlet b = a.upwards()\n", high=high),
            ["Low/File.swift:2: error: Low names 'special'",
             "Low/File.swift:3: error: Low names 'upwards'"])

    def test_code_in_a_string_counts(self):
        self.assertEqual(
            violations('let text = "Upper \\(Upper(f("")).name) Upper"\n'),
            ["Low/File.swift:1: error: Low names 'Upper'"])

    def test_a_file_outside_of_all_folders_is_an_error(self):
        self.assertEqual(
            violations("struct Lower {}\n", where="Lower.swift"),
            ["Lower.swift:1: error: the file is in no folder of the order of Target"])

    def test_comments_and_strings_do_not_count(self):
        low = (
            "// Upper\n/* Upper /* Upper */ Upper */\n/// `Upper`\n"
            'let a = "Upper \\" Upper"\nlet b = #"Upper " \\(Upper)"#\n'
            'let c = """\n  Upper "Upper"\n  """\n')
        self.assertEqual(violations(low), [])

    def test_an_earlier_folder_may_be_named(self):
        self.assertEqual(
            violations("struct Lower {}\n", high="struct Upper { var lower: Lower }\n"), [])

    def test_longer_words_and_members_of_other_types_do_not_count(self):
        low = "struct UpperLimit {}\nlet a = Other.Upper\nfunc f(Upper: Int) {}\n"
        self.assertEqual(violations(low), [])

    def test_what_is_private_in_a_later_folder_may_have_the_name_of_anything(self):
        self.assertEqual(
            violations("let a = Upper()\nlet b = rise()\n",
                       high="private struct Upper {}\nfileprivate func rise() {}\n"), [])

    def test_of_several_declarations_the_lowest_counts(self):
        low = "struct Upper {}\nextension Upper { func rise() {} }\nlet a = Upper().rise()\n"
        high = "struct Upper {}\nfunc rise() {}\nextension Upper { func rise(a: Int) {} }\n"
        self.assertEqual(violations(low, high=high), [])

    def test_the_longest_folder_counts(self):
        order = ["A/First", "A", "A/Last"]
        layers = [check_layers.layer_of(pathlib.Path(path), order)
                  for path in ("A/First/F.swift", "A/F.swift", "A/Last/Sub/F.swift", "B/F.swift")]
        self.assertEqual(layers, [0, 1, 2, None])


if __name__ == "__main__":
    unittest.main()
