"""What a person would wince at: each function returns its findings on a page as lines."""

from playwright.sync_api import Page

# Whatever one presses with a finger, but for links inside a sentence, those of header and footer, and a stop of the
# rail, which may be pressed as a whole. A tick is pressed by its label as well.
TARGETS = ".button:not(.button--plain), button:not(.button--plain), .chips a, summary, select, main input, textarea"
LEAST_TARGET = 44  # px

NAMED = '(each) => `<${each.localName} class="${each.className}"> ${each.textContent.trim().slice(0, 40)}`'

SMALL = f"""([targets, least]) => {{
  const named = {NAMED}, findings = [];
  for (const each of document.querySelectorAll(targets)) {{
    if (!each.checkVisibility() || each.closest('.honey') || each.type === 'hidden') continue;
    let {{top, bottom}} = each.getBoundingClientRect();
    const isTick = ['checkbox', 'radio'].includes(each.type);
    for (const label of isTick ? each.labels : []) {{
      const box = label.getBoundingClientRect();
      [top, bottom] = [Math.min(top, box.top), Math.max(bottom, box.bottom)];
    }}
    const high = Math.round(bottom - top);
    if (high < least) findings.push(`${{high}} px high: ${{named(each)}} ${{each.id}}`);
  }}
  return findings;
}}"""

# Lines of text that lie on one another. What one does not see, or only when it is focused, does not count.
OVERLAP = """() => {
  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walker.nextNode());) {
    const within = node.parentElement;
    if (!node.data.trim() || !within.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    if (within.closest('.unseen, .honey, .skip, option, textarea, script, style')) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects())
      if (box.width > 1 && box.height > 1) lines.push({box, within, text: node.data.trim().slice(0, 30)});
  }
  // A line is higher than its letters, so that a neighbour may reach a third of it.
  const deep = (one, two) => Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
  const wide = (one, two) => Math.min(one.right, two.right) - Math.max(one.left, two.left);
  const sticks = (each) => each.closest('*') && [...ancestors(each)].some((one) =>
    ['sticky', 'fixed'].includes(getComputedStyle(one).position));
  function* ancestors(each) { for (; each; each = each.parentElement) yield each; }
  const findings = [];
  lines.forEach((one, place) => lines.slice(place + 1).forEach((two) => {
    const least = Math.min(one.box.height, two.box.height);
    if (one.within === two.within || wide(one.box, two.box) < 3 || deep(one.box, two.box) < least / 3) return;
    if (sticks(one.within) !== sticks(two.within)) return;
    findings.push(`on one another: ${one.text} | ${two.text}`);
  }));
  return findings;
}"""

MAIN = """() => [...document.querySelectorAll('.button--main')].filter((each) => each.checkVisibility())
  .map((each) => each.textContent.trim())"""

PRINTED = f"""() => {{
  const named = {NAMED};
  return [...document.querySelectorAll('nav a, .acts, .button, button')].filter((each) => each.checkVisibility())
    .map((each) => 'printed: ' + named(each));
}}"""

TITLED = """() => {
  const [own, ...site] = document.title.split(' · ');
  return own.trim() && site.length ? [] : [`tab: ${document.title}`];
}"""

# In forced colours a filled surface is gone, so that only a border, an underline or an outline is left of it.
FORCED = f"""() => {{
  const named = {NAMED}, findings = [];
  const shows = (each) => each.checkVisibility() && each.getBoundingClientRect().width > 1;
  const luminance = (colour) => {{
    const [red, green, blue] = colour.match(/[\\d.]+/g).map((part) => part / 255)
      .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }};
  const paper = luminance(getComputedStyle(document.body).backgroundColor);
  const stands = (colour) => {{
    const other = luminance(colour), [light, dark] = paper > other ? [paper, other] : [other, paper];
    return (light + 0.05) / (dark + 0.05) >= 3;
  }};
  const isDrawn = (style, side) => style[`border${{side}}Style`] !== 'none' && style[`border${{side}}Width`] !== '0px'
    && stands(style[`border${{side}}Color`]);
  const framed = '.button:not(.button--plain), .chips a, main input:not([type=hidden]), select, textarea';
  const isTick = (each) => ['checkbox', 'radio'].includes(each.type);
  const drawnByBrowser = (each) => isTick(each) && getComputedStyle(each).appearance !== 'none';
  for (const each of document.querySelectorAll(framed))
    if (shows(each) && !each.closest('.honey') && !drawnByBrowser(each) && !isDrawn(getComputedStyle(each), 'Top'))
      findings.push(`no frame: ${{named(each)}} ${{each.id}}`);
  for (const each of document.querySelectorAll('.stop'))
    if (shows(each) && !isDrawn(getComputedStyle(each, '::after'), 'Top'))
      findings.push(`no diamond: ${{named(each)}}`);
  for (const each of document.querySelectorAll('main h1, main p, main li, main dd, main a, main label'))
    if (shows(each) && !each.closest('.unseen') && !stands(getComputedStyle(each).color))
      findings.push(`pale: ${{named(each)}}`);
  return findings;
}}"""


def small_targets(page: Page) -> list[str]:
    return page.evaluate(SMALL, [TARGETS, LEAST_TARGET])


def overlapping(page: Page) -> list[str]:
    return page.evaluate(OVERLAP)


def too_many_main_buttons(page: Page) -> list[str]:
    """There is one emphasis a page; a page may have none."""
    found = page.evaluate(MAIN)
    return [f"{len(found)} filled buttons: {', '.join(found)}"] if len(found) > 1 else []


def untitled(page: Page) -> list[str]:
    """Tabs that do not tell what they hold, before the name of the site."""
    return page.evaluate(TITLED)


def useless_on_paper(page: Page) -> list[str]:
    page.emulate_media(media="print")
    found = page.evaluate(PRINTED)
    page.emulate_media(media="screen")
    return found


def lost_in_forced_colours(page: Page) -> list[str]:
    page.emulate_media(forced_colors="active")
    found = page.evaluate(FORCED)
    page.emulate_media(forced_colors="none")
    return found
