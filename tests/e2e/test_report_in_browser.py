"""The report as people meet it: in a browser, on a phone, and on paper."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from pikepdf import Pdf
from playwright.sync_api import Browser, Page, sync_playwright

from nyegrep.reports.build import build_report
from tests.unit.reports.answers import report
from tests.unit.reports.places import LOTS, NOW

pytestmark = pytest.mark.e2e

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
REPORTS = [("invented", "nb"), ("growing", "en"), ("bare", "nb"), ("attractive", "en")]
REPORTS += [("unattractive", "nb"), ("as expected", "nb")]
REPORTS += [("all futures", "nb"), ("own future", "en")]
WIDTHS = (320, 360, 768, 1280)
SMALLEST_TEXT = 10.5
OVERLAPS = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('.chart svg')) {
    const texts = [...svg.querySelectorAll('text')]
      .map(node => ({text: node.textContent, box: node.getBoundingClientRect()}))
      .filter(item => item.box.width > 0);
    texts.forEach((one, number) => texts.slice(number + 1).forEach(other => {
      const a = one.box, b = other.box;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (across > 0.5 && down > 0.25 * Math.min(a.height, b.height)) {
        found.push(svg.closest('figure').id + ': ' + one.text + ' / ' + other.text);
      }
    }));
  }
  return found;
}"""
OUTSIDE = """() => {
  const found = [];
  for (const svg of document.querySelectorAll('.chart svg')) {
    const frame = svg.getBoundingClientRect();
    if (frame.width === 0) continue;
    for (const node of svg.querySelectorAll('text')) {
      const box = node.getBoundingClientRect();
      if (box.left < frame.left - 1 || box.right > frame.right + 1
          || box.top < frame.top - 1 || box.bottom > frame.bottom + 1) {
        found.push(svg.closest('figure').id + ': ' + node.textContent);
      }
    }
  }
  return found;
}"""
TEXT_SIZES = """() => [...document.querySelectorAll('.chart svg')]
  .filter(svg => svg.getBoundingClientRect().width > 0)
  .flatMap(svg => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    return [...svg.querySelectorAll('text')].map(node =>
      parseFloat(getComputedStyle(node).fontSize) * scale);
  })"""
SHOWN = """() => [...document.querySelectorAll('.chart')].map(chart =>
  [...chart.querySelectorAll('svg')].filter(svg => svg.getBoundingClientRect().width > 0)
    .map(svg => svg.getAttribute('class')).join())"""


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=browser_path, args=ARGUMENTS)
        yield found
        found.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("reports")
    for lot, language in REPORTS:
        page = build_report(report(LOTS[lot]), language, NOW)
        (made / f"{lot}-{language}.html").write_text(page, encoding="utf-8")
    return made


@pytest.fixture(params=REPORTS, ids=["-".join(r) for r in REPORTS])
def address(request: pytest.FixtureRequest, folder: Path) -> str:
    return (folder / f"{'-'.join(request.param)}.html").as_uri()


def opened(browser: Browser, address: str, width: int = 1280, **look: Any) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, **look)
    page.goto(address)
    return page


