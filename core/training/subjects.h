#pragma once
// The subjects that training_subject() chooses from; null where the files are of another family.
#include <memory>

#include "core/training/subject.h"

namespace imagelab {

std::unique_ptr<TrainingSubject> sdxl_subject(const OpenedModel& files);
std::unique_ptr<TrainingSubject> pixart_subject(const OpenedModel& files);

}  // namespace imagelab
