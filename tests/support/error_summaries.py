"""What the list of mistakes at the top of a form says."""

import html
import re


def summary(page: str) -> list[tuple[str, str]]:
    """(where a line of it leads, what it says), from top to bottom; each of these places is on the page."""
    box = re.search(r'<div class="errors".*?</div>', page, re.DOTALL)
    lines = re.findall(r'<a href="#([^"]+)">(.*?)</a>', box[0] if box else "")
    assert [place for place, _words in lines if f'id="{place}"' not in page] == []
    return [(place, html.unescape(words)) for place, words in lines]
