# Raked weights without and with trimming, weighted means with their errors; survey.
# Reads people.csv (unit, position, score, chosen), unit.csv and position.csv (code, Freq), writes figures.json.
suppressMessages(library(survey))
people <- read.csv("people.csv")
targets <- list(setNames(read.csv("unit.csv"), c("unit", "Freq")),
                setNames(read.csv("position.csv"), c("position", "Freq")))
strict <- list(maxit = 5000, epsilon = 1e-11, verbose = FALSE)
start <- svydesign(ids = ~1, weights = ~rep(1, nrow(people)), data = people)
raked <- rake(start, list(~unit, ~position), targets, control = strict)
w <- weights(raked)
plain <- svydesign(ids = ~1, weights = ~w, data = people)
mean_score <- svymean(~score, plain)
# Izrael, Battaglia & Frankel's loop: one cycle over the margins, cut to [.3, 3] times the mean, and again.
once <- list(maxit = 1, epsilon = 1e-9, verbose = FALSE)
v <- rep(1, nrow(people))
for (round in 1:200) {
  design <- svydesign(ids = ~1, weights = ~v, data = people)
  v <- weights(suppressWarnings(rake(design, list(~unit, ~position), targets, control = once)))
  for (cut in 1:100) {
    v <- v / mean(v)
    if (min(v) >= 0.3 && max(v) <= 3) break
    v <- pmin(pmax(v, 0.3), 3)
  }
}
# The package's own way cuts once and hands what was cut off to the others: it leaves the margins unmet.
cut_once <- weights(trimWeights(raked, lower = 0.3 * mean(w), upper = 3 * mean(w), strict = TRUE))
equal <- svydesign(ids = ~1, weights = ~rep(1, nrow(people)), data = people)
finite <- svydesign(ids = ~1, data = people, fpc = ~invited)
jsonlite::write_json(list(
  weights = unname(w / mean(w)), looped = unname(v), cut_once = unname(cut_once / mean(cut_once)),
  mean = as.numeric(coef(mean_score)), linearised_error = as.numeric(SE(mean_score)),
  variance = as.numeric(svyvar(~score, plain)[1]), share = as.numeric(coef(svymean(~chosen, plain))),
  effective_n = sum(w)^2 / sum(w^2),
  equal_error = as.numeric(SE(svymean(~score, equal))), finite_error = as.numeric(SE(svymean(~score, finite)))
), "figures.json", digits = NA, auto_unbox = TRUE)
