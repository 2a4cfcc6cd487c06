#pragma once
#include <QString>
#include <string>

namespace imagelab {

// What a model is for, in a sentence: of a known one by its id (core/library/known_models.h), else of its kind; empty: not known.
QString model_purpose(const std::string& id_or_kind);
// What a licence allows, in a sentence, of those that models usually have ("openrail++"); empty: it has to be read.
QString licence_meaning(const std::string& licence);

}  // namespace imagelab
