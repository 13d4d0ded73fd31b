"""How a page is brought into its state, in a browser of either kind of Playwright."""

from playwright.sync_api import Page
from shown import Shown

LATE = {"X-Late": "yes"}  # with these headers a form has waited for too long, see site_to_show.py
OPEN_FOLDS = "document.querySelectorAll('main details').forEach((each) => { each.open = true; })"
# By the names of fields, which no language and no fold changes.
FILL_IN_AND_SEND = """(typed) => {
  const form = document.querySelector('main form.form');
  for (const [name, value] of Object.entries(typed)) {
    const field = form.elements[name];
    if (field.type === 'checkbox') field.checked = true;
    else field.value = value;
  }
  form.noValidate = true;
  form.requestSubmit();
}"""


def show(page: Page, url: str, shown: Shown, language: str) -> None:
    page.goto(f"{url}/{language}/{shown.path}")
    if shown.opens_folds:
        page.evaluate(OPEN_FOLDS)
    if not shown.typed:
        return
    page.set_extra_http_headers(LATE if shown.arrives_late else {})
    with page.expect_navigation():
        page.evaluate(FILL_IN_AND_SEND, shown.typed)
    page.set_extra_http_headers({})
