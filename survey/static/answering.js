// Saves what was answered when the page is left without a button: one beacon, no answer awaited.
(function () {
  "use strict";
  var form = document.getElementById("answers");
  var changed = false;
  var problems = document.querySelector("[role=alert]");
  if (problems) { problems.focus(); }
  if (!form || !navigator.sendBeacon) { return; }
  form.addEventListener("change", function () { changed = true; });
  form.addEventListener("submit", function () { changed = false; });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "hidden" || !changed) { return; }
    var body = new URLSearchParams(new FormData(form));
    body.set("go", "save");
    changed = !navigator.sendBeacon(form.action, body);
  });
}());
