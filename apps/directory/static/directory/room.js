// The code is in the fragment, which no server is told: it goes into the form, out of the address, and asks for the page.
const ask = document.getElementById("ask");
const code = decodeURIComponent(location.hash.slice(1));
if (ask && code) {
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname + location.search);
  if (!("tried" in ask.dataset)) ask.submit(); // it only shows: nothing changes before a person presses the button
}
for (const step of document.querySelectorAll(".step")) {
  const field = step.querySelector("input");
  const move = (by) => () => (field.value = String(Math.min(9999, Math.max(0, (parseInt(field.value, 10) || 0) + by))));
  for (const [name, by] of [["less", -1], ["more", 1]]) {
    const button = step.querySelector("." + name);
    button.hidden = false;
    button.addEventListener("click", move(by));
  }
}
for (const link of document.querySelectorAll("[data-keep-fragment]")) link.addEventListener("click", () => (link.href += code ? "#" + encodeURIComponent(code) : ""));
