# Pearson's r with its interval, partial r, Williams' test, slopes with HC3 errors, Johnson's relative weights.
# Reads people.csv (x1, x2, x3, y), writes figures.json; base R, psych for Williams' test.
x <- read.csv("people.csv")
plain <- cor.test(x$x1, x$y)
partial <- cor.test(resid(lm(x1 ~ x2, x)), resid(lm(y ~ x2, x)))
williams <- psych::r.test(n = nrow(x), r12 = cor(x$y, x$x1), r13 = cor(x$y, x$x2), r23 = cor(x$x1, x$x2))
fit <- lm(y ~ x1 + x2 + x3, x)
design <- model.matrix(fit)
bread <- solve(crossprod(design))
meat <- crossprod(design * (resid(fit) / (1 - hatvalues(fit))))
weighted <- lm(y ~ x1 + x2 + x3, x, weights = w)
roots <- eigen(cor(x[c("x1", "x2", "x3")]))
half <- roots$vectors %*% diag(sqrt(roots$values)) %*% t(roots$vectors)
beta <- solve(half) %*% cor(x[c("x1", "x2", "x3")], x$y)
jsonlite::write_json(list(
  r = unname(plain$estimate), r_low = plain$conf.int[1], r_high = plain$conf.int[2], r_p = plain$p.value,
  partial = unname(partial$estimate), williams_p = williams$p,
  slopes = unname(coef(fit)[-1]), errors = unname(sqrt(diag(bread %*% meat %*% bread)))[-1],
  r_squared = summary(fit)$r.squared, weighted_slopes = unname(coef(weighted)[-1]),
  relative_weights = as.vector(half^2 %*% beta^2)
), "figures.json", digits = NA, auto_unbox = TRUE)
