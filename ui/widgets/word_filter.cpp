#include "ui/widgets/word_filter.h"

#include <algorithm>

namespace imagelab {

void WordFilter::set_words(const QString& typed) {
    words_ = typed.simplified().split(' ', Qt::SkipEmptyParts);
    invalidateFilter();
}

bool WordFilter::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const QString text = sourceModel()->index(row, 0, parent).data(role_).toString();
    return std::all_of(words_.begin(), words_.end(), [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

}  // namespace imagelab
