# pages.py: Puts tables and plots of scripts into pages
# SPDX-License-Identifier: Apache-2.0
"""Pages of sw/benchmark: their tables and plots are written by scripts, the text around them by hand."""
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "sw" / "benchmark"


def fill(page, sections, plots):
    """Puts text between `<!-- name -->` and `<!-- end of name -->` of a page, and images beside it."""
    file = FOLDER / page
    text = file.read_text()
    for name, body in sections.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        head, rest = text.split(begin)
        text = head + begin + body + end + rest.split(end, 1)[1]
    file.write_text(text)
    for name, image in plots.items():
        (FOLDER / name).write_text(image)
