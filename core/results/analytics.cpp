#include "core/results/analytics.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/samplers/sampler_info.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;

struct Sums {
    GroupStatistics group;
    double ratings = 0, seconds = 0;
};

struct Ratings {
    int count = 0;
    double mean = 0, variance = 1;
};

Ratings ratings_of(const std::vector<LabRecord>& records) {
    Ratings all;
    double sum = 0, squares = 0;
    for (const LabRecord& record : records) {
        if (record.rating == 0) continue;
        ++all.count;
        sum += record.rating;
        squares += double{1} * record.rating * record.rating;
    }
    if (all.count == 0) return all;
    all.mean = sum / all.count;
    if (all.count > 1) all.variance = std::max(0.25, (squares - sum * all.mean) / (all.count - 1));
    return all;
}

GroupStatistics finished(const Sums& sums, const Ratings& all) {
    GroupStatistics group = sums.group;
    group.success_share = group.pictures > 0 ? static_cast<double>(group.successes) / group.pictures : 0;
    group.success = wilson(group.successes, group.pictures);
    const double weight = prior_ratings + group.rated;
    group.rating = (prior_ratings * all.mean + sums.ratings) / weight;
    const double reach = 1.96 * std::sqrt(all.variance / weight);
    group.rating_range = {group.rating - reach, group.rating + reach};
    group.seconds = group.timed > 0 ? sums.seconds / group.timed : 0;
    return group;
}

FactorTable table_of(const std::vector<LabRecord>& records, const std::vector<Factor>& factors, const Ratings& all) {
    std::map<std::vector<std::string>, Sums> groups;
    for (const LabRecord& record : records) {
        std::vector<std::string> values;
        for (const Factor factor : factors) values.push_back(record.values[static_cast<size_t>(factor)]);
        if (std::any_of(values.begin(), values.end(), [](const std::string& value) { return value.empty(); })) continue;
        Sums& sums = groups[values];
        sums.group.values = values;
        if (record.failed) ++sums.group.jobs_failed;
        if (record.picture.empty()) continue;
        ++sums.group.pictures;
        sums.group.judged += record.judged();
        sums.group.successes += record.success();
        if (record.rating > 0) {
            ++sums.group.rated;
            sums.ratings += record.rating;
        }
        if (record.seconds) {
            ++sums.group.timed;
            sums.seconds += *record.seconds;
        }
    }
    FactorTable table{factors, {}};
    for (const auto& [values, sums] : groups) table.groups.push_back(finished(sums, all));
    std::stable_sort(table.groups.begin(), table.groups.end(), [](const GroupStatistics& a, const GroupStatistics& b) {
        return std::tuple(a.success.low, a.rating_range.low, a.pictures) > std::tuple(b.success.low, b.rating_range.low, b.pictures);
    });
    return table;
}

}  // namespace

const char* factor_name(Factor factor) {
    constexpr const char* names[] = {"model", "profile", "sampler", "steps", "guidance"};
    return names[static_cast<int>(factor)];
}

const char* factor_word(Factor factor) {
    return factor == Factor::profile ? "style" : factor_name(factor);
}

std::string value_word(Factor factor, const std::string& value) {
    const SamplerInfo* sampler = factor == Factor::sampler ? sampler_named(value) : nullptr;
    return sampler ? sampler->label : value;
}

Interval wilson(int successes, int trials, double z) {
    if (trials <= 0) return {};
    const double n = trials, p = successes / n, z2 = z * z;
    const double middle = (p + z2 / (2 * n)) / (1 + z2 / n), reach = z / (1 + z2 / n) * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n));
    return {std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

std::vector<LabRecord> joined(std::vector<LabRecord> gallery, const std::vector<LabRecord>& logs) {
    std::map<std::string, size_t> places;
    std::error_code ignored;
    const auto key = [&](const fs::path& picture) { return fs::weakly_canonical(picture, ignored).string(); };
    for (size_t i = 0; i < gallery.size(); ++i) {
        if (!gallery[i].picture.empty()) places.emplace(key(gallery[i].picture), i);
    }
    for (const LabRecord& record : logs) {
        if (record.picture.empty()) {
            gallery.push_back(record);
            continue;
        }
        const auto [known, fresh] = places.try_emplace(key(record.picture), gallery.size());
        if (fresh) {
            gallery.push_back(record);
            continue;
        }
        LabRecord& there = gallery[known->second];
        if (!there.seconds) there.seconds = record.seconds;
        for (size_t i = 0; i < there.values.size(); ++i) {
            if (there.values[i].empty()) there.values[i] = record.values[i];
        }
        there.favourite = there.favourite || record.favourite;
        if (there.rating == 0) there.rating = record.rating;
    }
    return gallery;
}

Analysis analyze(const std::vector<LabRecord>& all, bool judged_only) {
    std::vector<LabRecord> records;
    std::copy_if(all.begin(), all.end(), std::back_inserter(records),
                 [&](const LabRecord& record) { return record.picture.empty() || !judged_only || record.judged(); });
    Analysis analysis;
    const Ratings ratings = ratings_of(records);
    analysis.mean_rating = ratings.mean;
    for (const LabRecord& record : records) {
        analysis.pictures += !record.picture.empty();
        analysis.judged += !record.picture.empty() && record.judged();
        analysis.successes += !record.picture.empty() && record.success();
        analysis.jobs_failed += record.failed;
    }
    for (const Factor factor : all_factors) analysis.singles.push_back(table_of(records, {factor}, ratings));
    for (size_t a = 0; a < all_factors.size(); ++a) {
        for (size_t b = a + 1; b < all_factors.size(); ++b)
            analysis.pairs.push_back(table_of(records, {all_factors[a], all_factors[b]}, ratings));
    }
    analysis.configurations = table_of(records, {all_factors.begin(), all_factors.end()}, ratings);
    return analysis;
}

}  // namespace imagelab
