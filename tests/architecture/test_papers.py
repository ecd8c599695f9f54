"""The papers: every link and picture is there, and every word said to be on a screen is on one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.sources import ROOT

GUIDES = ROOT / "docs" / "guides"
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SHOWN = re.compile(r"\*\*([^*]+)\*\*", re.DOTALL)
GAP = re.compile(r"\\\{\w+\\\}")
# Where the words of pages that the server makes stand.
ELSEWHERE = ("config/ops/*.py", "config/templates/**/*.html", "apps/office/**/*.py", "apps/referrals/*.py")


def papers() -> Iterator[Path]:
    """Every page of prose in the repository."""
    yield from sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("frontend/src/**/*.md")])


def slug(heading: str) -> str:
    """The anchor of a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")


def anchors(page: Path) -> set[str]:
    return {slug(line.lstrip("#")) for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("#")}


def test_every_link_and_picture_of_the_papers_is_there() -> None:
    broken = []
    for page in papers():
        for target in LINK.findall(page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            found = page if not name else (page.parent / name)
            if not found.exists() or (anchor and found.suffix == ".md" and anchor not in anchors(found)):
                broken.append(f"{page.relative_to(ROOT)}: {target}")
    assert broken == []


def words_on_screens(root: Path = ROOT) -> tuple[list[re.Pattern[str]], str]:
    """Messages of both languages as patterns (a gap is anything), and the sources of pages that the server makes."""
    said: set[str] = set()
    for file in (root / "frontend" / "messages" / "parts").glob("*.json"):
        said |= {text for text in json.loads(file.read_text(encoding="utf-8")).values() if isinstance(text, str)}
    firm = [text for text in said if len(re.sub(r"\{\w+\}|\W", "", text)) > 1]  # more than gaps
    patterns = [re.compile(GAP.sub(r"[\\w .]{1,20}", re.escape(text))) for text in firm]
    pages = (file.read_text(encoding="utf-8") for pattern in ELSEWHERE for file in root.glob(pattern))
    return patterns, "\n".join([*said, *pages])


def test_every_word_that_a_guide_says_is_on_a_screen_is_on_one() -> None:
    patterns, everything = words_on_screens()
    invented = []
    for page in sorted(GUIDES.glob("*.md")):
        for shown in SHOWN.findall(page.read_text(encoding="utf-8")):
            words = " ".join(shown.split())
            if words in everything or any(pattern.fullmatch(words) for pattern in patterns):
                continue
            invented.append(f"{page.name}: {words}")
    assert invented == []


def test_the_guides_name_every_kind_of_user() -> None:
    index = (GUIDES / "README.md").read_text(encoding="utf-8")
    missing = [
        page.name for page in GUIDES.glob("*.md") if page.name != "README.md" and f"({page.name})" not in index
    ]
    assert missing == []
    assert len([*GUIDES.iterdir()]) == 8  # one for each, the index, and the story of all of them
