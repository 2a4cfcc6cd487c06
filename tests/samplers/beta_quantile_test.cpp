#include "core/samplers/beta_quantile.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace imagelab {
namespace {

TEST(BetaQuantile, IsThatOfKnownDistributions) {
    for (const double p : {0.0, 1e-6, 0.01, 0.2, 0.5, 0.7, 0.99, 1.0}) {
        EXPECT_NEAR(beta_quantile(p, 1), p, 1e-12);                                                       // uniform
        EXPECT_NEAR(beta_quantile(p, 0.5), std::pow(std::sin(std::numbers::pi / 2 * p), 2), 1e-12) << p;  // arcsine
        EXPECT_NEAR(beta_quantile(p, 2) * beta_quantile(p, 2) * (3 - 2 * beta_quantile(p, 2)), p, 1e-12) << p;
    }
}

TEST(BetaQuantile, IsScipys) {  // scipy.stats.beta.ppf(p, 0.6, 0.6), scipy 1.17
    const double known[][2] = {{0.001, 1.855873851745199e-05}, {0.05, 0.012554456873611399}, {0.1, 0.03958440558878085},
                               {0.25, 0.17568037865269498},    {0.4, 0.3627009907532143},    {0.5, 0.5000000000000001},
                               {0.75, 0.824319621347305},      {0.9, 0.9604155944112192},    {0.999, 0.9999814412614826}};
    for (const auto& [p, x] : known) EXPECT_NEAR(beta_quantile(p, 0.6), x, 1e-12) << p;
}

}  // namespace
}  // namespace imagelab
