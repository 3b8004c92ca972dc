# Variances between and within units and the units' predicted means, by REML; nlme.
# Reads answers.csv (unit, score): units of one size, where REML is the analysis of variance. Writes figures.json.
suppressMessages(library(nlme))
x <- read.csv("answers.csv")
fit <- lme(score ~ 1, random = ~ 1 | unit, data = x, control = lmeControl(opt = "optim", reltol = 1e-14))
variance <- as.numeric(VarCorr(fit)[, "Variance"])
units <- length(unique(x$unit))
# Morris' factor (m-3)/(m-1) draws a little less than the plain prediction; undone here to compare the rest.
pull <- (units - 3) / (units - 1)
means <- tapply(x$score, x$unit, mean)
predicted <- fixef(fit) + ranef(fit)[order(as.numeric(rownames(ranef(fit)))), 1]
jsonlite::write_json(list(
  between = variance[1], within = variance[2], centre = unname(fixef(fit)),
  means = as.vector(means + pull * (predicted - means))
), "figures.json", digits = NA, auto_unbox = TRUE)
