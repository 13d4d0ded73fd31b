// What stands in data-watched is asked for anew every few seconds from the address that the attribute names, until it is
// settled. It is not asked for while nobody looks, nor any more once nothing has moved for long. A change of its words
// is told to screen readers by data-said; data-again, for those without scripts, is hidden as long as this goes on.
const EVERY = 5000;
const PATIENCE = 10 * 60 * 1000;

const watched = document.querySelector("[data-watched]");
const said = document.querySelector("[data-said]");
const again = document.querySelector("[data-again]");
let movedAt = Date.now();

const part = () => watched.querySelector("[data-progress]");

// Whoever has come to a link by keyboard stays there.
function replace(fresh) {
  const focused = watched.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  part().replaceWith(fresh);
  if (focused) watched.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
  said.textContent = fresh.querySelector("[data-progress-words]").textContent;
}

async function ask() {
  const answer = await fetch(watched.dataset.watched);
  // Somebody who is signed out meanwhile gets another page.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-progress]");
  if (!fresh) throw new Error("not what was asked for");
  if (fresh.outerHTML === part().outerHTML) return;
  movedAt = Date.now();
  replace(fresh);
}

async function goOn() {
  if (document.hidden) return document.addEventListener("visibilitychange", goOn, { once: true });
  await ask().catch(() => {});
  plan();
}

function plan() {
  const isSettled = part().hasAttribute("data-settled");
  const goesOn = !isSettled && Date.now() - movedAt < PATIENCE;
  if (again) again.hidden = goesOn || isSettled;
  if (goesOn) setTimeout(goOn, EVERY);
}

plan();