def test_no_request_leaves_the_file_and_nothing_is_complained_of(
    browser: Browser, address: str
) -> None:
    page = browser.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_load_state("networkidle")
    page.close()
    assert asked == [address]
    assert complaints == []


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_fits_its_width_with_everything_open(
    browser: Browser, address: str, width: int
) -> None:
    page = opened(browser, address, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    whole = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert whole <= width


@pytest.mark.parametrize("width", WIDTHS)
def test_numbers_in_brief_stay_in_their_column(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width)
    beyond = page.evaluate(
        "[...document.querySelectorAll('.brief .number')]"
        ".filter(n => n.scrollWidth > n.clientWidth).map(n => n.textContent)"
    )
    page.close()
    assert beyond == []


@pytest.mark.parametrize("width", WIDTHS)
def test_texts_in_charts_keep_apart_and_inside(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width)
    overlaps, outside = page.evaluate(OVERLAPS), page.evaluate(OUTSIDE)
    page.close()
    assert overlaps == []
    assert outside == []


@pytest.mark.parametrize("width", WIDTHS)
def test_texts_in_charts_are_large_enough_to_read(
    browser: Browser, address: str, width: int
) -> None:
    page = opened(browser, address, width)
    sizes, shown = page.evaluate(TEXT_SIZES), page.evaluate(SHOWN)
    page.close()
    assert min(sizes) >= SMALLEST_TEXT
    assert set(shown) == {"narrow" if width < 720 else "wide"}


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1280, "dark")])
def test_accessible_to_all_as_far_as_a_program_can_tell(
    browser: Browser, address: str, width: int, scheme: str
) -> None:
    page = opened(browser, address, width, color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = Axe().run(page)
    page.close()
    assert found.violations_count == 0, found.generate_report()


def test_the_first_key_leads_past_the_contents(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.className")
    box = page.locator(".skip").bounding_box()
    page.keyboard.press("Enter")
    reached = page.evaluate("document.activeElement.tagName")
    page.close()
    assert skip == "skip"
    assert box is not None
    assert box["x"] >= 0
    assert reached == "MAIN"


def test_the_page_is_dark_for_those_who_want_it_so(browser: Browser, address: str) -> None:
    def look(scheme: str) -> tuple[str, str]:
        page = opened(browser, address, color_scheme=scheme)
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        line = page.evaluate(
            "getComputedStyle(document.querySelector('.chart svg.wide text')).fill"
        )
        page.close()
        return ground, line

    light, dark = look("light"), look("dark")
    assert light[0] == "rgb(251, 250, 247)"
    assert dark[0] == "rgb(18, 24, 31)"
    assert light[1] != dark[1]


@pytest.fixture(scope="module")
def printed(browser: Browser, folder: Path) -> Path:
    page = opened(browser, (folder / "invented-nb.html").as_uri(), color_scheme="dark")
    path = folder / "invented-nb.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    page.close()
    return path


def test_paper_is_a4_with_the_brief_on_a_page_of_its_own(printed: Path) -> None:
    with Pdf.open(printed) as pdf:
        sizes = {tuple(round(float(n)) for n in page.mediabox[2:]) for page in pdf.pages}
        assert len(pdf.pages) >= 10
    assert sizes == {(595, 842)}


@pytest.mark.parametrize("name", ["invented-nb", "all futures-nb", "own future-en"])
def test_nothing_is_cut_at_the_edge_of_the_paper(browser: Browser, folder: Path, name: str) -> None:
    inner = 794 - 2 * 68
    page = opened(browser, (folder / f"{name}.html").as_uri(), inner)
    page.emulate_media(media="print")
    whole = page.evaluate("document.documentElement.scrollWidth")
    wide = page.evaluate(
        "[...document.querySelectorAll('table')].map(t => t.getBoundingClientRect().right)"
    )
    shown = page.evaluate(SHOWN)
    page.close()
    assert whole <= inner
    assert max(wide) <= inner + 1
    assert set(shown) == {"wide"}


def test_paper_tells_all_that_the_screen_hides_behind_a_click(printed: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no PDF reader is installed (Debian/Ubuntu: apt install poppler-utils)")
    done = subprocess.run([reader, "-layout", printed, "-"], capture_output=True, check=True)
    pages = done.stdout.decode("utf-8").split("\f")[:-1]
    text = "\n".join(pages)
    assert re.search(r"2005\s+6\s093", text), "the numbers behind the first figure"
    assert "Last ned" not in text, "what only a screen can do"
    for number, page in enumerate(pages, start=1):
        assert f"{number} / {len(pages)}" in page
        assert "oppdiktede tall: demolandet" in page
        assert "Fjordvik · grunnår 2019 · kommunegrenser 2019" in page


def test_a_long_table_repeats_its_headings_on_the_next_page(printed: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("no PDF reader is installed (Debian/Ubuntu: apt install poppler-utils)")
    done = subprocess.run([reader, "-layout", printed, "-"], capture_output=True, check=True)
    text = done.stdout.decode("utf-8")
    tables = text.count("Forsørgerbyrde")
    assert tables >= 2
    assert text.count("Slag") > 2, "one heading for each column of years, on each page"
