#pragma once
#include <cstdint>
#include <optional>
#include <type_traits>

namespace imagelab {

// A number of a row that may be NULL; T: int64_t or double, Row: Statement or SqlRows.
template <class T, class Row>
std::optional<T> optional_cell(const Row& row, int column) {
    if (row.is_null(column)) return std::nullopt;
    if constexpr (std::is_same_v<T, int64_t>)
        return row.integer(column);
    else
        return row.real(column);
}

}  // namespace imagelab
