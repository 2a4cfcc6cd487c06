#pragma once
#include <QString>
#include <QStringList>
#include <string>

namespace imagelab {

// What is worth knowing of a LoRA, read from its header off the window's thread.
struct LoraFacts {
    QString detail;        // "LoRA · rank 32 · SDXL"; empty where it cannot be read
    QString problem;       // why it cannot be read, what to do
    QStringList triggers;  // words that its maker trained it on, commonest first
    QString path;
    bool decomposed = false;  // DoRA, which two programs put on in two ways
};
LoraFacts read_lora_facts(const std::string& name);  // as a request names it; milliseconds; never throws

}  // namespace imagelab
