# alpha, standardised alpha, item-rest, alpha without each item, omega of one minres factor; psych.
# Reads answers.csv (one column an item, empty where unanswered), writes figures.json.
suppressMessages(library(psych))
x <- read.csv("answers.csv")
found <- suppressWarnings(alpha(x, check.keys = FALSE))
correlation <- cor(x, use = "pairwise")
fit <- suppressWarnings(fa(correlation, nfactors = 1, fm = "minres", n.obs = nrow(x)))
n <- min(count.pairwise(x, diagonal = TRUE))
# Feldt's interval on the smallest number of people, as ours; alpha.ci takes one number.
interval <- alpha.ci(found$total$raw_alpha, n.obs = n, n.var = ncol(x))
jsonlite::write_json(list(
  alpha = found$total$raw_alpha, standardised_alpha = found$total$std.alpha,
  item_rest = found$item.stats$r.drop, alpha_if_dropped = found$alpha.drop$raw_alpha,
  omega = (sum(correlation) - sum(fit$uniquenesses)) / sum(correlation),
  covariance = as.vector(cov(x, use = "pairwise")),
  alpha_low = interval$lower.ci, alpha_high = interval$upper.ci
), "figures.json", digits = NA, auto_unbox = TRUE)
