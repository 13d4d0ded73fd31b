"""Where lines may not break, and what is never hyphenated: each function returns its findings as lines."""

from playwright.sync_api import Page

LOOK = """([looked_for, longest]) => {
  const findings = [];
  const unseen = '.unseen, .honey, .skip, option, textarea, script, style';
  const lines = (node, from, to) => {
    const range = document.createRange();
    range.setStart(node, from);
    range.setEnd(node, to);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0);
    return new Set(boxes.map((box) => Math.round(box.top))).size;
  };
  const see = (pattern, isWrong) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const within = node.parentElement;
      if (!within.checkVisibility() || within.closest(unseen)) continue;
      for (const {0: text, index} of node.data.matchAll(pattern))
        if (isWrong(within, node, index, text)) findings.push(`${looked_for}: ${text} in ${node.data.trim()}`);
    }
  };
  const isTorn = (within, node, from, text) => lines(node, from, from + text.length) > 1;
  const wholeAt = (data, at) => data.slice(0, at).match(/\\S*$/)[0] + data.slice(at).match(/^\\S*/)[0];
  const addressAt = (data, at) => /@|:\\/\\//.test(wholeAt(data, at));
  const isWord = (within, node, from, text) => text.length <= longest && !addressAt(node.data, from);
  const isHyphenated = (within) => getComputedStyle(within).hyphens === 'auto';
  const looks = {
    'torn': () => see(/\\d+(:\\d\\d)?\\u2013\\d+(:\\d\\d)?/g, isTorn),
    'may begin a line': () => see(/\\u00b7/g, (within, node, from) => node.data[from - 1] !== '\\u00a0'),
    'hyphenated': () => see(/\\S*(@|:\\/\\/)\\S+/g, isHyphenated),
    'hyphenated fact': () => see(/\\S+/g, (within) => within.closest('code, dd, td, th') && isHyphenated(within)),
    'broken': () => see(/[\\p{L}\\p{M}\\u2019']+/gu, (...found) => isWord(...found) && isTorn(...found)),
  };
  looks[looked_for]();
  return findings;
}"""


def torn(page: Page) -> list[str]:
    """Hours and numbers ("10:00–15:30") that stand on two lines, and middle dots that may begin one."""
    return [*page.evaluate(LOOK, ["torn", 0]), *page.evaluate(LOOK, ["may begin a line", 0])]


def hyphenated(page: Page) -> list[str]:
    """Addresses, codes and facts into which a browser may write a hyphen."""
    return [*page.evaluate(LOOK, ["hyphenated", 0]), *page.evaluate(LOOK, ["hyphenated fact", 0])]


def broken_words(page: Page, *, longest: int) -> list[str]:
    """Words of at most `longest` letters that begin on one line and end on another; an address breaks where it must."""
    return page.evaluate(LOOK, ["broken", longest])
