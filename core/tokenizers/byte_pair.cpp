#include "core/tokenizers/byte_pair.h"

#include <queue>
#include <tuple>

namespace imagelab {

const BytePair::Merge* BytePair::find(int left, int right) const {
    const auto found = merges_.find(key(left, right));
    return found == merges_.end() ? nullptr : &found->second;
}

std::vector<int> BytePair::merged(const std::vector<int>& word) const {
    struct Symbol {
        int id, previous, next;  // neighbours by position, -1: none
        bool alive = true;
    };
    using Candidate = std::tuple<int, int, int>;  // rank, position, joined id
    std::vector<Symbol> symbols;
    const int count = static_cast<int>(word.size());
    for (int i = 0; i < count; ++i) symbols.push_back({word[i], i - 1, i + 1 < count ? i + 1 : -1});
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> queue;
    const auto consider = [&](int position) {
        if (position < 0 || symbols[position].next < 0) return;
        if (const Merge* merge = find(symbols[position].id, symbols[symbols[position].next].id))
            queue.emplace(merge->rank, position, merge->id);
    };
    for (int i = 0; i < count; ++i) consider(i);
    while (!queue.empty()) {
        const auto [rank, position, id] = queue.top();
        queue.pop();
        Symbol& left = symbols[position];
        if (!left.alive || left.next < 0) continue;
        Symbol& right = symbols[left.next];
        const Merge* merge = find(left.id, right.id);
        if (!merge || merge->id != id) continue;  // one of the two has been joined since
        left.id = id;
        right.alive = false;
        left.next = right.next;
        if (left.next >= 0) symbols[left.next].previous = position;
        consider(left.previous);
        consider(position);
    }
    std::vector<int> ids;
    for (const Symbol& symbol : symbols) {
        if (symbol.alive) ids.push_back(symbol.id);
    }
    return ids;
}

}  // namespace imagelab
