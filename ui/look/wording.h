#pragma once
// Numbers and requests in words. Plain functions, tested without a window.
#include <QString>

#include "core/jobs/session.h"

namespace imagelab {

// As the window's language writes it (QLocale), with at most so many decimals and no zeros at the end: "0.6", in German "0,6". Files and
// prompts have a point whatever the language.
QString number_text(double value, int most_decimals = 3);
QString fixed_text(double value, int decimals);   // with just so many: "5,0"
QString short_count_text(uint64_t count);         // "950", "4.1 M"
QString duration_text(double seconds);            // "9.4 s", "34 s", "2 min 10 s", "1 h 5 min"
QString time_left_text(double seconds);           // "a moment left", "9 s left", "2 min 10 s left"
QString bytes_text(int64_t bytes);                // "512 MiB", "5.1 GiB"
QString share_text(int64_t part, int64_t whole);  // "5.1 of 23.4 GiB", "900 MiB of 23.4 GiB"
QString size_text(int width, int height);         // "768 × 512"
QString sampler_text(SamplerKind kind);
QString seed_text(Seed seed);
QString spacing_text(Spacing spacing);
QString model_text(const std::string& model);  // the last part of its path; the bundled model's name when empty

QString progress_text(const Progress& progress);  // "Denoising, step 12 of 30 · picture 1 of 4"
// Of the file of a network or of a LoRA its name without ending, a name that is none as it is ("style v1.5"). diffusers keeps each in a
// folder of its own, under one name.
QString network_text(const std::string& model);
QString control_type_text(ControlType type);  // "Edges (Canny)"
QString control_text(const ControlUse& use);  // its network, else its type
// `foreign_sampler`: as a file names one that is not built here; it stands in place of the request's.
QString settings_text(const Request& request, const QString& foreign_sampler = {});  // "768 × 512 · 30 steps · Euler · guidance 5 · seed 7"

// A message of the engine as the window says it: the text of engine_words().
QString message_text(const std::string& message);

}  // namespace imagelab
