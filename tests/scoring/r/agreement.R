# ICC(1), ICC(2), F and p from aov; rwg(j), r*wg(j), AD; multilevel.
# Reads answers.csv (first column unit, then items), writes figures.json; points = number of points of the scale.
suppressMessages(library(multilevel))
x <- read.csv("answers.csv")
items <- x[-1]
points <- as.numeric(readLines("points.txt"))
uniform <- (points^2 - 1) / 12
score <- rowMeans(items)
fit <- aov(score ~ as.factor(x$unit))
table <- summary(fit)[[1]]
jsonlite::write_json(list(
  icc1 = ICC1(fit), icc2 = ICC2(fit), f = table[["F value"]][1], p = table[["Pr(>F)"]][1],
  rwgj = rwg.j(items, x$unit, ranvar = uniform)$rwg.j,
  rwgj_skewed = rwg.j(items, x$unit, ranvar = uniform * 0.67)$rwg.j,
  rwgj_star = rwg.j.lindell(items, x$unit, ranvar = uniform)$rwg.lindell,
  average_deviation = ad.m(items, x$unit)$AD.M
), "figures.json", digits = NA, auto_unbox = TRUE)
