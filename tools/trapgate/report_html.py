"""Makes a report's blocks one HTML page that asks for nothing: style and plots are in it, scripts are not.

Everything that came from a folder is text and escaped. gnuplot drew the plots just now; only those of their
elements and attributes pass that draw. SPDX-License-Identifier: MIT
"""

import html
import re
import xml.etree.ElementTree as tree

from . import Failure, plots
from .report_tables import Heading, Plot, Points, Table, Text, Caution

SVG, XLINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"
# gnuplot draws with these. Its titles are its own commands, which nobody wants to read.
DRAWS = {"svg", "g", "path", "rect", "circle", "line", "polygon", "polyline", "text", "tspan", "use", "defs",
         "clipPath"}
ATTRIBUTES = {"width", "height", "viewBox", "x", "y", "cx", "cy", "r", "x1", "y1", "x2", "y2", "d", "points", "id",
              "fill", "stroke", "color", "transform", "clip-path", "stroke-width", "stroke-linecap", "stroke-opacity",
              "stroke-linejoin", "stroke-dasharray", "fill-opacity", "font-family", "font-size", "text-anchor",
              "font-style", "font-weight"}
# gnuplot's black, white and greys follow the page's theme.
THEME = {"black": "--ink", "rgb(0,0,0)": "--ink", "rgb(48,48,48)": "--ink", "#ffffff": "--page", "rgb(255,255,255)": "--page",
         "rgb(226,226,226)": "--line", "rgb(216,216,216)": "--line", "rgb(176,176,176)": "--soft", "rgb(232,238,244)": "--stripe"}
# The browser may fetch nothing and run nothing, whatever is in the page.
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --page: #fff; --soft: #595959; --line: #d0d0d0; --stripe: #f4f6f8;
  --warn: #8a3b00; --warn-page: #fff4e5; --link: #005a9c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --page: #16181b; --soft: #a8a8a8; --line: #3c4045;
  --stripe: #1f2226; --warn: #ffc078; --warn-page: #33260f; --link: #7cc0f5; } }
body { margin: 0 auto; padding: 1rem 1.5rem 3rem; max-width: 80rem; color: var(--ink); background: var(--page);
  font: 16px/1.5 "DejaVu Sans", Verdana, system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: .5rem 0 0; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .5rem; border-bottom:
  1px solid var(--line); } h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; }
p, .points { max-width: 62rem; margin: .5rem 0; } .points { padding-left: 1.2rem; } .points li { margin: .3rem 0; } .subject { color: var(--soft); } a { color: var(--link); }
nav ul { padding: 0; margin: .6rem 0; list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; }
.warning { border-left: 4px solid var(--warn); background: var(--warn-page); color: var(--warn); padding: .5rem .8rem; }
.table { overflow-x: auto; margin: .5rem 0 1rem; }
table { border-collapse: collapse; font-size: .82rem; font-variant-numeric: tabular-nums; }
th, td { padding: .16rem .45rem; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }
th { border-bottom: 2px solid var(--line); } th:first-child, td:first-child { text-align: left; }
tbody tr:nth-child(even) { background: var(--stripe); }
.words th, .words td { text-align: left; white-space: normal; vertical-align: top; }
.words td:first-child { min-width: 10rem; } code { font-family: "DejaVu Sans Mono", monospace; font-size: .92em; }
figure { margin: 1rem 0 1.6rem; } figure svg { display: block; max-width: 100%; height: auto; background: var(--page);
  border: 1px solid var(--line); border-radius: 4px; } figure > a { display: block; overflow-x: auto; } .close { display: none; }
