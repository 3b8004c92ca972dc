# Utilities of best choices by a conditional logit with errors over persons; survival.
# Reads choices.csv (set, person, option, chosen; a row an option shown), writes figures.json.
suppressMessages(library(survival))
x <- read.csv("choices.csv")
x$option <- factor(x$option)
fit <- clogit(chosen ~ option + strata(set) + cluster(person), data = x, method = "efron",
  control = coxph.control(eps = 1e-14, toler.chol = 1e-16, iter.max = 50))
utilities <- c(0, unname(coef(fit)))
jsonlite::write_json(list(utilities = utilities - mean(utilities),
  errors = unname(sqrt(diag(vcov(fit))))
), "figures.json", digits = NA, auto_unbox = TRUE)
