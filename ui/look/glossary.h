#pragma once
#include <QString>
#include <span>

namespace imagelab {

// The field's terms, each in a sentence: the tooltips and Help > Terms read from here.
enum class Term {
    model,
    prompt,
    negative_prompt,
    size,
    batch,
    steps,
    guidance,
    sampler,
    schedule,
    seed,
    start_picture,
    strength,
    output,
    vae,
    refiner,
    parts,
    suite,
    style,
    lora,
    control,
    reference,
    region,
    details,
    tokens,
    weight,
    noise,
    fit,
    mask,
    outpaint,
    format,
    quality,
    name_pattern,
    threads,
    device,
    memory_budget,
    checksum
};

struct GlossaryEntry {
    Term term;
    const char* name;
    const char* sentence;
};
std::span<const GlossaryEntry> glossary();
QString term_name(Term term);
QString explain(Term term);

}  // namespace imagelab