figure:target { position: fixed; inset: 0; z-index: 1; margin: 0; padding: 1rem; overflow: auto; background: var(--page); }
figure:target svg { width: max(100%, 900px); max-width: none; } figure:target .close { display: inline; }
@media (max-width: 600px) { figure svg { width: 720px; max-width: none; } body { padding: .5rem .7rem 2rem; } } figcaption { color: var(--soft); font-size: .88rem; }
@media print { :root { --ink: #000; --page: #fff; --soft: #444; --line: #bbb; --stripe: #fff; --warn: #000;
  --warn-page: #fff; --link: #000; } body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; }
  .table { overflow: visible; } table { font-size: 7pt; } th, td { padding: .1rem .3rem; }
  h2, h3 { break-after: avoid; } tr, figure { break-inside: avoid; } }
"""


def _inline(text):
    """Returns the text escaped; what stands between back quotes is code."""
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text))


def _anchor(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _table(block):
    header, *lines = block.lines
    words = " words" if block.words else ""
    rows = ["<tr>" + "".join(f"<td>{html.escape(field)}</td>" for field in line) + "</tr>" for line in lines]
    head = "<thead><tr>" + "".join(f'<th scope="col">{html.escape(f)}</th>' for f in header) + "</tr></thead>"
    return f'<div class="table{words}"><table>{head if any(header) else ""}<tbody>\n' \
        + "\n".join(rows) + "\n</tbody></table></div>"


def _drawing(element, name, described=None):
    """Returns one SVG element as text, its own names made unlike those of other plots; '' for one that does not
    draw."""
    tag = element.tag.removeprefix(SVG) if isinstance(element.tag, str) else ""
    if tag not in DRAWS:
        return ""
    attributes = {}
    for key, value in element.attrib.items():
        if key in ("href", XLINK + "href") and value.startswith("#"):
            attributes["href"] = f"#{name}-{value[1:]}"
        elif key == "id":
            attributes["id"] = f"{name}-{value}"
        elif key in ("fill", "stroke", "color") and value.replace(" ", "") in THEME:
            attributes[key] = f"var({THEME[value.replace(' ', '')]})"
        elif key in ATTRIBUTES and ("url(" not in value or value.startswith("url(#")):
            attributes[key] = value.replace("url(#", f"url(#{name}-")
    attributes |= {"role": "img", "aria-label": described} if described else {}
    words = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
    inner = html.escape((element.text or "").strip("\n\t ")) if tag in ("text", "tspan") else ""
    inner += "".join(_drawing(child, name) for child in element)
    return f"<{tag}{words}>{inner}</{tag}>" + ("\n" if tag == "g" else "")


def drawing(name, text):
    """Returns a plot for the inside of a page."""
    try:
        root = tree.fromstring(text)
    except tree.ParseError as error:
        raise Failure(f"gnuplot's {name}.svg cannot be read: {error}") from None
    return _drawing(root, name, plots.title(name))


def _block(block, svgs):
    if isinstance(block, Heading):
        # Only chapters are linked to: a benchmark has a table in several of them.
        name = f' id="{_anchor(block.text)}"' if block.level == 2 else ""
        return f"<h{block.level}{name}>{html.escape(block.text)}</h{block.level}>"
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Plot):
        place, title = f"plot-{html.escape(block.name)}", html.escape(plots.title(block.name))
        return f'<figure id="{place}"><a href="#{place}" title="Enlarge">{drawing(block.name, svgs[block.name])}</a>' \
            f'<figcaption>{title} <a class="close" href="#plots">back to the page</a></figcaption></figure>'
    if isinstance(block, Points):
        return '<ul class="points">' + "".join(f"<li>{_inline(text)}</li>" for text in block.texts) + "</ul>"
    kind = ' class="warning"' if isinstance(block, Caution) else ""
    return f"<p{kind}>{_inline(block.text)}</p>" if block.text else ""


def page(title, subject, svgs, blocks):
    """Returns the whole page."""
    chapters = [b.text for b in blocks if isinstance(b, Heading) and b.level == 2]
    links = "".join(f'<li><a href="#{_anchor(c)}">{html.escape(c)}</a></li>' for c in chapters)
    body = [_block(block, svgs) for block in blocks]
    return "\n".join([
        "<!DOCTYPE html>", '<html lang="en">', "<head>", '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(title)}</title>", f"<style>{STYLE}</style>", "</head>", "<body>",
        f"<h1>{html.escape(title)}</h1>", f'<p class="subject">{html.escape(subject)}</p>',
        f"<nav><ul>{links}</ul></nav>", "<main>", *filter(None, body), "</main>", "</body>", "</html>", ""])
