# Welch's t, Benjamini-Hochberg, Wilson's interval, Hedges' g with its exact correction; base R.
# Reads groups.csv (group, value), p.csv (p), shares.csv (successes, n), writes figures.json.
groups <- read.csv("groups.csv")
p <- read.csv("p.csv")$p
shares <- read.csv("shares.csv")
one <- groups$value[groups$group == 0]
other <- groups$value[groups$group == 1]
welch <- t.test(one, other)
wilson <- mapply(function(x, n) prop.test(x, n, correct = FALSE)$conf.int, shares$successes, shares$n)
m <- length(one) + length(other) - 2
pooled <- sqrt(((length(one) - 1) * var(one) + (length(other) - 1) * var(other)) / m)
jsonlite::write_json(list(
  t = unname(welch$statistic), freedom = unname(welch$parameter), p = welch$p.value,
  low = welch$conf.int[1], high = welch$conf.int[2], adjusted = p.adjust(p, "BH"),
  wilson_low = wilson[1, ], wilson_high = wilson[2, ],
  g = (mean(one) - mean(other)) / pooled * exp(lgamma(m / 2) - lgamma((m - 1) / 2)) / sqrt(m / 2),
  t_low = t.test(one)$conf.int[1], t_high = t.test(one)$conf.int[2]
), "figures.json", digits = NA, auto_unbox = TRUE)
