"""Evaluates XPath 1.0 expressions with lxml (libxml2). Reads lines of JSON `[document, expression]`; writes a line of JSON for each:
a value, or `{"nodes": […]}`. A node is named by its place among the elements and comments of the document: `5`; `5 text` and
`5 tail` are the text in it and after it, `5 @x` its attribute."""

import json
import math
import sys

from lxml import etree


def written(value, places):
    if isinstance(value, list):
        return {"nodes": [node(item, places) for item in value]}
    if isinstance(value, float):
        if math.isnan(value):
            return "NaN"
        return "INF" if value == math.inf else "-INF" if value == -math.inf else value
    return value


def node(item, places):
    if not isinstance(item, str):
        return str(places[item])
    place = str(places[item.getparent()])
    if item.is_attribute:
        return place + " @" + item.attrname
    return place + (" tail" if item.is_tail else " text")


for line in sys.stdin:
    document, expression = json.loads(line)
    tree = etree.fromstring(document).getroottree()
    places = {element: at for at, element in enumerate(tree.iter())}
    try:
        result = written(tree.xpath(expression), places)
    except etree.XPathError as error:
        result = {"error": str(error)}
    print(json.dumps(result))
