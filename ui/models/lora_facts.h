#pragma once
#include <QString>
#include <QStringList>
#include <optional>
#include <string>

#include "core/library/compatibility.h"

namespace imagelab {

// What is worth knowing of a LoRA, read from its header off the window's thread.
struct LoraFacts {
    QString detail;        // "LoRA · rank 32 · SDXL"; empty where it cannot be read
    QString problem;       // why it cannot be read, what to do
    QStringList triggers;  // words that its maker trained it on, commonest first
    QString path;
    bool decomposed = false;      // DoRA, which two programs put on in two ways
    std::optional<ModelFit> fit;  // on the model; none: one of the two cannot be opened
};
// As a request names it; `base`: the model it is put on, opened, or null. Milliseconds; never throws.
LoraFacts read_lora_facts(const std::string& name, const ModelFiles* base = nullptr);

}  // namespace imagelab
