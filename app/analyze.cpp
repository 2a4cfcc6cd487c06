// imagelab analyze, imagelab gallery export
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/exit_codes.h"
#include "app/json_output.h"
#include "app/subcommand.h"
#include "core/base/number.h"
#include "core/base/paths.h"
#include "core/gallery/gallery_export.h"
#include "core/results/analysis_page.h"

namespace imagelab {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr int every_picture = 10'000'000;

struct AnalyzeOptions {
    std::vector<std::string> logs;
    std::string page, plots, folder, output;
    bool judged = false, no_gallery = false, json = false;
    int top = 10;
    GalleryQuery query;
};

json group_json(const GroupStatistics& group, const std::vector<Factor>& factors) {
    json out;
    for (size_t i = 0; i < factors.size(); ++i) out[factor_name(factors[i])] = group.values[i];
    out["pictures"] = group.pictures;
    out["judged"] = group.judged;
    out["liked"] = group.successes;
    out["liked_share"] = group.success_share;
    out["liked_low"] = group.success.low;
    out["liked_high"] = group.success.high;
    out["rated"] = group.rated;
    out["rating"] = group.rated > 0 ? json(group.rating) : json(nullptr);
    out["rating_low"] = group.rated > 0 ? json(group.rating_range.low) : json(nullptr);
    out["rating_high"] = group.rated > 0 ? json(group.rating_range.high) : json(nullptr);
    out["seconds"] = group.timed > 0 ? json(group.seconds) : json(nullptr);
    out["jobs_failed"] = group.jobs_failed;
    return out;
}

json table_json(const FactorTable& table) {
    json factors = json::array(), groups = json::array();
    for (const Factor factor : table.factors) factors.push_back(factor_name(factor));
    for (const GroupStatistics& group : table.groups) groups.push_back(group_json(group, table.factors));
    return {{"by", factors}, {"groups", groups}};
}

void print_table(const FactorTable& table, int top) {
    std::string title;
    for (const Factor factor : table.factors) title += (title.empty() ? "" : ", ") + std::string(factor_word(factor));
    std::printf("\n%-50s %8s %6s %18s %6s %8s\n", title.c_str(), "pictures", "liked", "share, 95 %", "rating", "seconds");
    for (int i = 0; i < std::min(top, static_cast<int>(table.groups.size())); ++i) {
        const GroupStatistics& group = table.groups[static_cast<size_t>(i)];
        std::string label;
        for (const std::string& value : group.values) label += (label.empty() ? "" : ", ") + value;
        const auto percent = [](double part, int width) { return padded(fixed_text(part * 100, 0), width); };
        const std::string share =
            percent(group.success_share, 3) + " % (" + percent(group.success.low, 2) + " to " + percent(group.success.high, 3) + ")";
        const std::string rating = group.rated > 0 ? fixed_text(group.rating, 1) : "",
                          seconds = group.timed > 0 ? fixed_text(group.seconds, 1) : "";
        std::printf("%-50s %8d %6d %18s %6s %8s\n", label.substr(0, 50).c_str(), group.pictures, group.successes, share.c_str(),
                    rating.c_str(), seconds.c_str());
    }
}

int analyze_command(const AnalyzeOptions& options) {
    std::vector<LabRecord> records, logged;
    std::vector<std::string> problems;
    if (!options.no_gallery) {
        auto gallery = Gallery::open(data_dir());
        if (!gallery) return fail(exit_failed, gallery.error(), options.json);
        if (const auto scanned = gallery->scan(); !scanned) return fail(exit_failed, scanned.error(), options.json);
        GalleryQuery query = options.query;
        query.limit = every_picture;
        if (!options.folder.empty()) query.folder = fs::weakly_canonical(fs::absolute(options.folder));
        const auto entries = gallery->search(query);
        if (!entries) return fail(exit_failed, entries.error(), options.json);
        records = gallery_records(*entries);
    }
    for (const fs::path& file : job_logs({options.logs.begin(), options.logs.end()})) {
        const auto reading = read_job_log(file);
        if (!reading) return fail(exit_usage, reading.error(), options.json);
        logged.insert(logged.end(), reading->records.begin(), reading->records.end());
        problems.insert(problems.end(), reading->problems.begin(), reading->problems.end());
    }
    const Analysis analysis = analyze(joined(std::move(records), logged), options.judged);
    json files = json::array();
    if (!options.page.empty()) {
        if (const auto written = write_analysis_page(analysis, options.page); !written)
            return fail(exit_disk, written.error(), options.json);
        files.push_back(options.page);
    }
    if (!options.plots.empty()) {
        const auto written = write_analysis_plots(analysis, options.plots);
        if (!written) return fail(exit_disk, written.error(), options.json);
        for (const fs::path& file : *written) files.push_back(file.string());
    }
    for (const std::string& problem : problems) std::fprintf(stderr, "imagelab: %s\n", problem.c_str());
    if (options.json) {
        json singles = json::array(), pairs = json::array();
        for (const FactorTable& table : analysis.singles) singles.push_back(table_json(table));
        for (const FactorTable& table : analysis.pairs) pairs.push_back(table_json(table));
        print_json({{"pictures", analysis.pictures},
                    {"judged", analysis.judged},
                    {"liked", analysis.successes},
                    {"jobs_failed", analysis.jobs_failed},
                    {"mean_rating", analysis.mean_rating},
                    {"configurations", table_json(analysis.configurations)["groups"]},
                    {"singles", singles},
                    {"pairs", pairs},
                    {"files", files},
                    {"problems", problems}});
        return exit_done;
    }
    std::printf("%s\n", sentence_of(analysis).c_str());
    if (analysis.judged == 0)
        std::printf(
            "Nothing is judged yet: `imagelab gallery favourite FILE`, `imagelab gallery rate 5 FILE`, or the hearts and stars of the "
            "window.\n");
    print_table(analysis.configurations, options.top);
    for (const FactorTable& table : analysis.singles) print_table(table, options.top);
    return exit_done;
}

int export_command(const AnalyzeOptions& options) {
    auto gallery = Gallery::open(data_dir());
    if (!gallery) return fail(exit_failed, gallery.error(), options.json);
    if (const auto scanned = gallery->scan(); !scanned) return fail(exit_failed, scanned.error(), options.json);
    GalleryQuery query = options.query;
    query.limit = every_picture;
    const auto entries = gallery->search(query);
    if (!entries) return fail(exit_failed, entries.error(), options.json);
    if (entries->empty())
        return fail(exit_usage, "no picture of the gallery is meant; `imagelab gallery favourite FILE` marks favourites", options.json);
    const auto exported = export_pictures(*entries, options.output, ExportKind::captioned);
    if (!exported) return fail(exit_disk, exported.error(), options.json);
    for (const std::string& problem : exported->problems) std::fprintf(stderr, "imagelab: %s\n", problem.c_str());
    if (options.json)
        print_json({{"pictures", exported->pictures.size()}, {"folder", options.output}, {"problems", exported->problems}});
    else
        std::printf("%zu pictures with captions in %s\n", exported->pictures.size(), options.output.c_str());
    return exported->problems.empty() ? exit_done : exit_disk;
}

}  // namespace

