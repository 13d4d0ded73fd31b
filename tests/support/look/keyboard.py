"""A walk through a page with the Tab key."""

from playwright.sync_api import Page

MOST_STOPS = 300

# A group of radio buttons is one stop; a link around a picture or over several lines is as good as one.
REACHABLE = """() => {
  const all = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const seen = new Set(), stops = [];
  for (const each of document.querySelectorAll(all)) {
    if (each.tabIndex < 0 || each.disabled || !each.checkVisibility({visibilityProperty: true})) continue;
    if (each.type === 'radio' && (seen.has(each.name) || seen.add(each.name) === null)) continue;
    stops.push(each);
  }
  stops.forEach((each, place) => { each.dataset.stop = place; });
  // The next Tab begins at the top, whatever the page has focused or an earlier walk has left.
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute('tabindex');
  scrollTo(0, 0);
  return stops.length;
}"""

HERE = """() => {
  const each = document.activeElement;
  if (!each || each === document.body) return null;
  const words = (each.textContent || each.name || '').trim().slice(0, 40);
  const named = `<${each.localName} class="${each.className}"> ${words}`;
  const style = getComputedStyle(each), box = [...each.getClientRects()].find((one) => one.width && one.height);
  const findings = [];
  if (!box) return {stop: each.dataset.stop, top: 0, findings: [`no box: ${named}`]};
  const isOutlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  if (!isOutlined && style.boxShadow === 'none') findings.push(`focus is not seen: ${named}`);
  const points = [0.5, 0.1, 0.9].map((part) => [box.left + box.width * part, box.top + box.height / 2]);
  const isMine = ([left, top]) => {
    const found = document.elementFromPoint(left, top);
    return found && (each.contains(found) || found.contains(each) && !isOver(found));
  };
  const isOver = (found) => ['sticky', 'fixed'].includes(getComputedStyle(found).position) && !found.contains(each);
  const middle = (box.top + box.bottom) / 2;
  if (middle < 0 || middle > innerHeight) findings.push(`out of sight: ${named}`);
  else if (!points.some(isMine)) findings.push(`covered: ${named}`);
  // The menu is the same on each page, and on a phone its languages stand beside the name.
  let isApart = !each.closest('main');
  for (let one = each; one; one = one.parentElement)
    isApart ||= ['sticky', 'fixed', 'absolute'].includes(getComputedStyle(one).position);
  const {left, right} = box;
  return {stop: each.dataset.stop, top: box.top + scrollY, bottom: box.bottom + scrollY, left, right, isApart, named,
    findings};
}"""


def lost_on_the_way(page: Page) -> list[str]:
    """What Tab does not reach, what it reaches in another order than that of the page, and what is not seen then."""
    missing = set(map(str, range(page.evaluate(REACHABLE))))
    findings: list[str] = []
    before = None
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or (here["stop"] not in missing and before is not None):
            break
        missing.discard(here["stop"])
        findings += here["findings"]
        if before and goes_back(before, here):
            findings.append(f"goes back up: {before['named']} → {here['named']}")
        before = here
    return findings + [f"not reached: {_name(page, stop)}" for stop in sorted(missing, key=int)]


def goes_back(before: dict, here: dict) -> bool:
    """In the same column; whoever has read one column goes on at the top of the next."""
    if before.get("isApart") or here.get("isApart") or "left" not in before or "left" not in here:
        return False
    is_beside = here["left"] >= before["right"] or here["right"] <= before["left"]
    return not is_beside and here["bottom"] <= before["top"]


def _name(page: Page, stop: str) -> str:
    return page.locator(f'[data-stop="{stop}"]').evaluate(
        '(each) => `<${each.localName} class="${each.className}"> ${each.textContent.trim().slice(0, 40)}`'
    )
