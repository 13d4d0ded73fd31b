// A form with data-half-typed is not sent while a date or a time in it is filled in by half: browsers would send it as
// an empty one. The attribute's words then stand at the field until it is whole or empty.
const complaints = new Map();

// What the page itself found wrong with the field gives way meanwhile.
const found = (input) => input.closest(".field").querySelectorAll(".field-error");

function complain(input, words) {
  for (const each of found(input)) each.hidden = true;
  const complaint = document.createElement("p");
  complaint.className = "field-error";
  complaint.id = `${input.id}-half`;
  complaint.textContent = words;
  input.before(complaint);
  complaints.set(input, { complaint, before: input.getAttribute("aria-describedby") });
  mark(input, [complaint.id, input.getAttribute("aria-describedby")].filter(Boolean).join(" "));
}

function settle(input) {
  const { complaint, before } = complaints.get(input);
  complaint.remove();
  complaints.delete(input);
  for (const each of found(input)) each.hidden = false;
  mark(input, before);
}

function mark(input, description) {
  const isWrong = found(input).length > 0;
  input.closest(".field").classList.toggle("field--wrong", isWrong);
  if (isWrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (description) input.setAttribute("aria-describedby", description);
  else input.removeAttribute("aria-describedby");
}

for (const form of document.querySelectorAll("form[data-half-typed]")) {
  form.addEventListener("submit", (event) => {
    for (const input of complaints.keys()) settle(input);
    const half = [...form.elements].filter((input) => input.validity?.badInput);
    for (const input of half) complain(input, form.dataset.halfTyped);
    if (!half.length) return;
    event.preventDefault();
    half[0].focus();
  });
  form.addEventListener("input", ({ target }) => {
    if (complaints.has(target) && !target.validity.badInput) settle(target);
  });
}