Subcommands add_analyze_commands(CLI::App& app) {
    const auto options = std::make_shared<AnalyzeOptions>();
    CLI::App* analyze = app.add_subcommand("analyze", "What worked: favourites and ratings by model, profile, sampler, steps and guidance");
    analyze->add_option("--logs", options->logs, "Logs of jobs too, or folders with jobs*.log; those of the lab's earlier versions as well")
        ->type_name("PATH");
    analyze->add_flag("--judged", options->judged, "Leave out pictures that are neither favoured nor rated (else they count as not liked)");
    analyze->add_flag("--no-gallery", options->no_gallery, "The logs alone");
    analyze->add_option("--folder", options->folder, "Pictures in this folder or below it")->type_name("DIR");
    analyze->add_option("--html", options->page, "Write a page with plots")->type_name("FILE");
    analyze->add_option("--plots", options->plots, "Write plots as PNG")->type_name("DIR");
    analyze->add_option("--top", options->top, "Rows of each table (default 10)")
        ->type_name("N")
        ->check(CLI::Range(1, 10000).description(""));
    analyze->add_flag("--json", options->json, "Print one JSON object");
    CLI::App* exported =
        app.get_subcommand("gallery")->add_subcommand("export", "Copy pictures with captions into a folder: a training set");
    exported->add_option("DIR", options->output, "Folder, made if need be")->type_name("DIR")->required();
    exported->add_flag("--favourites", options->query.favourites, "Favourites only");
    exported->add_option("--rating", options->query.least_rating, "Rated so or better, 1 to 5")
        ->type_name("N")
        ->check(CLI::Range(1, 5).description(""));
    exported->add_option("--tag", options->query.tags, "Has this tag; repeat it for several")->type_name("TEXT")->allow_extra_args(false);
    exported->add_flag("--json", options->json, "Print one JSON object");
    return {{analyze, [options] { return analyze_command(*options); }}, {exported, [options] { return export_command(*options); }}};
}

}  // namespace imagelab
