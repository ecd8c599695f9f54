// The code is in the fragment, which no server is told. It is put into the form and taken out of the address.
const code = decodeURIComponent(location.hash.slice(1));
const field = document.getElementById("code");
if (field && code) {
  field.value = code.replace(/(.{4})(?=.)/g, "$1-");
  history.replaceState(null, "", location.pathname);
  document.getElementById("factor").focus();
}
