// An element with data-proof holds a task that takes a second or two: the number whose key, derived by PBKDF2, begins
// as the task says. Its form gets the solution into the field `proof`; if somebody presses the button meanwhile, the
// form is sent once it is there. Browsers derive keys over https alone, and outside the thread that draws the page.
const progress = document.querySelector("[data-proof]");
const form = progress.closest("form");
const { challenge, steps } = JSON.parse(progress.dataset.proof);

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function derive({ nonce, salt, cost, keyLength }, counter) {
  const password = new Uint8Array(20);
  password.set(bytes(nonce));
  new DataView(password.buffer).setUint32(16, counter);
  const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  return hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
}

// Told at every quarter only: a screen reader would read each step aloud.
function tell(counter) {
  const percent = Math.floor((counter / steps) * 4) * 25;
  const words = progress.dataset.working.replace("%", percent);
  if (!isPressed && progress.textContent !== words) progress.textContent = words;
}

let isPressed = false;
let isSolved = false;

async function solve() {
  for (let counter = 0; counter <= steps; counter++) {
    tell(counter);
    const derivedKey = await derive(challenge.parameters, counter);
    if (derivedKey.startsWith(challenge.parameters.keyPrefix)) return { counter, derivedKey };
  }
  throw new Error("no number solves the task");
}

// Without a solution the form goes as it is: after ten seconds it is taken all the same.
async function prove() {
  try {
    form.elements.proof.value = btoa(JSON.stringify({ challenge, solution: await solve() }));
    progress.textContent = progress.dataset.done;
  } catch {
    progress.hidden = true;
  }
  isSolved = true;
  if (isPressed) form.requestSubmit();
}

if (window.crypto?.subtle) {
  document.querySelector("#errors > p").textContent = progress.dataset.instead;
  progress.hidden = false;
  form.addEventListener("submit", (event) => {
    if (isSolved) return;
    event.preventDefault();
    isPressed = true;
    progress.textContent = progress.dataset.pressed;
  });
  prove();
}
