"""Which names of a page lie in a fold that is closed, so that some browsers do not show them to who follows a link."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    """Notes where every `id` lies, and to which of the same page links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.open_tags: list[str] = []
        self.folded: set[str] = set()
        self.shown: set[str] = set()
        self.fragments: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "summary":
            self.open_tags.append(tag)
        if name := values.get("id"):
            (self.folded if self._is_folded else self.shown).add(name)
        if (href := values.get("href") or "").startswith("#"):
            self.fragments.add(href[1:])
        if tag == "details":
            self.open_tags.append("open" if "open" in values else "details")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("details", "summary"):
            self.open_tags.pop()

    @property
    def _is_folded(self) -> bool:
        """A summary is shown whether its own fold is open or not."""
        closed = [place for place, tag in enumerate(self.open_tags) if tag == "details"]
        return any(self.open_tags[place + 1 : place + 2] != ["summary"] for place in closed)


def read(page: str) -> _Reader:
    reader = _Reader()
    reader.feed(page)
    return reader


def leads_into_folds(page: str) -> set[str]:
    """The names to which links of this page lead and which a closed fold of it hides."""
    found = read(page)
    return found.fragments & found.folded


def missing(page: str) -> set[str]:
    """The names to which links of this page lead and which it does not have."""
    found = read(page)
    return found.fragments - found.folded - found.shown
