#pragma once

namespace imagelab {

// Quantile of the symmetric beta distribution with both parameters `shape` > 0: the x in 0..1 with I_x(shape, shape) = probability.
// scipy.stats.beta.ppf(probability, shape, shape), within 1e-12.
double beta_quantile(double probability, double shape);

}  // namespace imagelab
