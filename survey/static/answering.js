// Saves what was answered when the page is left without a button; htmx saves between, at most every thirty seconds.
(function () {
  "use strict";
  var form = document.getElementById("answers");
  var changed = false;
  var problems = document.querySelector("[role=alert]");
  if (problems) { problems.focus(); }
  if (!form) { return; }
  form.addEventListener("input", function () { changed = true; });
  form.addEventListener("submit", function () { changed = false; });
  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState !== "hidden" || !changed) { return; }
    changed = false;
    form.dispatchEvent(new Event("leave"));
  });
}());
