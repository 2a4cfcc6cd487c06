#include "app/queue_training.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <nlohmann/json.hpp>

#include "core/base/json_reader.h"

namespace imagelab {

void add_training_options(CLI::App& command, TrainingOptions& options) {
    CLI::Option* train =
        command.add_option("--train", options.config, "A training instead of pictures: what `imagelab train` takes (docs/training.md)")
            ->type_name("CONFIG.json");
    command
        .add_option("--sample-every", options.sample_every,
                    "A picture with the LoRA so far every N steps and at the end; the other options say which")
        ->type_name("N")
        ->needs(train)
        ->check(CLI::Range(1, 100'000'000).description(""));
    command.add_flag("--resume", options.resume, "The training goes on from a state that is beside its output")->needs(train);
}

Result<JobId> enqueue_training(Session& session, const TrainingOptions& options, Request sample, const EnqueueOptions& queue) {
    const auto read = read_json_file(options.config);
    if (!read) return Failure{read.error()};
    try {
        TrainingJob job{training_config(*read), options.resume, options.sample_every, std::nullopt};
        if (options.sample_every > 0) {
            if (sample.model.empty()) sample.model = job.config.model;
            if (sample.width == 0 && sample.height == 0) sample.width = job.config.width, sample.height = job.config.height;
            job.sample = std::move(sample);
        }
        return session.enqueue_training(std::move(job), queue);
    } catch (const BadField& bad) {
        return Failure{bad.what()};
    }
}

}  // namespace imagelab
