"""Reading a rendered page the way a browser, a crawler and a person do."""

import gzip
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin

VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
SILENT = frozenset({"script", "style", "template", "svg"})
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title", "aria-description")
LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


@dataclass
class Words:
    """A run of text, with the language that the page says it is in."""

    lang: str
    text: str


@dataclass
class ParsedPage(HTMLParser):
    """One page: its language, its links, and every text in the language it is marked with."""

    url: str
    lang: str = ""
    title: str = ""
    weight: int = 0
    """Bytes of the page itself on the way to a browser, compressed."""
    links: set[str] = field(default_factory=set)
    assets: set[str] = field(default_factory=set)
    alternates: dict[str, str] = field(default_factory=dict)
    canonical: str = ""
    words: list[Words] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, str]] = []

    @classmethod
    def of(cls, url: str, html: str) -> "ParsedPage":
        """Parse the page that was found at this address."""
        page = cls(url, weight=len(gzip.compress(html.encode())))
        page.feed(html)
        page.close()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        inherited = self._open[-1][1] if self._open else ""
        lang = given.get("lang", inherited)
        if tag == "html":
            self.lang = lang
        if tag not in VOID:
            self._open.append((tag, lang))
        self._note_links(tag, given)
        self._note_inline(tag, given)
        if "id" in given:
            self.ids.append(given["id"])
        spoken = [*SPOKEN_ATTRIBUTES, *(["content"] if given.get("name") == "description" else [])]
        self.words += [Words(lang, given[name]) for name in spoken if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not data.strip() or not self._open or any(tag in SILENT for tag, _ in self._open):
            return
        tag, lang = self._open[-1]
        if tag == "title":
            self.title += data.strip()
        self.words.append(Words(lang, data.strip()))

    def foreign_words(self, allowed: frozenset[str]) -> list[str]:
        """The texts that say they are Chinese or Korean and hold Latin words only, apart from the allowed ones."""
        return [
            words.text
            for words in self.words
            if words.lang in {"zh-Hans", "ko"}
            and not CJK.search(words.text)
            and any(word not in allowed for word in LATIN_WORD.findall(_without_addresses(words.text)))
        ]

    def _note_links(self, tag: str, given: dict[str, str]) -> None:
        target = urldefrag(urljoin(self.url, given.get("href", "")))[0]
        if tag == "a" and given.get("href"):
            self.links.add(target)
        if tag == "link" and given.get("rel") == "alternate" and given.get("hreflang"):
            self.alternates[given["hreflang"]] = target
        elif tag == "link" and given.get("rel") == "canonical":
            self.canonical = target
        elif tag == "link" and given.get("href"):
            self.assets.add(target)
        sources = [
            given.get("src", ""),
            *(part.split()[0] for part in given.get("srcset", "").split(",") if part.strip()),
        ]
        self.assets |= {urljoin(self.url, source) for source in sources if source and not source.startswith("data:")}

    def _note_inline(self, tag: str, given: dict[str, str]) -> None:
        if (
            tag == "script"
            and not given.get("src")
            and given.get("type") not in {"application/ld+json", "application/json"}
        ):
            self.inline.append("script")
        self.inline += [name for name in given if name == "style" or name.startswith("on")]
        if tag == "style":
            self.inline.append("style")


def _without_addresses(text: str) -> str:
    """The text without e-mail addresses, web addresses and references."""
    return re.sub(r"\S+@\S+|https?://\S+|\b[A-Z]-[0-9A-Z]{4}-[0-9A-Z]{4}\b", "", text)
