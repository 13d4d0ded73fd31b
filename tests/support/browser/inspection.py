"""What can be wrong with a page whoever reads it: each function returns its findings as lines."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}

STRUCTURE = """() => {
  const findings = [];
  const count = (selector) => document.querySelectorAll(selector).length;
  if (!/^(be|ru|pl|en)$/.test(document.documentElement.lang)) findings.push(`lang="${document.documentElement.lang}"`);
  if (count('h1') !== 1) findings.push(`${count('h1')} h1`);
  if (count('main') !== 1) findings.push(`${count('main')} main`);
  if (count('[style], style')) findings.push('inline style');
  if (count('script:not([src]):not([type="application/ld+json"])')) findings.push('inline script');
  if (!document.title.trim()) findings.push('no title');
  const isCalm = matchMedia('(prefers-reduced-motion)').matches;
  const moves = (each) => isCalm && getComputedStyle(each).transitionDuration !== '0s';
  findings.push(...[...document.querySelectorAll('body *')].filter(moves).map((each) => `${each.localName} moves`));
  const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
  findings.push(...ids.filter((id, place) => ids.indexOf(id) !== place).map((id) => `id ${id} twice`));
  const leadsTo = (link) => document.getElementById(link.hash.slice(1));
  const inFold = (target) => target?.parentElement.closest('summary, details')?.matches('details:not([open])');
  const inPage = [...document.querySelectorAll('a[href^="#"]')];
  findings.push(...inPage.filter((link) => inFold(leadsTo(link))).map((link) => `${link.hash} lies in a closed fold`));
  return findings;
}"""

FIT = """() => {
  const findings = [], root = document.documentElement, width = root.clientWidth;
  const name = (each) => `<${each.localName} class="${each.className}"> ${each.textContent.trim().slice(0, 40)}`;
  if (root.scrollWidth > width) findings.push(`page is ${root.scrollWidth} wide`);
  for (const each of document.querySelectorAll('body *')) {
    const box = each.getBoundingClientRect(), style = getComputedStyle(each);
    // The row of filters is the one thing that scrolls sideways on purpose: each of its links can be reached by key.
    if (each.closest('.skip, .honey, input, .chips--row') || box.width <= 1) continue;
    if (box.right > width + 1) findings.push(`sticks out: ${name(each)}`);
    const scrolls = (axis, whole, shown) => /auto|scroll/.test(style['overflow' + axis]) && whole > shown + 1;
    if (each.localName !== 'textarea' && (scrolls('X', each.scrollWidth, each.clientWidth)
      || scrolls('Y', each.scrollHeight, each.clientHeight))) findings.push(`scrolls: ${name(each)}`);
    const isCut = (axis, whole, shown) => ['hidden', 'clip'].includes(style['overflow' + axis]) && whole > shown + 1;
    if (isCut('X', each.scrollWidth, each.clientWidth) || isCut('Y', each.scrollHeight, each.clientHeight))
      findings.push(`cut: ${name(each)}`);
  }
  return findings;
}"""


def barriers(page: Page) -> list[str]:
    """What axe finds by WCAG 2.2 AA and its own best practice."""
    found = Axe().run(page, options=OPTIONS).response["violations"]
    return [
        f"{rule['id']}: {node['target'][0]} {node['html'][:120]} {(node['any'] or [{'message': ''}])[0]['message']}"
        for rule in found
        for node in rule["nodes"]
    ]


def slips_of_structure(page: Page) -> list[str]:
    return page.evaluate(STRUCTURE)


def misfits(page: Page) -> list[str]:
    """What is wider than the window, cut off, or scrolls within a page that scrolls, but for the row of filters."""
    return page.evaluate(FIT)
