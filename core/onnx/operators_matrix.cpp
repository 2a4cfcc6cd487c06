// Products of matrices.
#include <algorithm>
#include <map>

#include "core/onnx/operators.h"
#include "core/onnx/primitives.h"

namespace imagelab::onnx {
namespace {

void matmul(NodeContext& node) {
    node.out(multiplied(node.importer, node.in(0), node.in(1)));
}

void gemm(NodeContext& node) {
    Importer& importer = node.importer;
    Value a = node.in(0), b = node.in(1);
    node.require(a->rank() == 2 && b->rank() == 2, "matrices " + shape_text(a->shape) + " and " + shape_text(b->shape));
    const double alpha = node.number("alpha", 1), beta = node.number("beta", 1);
    if (node.integer("transA", 0) != 0) a = transposed(importer, a, {1, 0});
    const bool turned = node.integer("transB", 0) != 0;
    const int64_t k = a->shape[1], n = b->shape[turned ? 0 : 1];
    Value y;
    if (turned && is_weight(b) && !is_known(a) && b->shape[1] == k) {
        const std::string name = weight_of(importer, b, {n, k}, ".weight");
        y = made(ops::linear(plain(importer, a), name, n, ops::Bias::no), {a->shape[0], n}, a->type);
    } else {
        y = multiplied(importer, a, turned ? transposed(importer, b, {1, 0}) : b);
    }
    if (alpha != 1) y = affine(importer, y, alpha, 0);
    if (node.has(2) && beta != 0) y = add(importer, y, beta == 1 ? node.in(2) : affine(importer, node.in(2), beta, 0));
    node.out(y);
}

// One operand of a sum of products: what its axes are called.
struct Term {
    Value value;
    std::string axes;
};

// "ij,jk->ik"; an ellipsis becomes letters of its own, the last of them common to all.
std::vector<std::string> einsum_terms(NodeContext& node, std::string& result) {
    std::string text;
    for (const char c : node.text("equation", "")) {
        if (c != ' ') text += c;
    }
    const size_t arrow = text.find("->");
    std::string left = text.substr(0, arrow);
    std::vector<std::string> terms(1);
    for (const char c : left) {
        if (c == ',')
            terms.emplace_back();
        else
            terms.back() += c;
    }
    node.require(terms.size() == node.count(), "its equation \"" + text + "\" has " + std::to_string(terms.size()) + " terms");
    std::string dots;
    for (size_t i = 0; i < terms.size(); ++i) {
        const size_t at = terms[i].find("...");
        if (at == std::string::npos) continue;
        const size_t named = terms[i].size() - 3, rank = node.in(i)->rank();
        node.require(rank >= named && rank - named <= 8, "its equation \"" + text + "\"");
        std::string letters;
        for (size_t j = 8 - (rank - named); j < 8; ++j) letters += static_cast<char>('0' + j);
        if (letters.size() > dots.size()) dots = letters;
        terms[i].replace(at, 3, letters);
    }
    if (arrow == std::string::npos) {
        std::map<char, int> seen;
        for (const std::string& term : terms) {
            for (const char c : term) ++seen[c];
        }
        for (const auto& [c, count] : seen) {
            if (count == 1 && dots.find(c) == std::string::npos) result += c;
        }
        result = dots + result;
    } else {
        result = text.substr(arrow + 2);
        if (const size_t at = result.find("..."); at != std::string::npos) result.replace(at, 3, dots);
    }
    return terms;
}

// Axes of one name within a term become one: the diagonal.
Term without_twins(Importer& importer, Term term) {
    for (size_t i = 0; i < term.axes.size(); ++i) {
        const size_t twin = term.axes.find(term.axes[i], i + 1);
        if (twin == std::string::npos) continue;
        const Shape& shape = term.value->shape;
        if (shape[i] != shape[twin])
            throw Error("axes of one name with " + std::to_string(shape[i]) + " and " + std::to_string(shape[twin]) + " elements");
        Shape cut = shape;
        cut.erase(cut.begin() + static_cast<int64_t>(twin));
        std::vector<int64_t> index(static_cast<size_t>(checked_count(cut)));
        for (size_t e = 0; e < index.size(); ++e) {
            auto rest = static_cast<int64_t>(e);
            std::vector<int64_t> place(shape.size());
            for (size_t axis = shape.size(); axis-- > 0;) {
                if (axis == twin) continue;
                place[axis] = rest % shape[axis];
                rest /= shape[axis];
            }
            place[twin] = place[i];
            int64_t at = 0;
            for (size_t axis = 0; axis < shape.size(); ++axis) at = at * shape[axis] + place[axis];
            index[e] = at;
        }
        return without_twins(importer,
                             {rearranged(importer, term.value, cut, index), term.axes.substr(0, twin) + term.axes.substr(twin + 1)});
    }
    return term;
}

// Summed over the axes that nothing else names.
Term without_lonely(Importer& importer, Term term, const std::string& others) {
    std::vector<int> axes;
    std::string kept;
    for (size_t i = 0; i < term.axes.size(); ++i) {
        if (others.find(term.axes[i]) == std::string::npos)
            axes.push_back(static_cast<int>(i));
        else
            kept += term.axes[i];
    }
    if (axes.empty()) return term;
    return {reduce(importer, term.value, Reduction::sum, axes, false), kept};
}

Value in_order(Importer& importer, const Term& term, const std::string& order) {
    std::vector<int> axes;
    for (const char c : order) axes.push_back(static_cast<int>(term.axes.find(c)));
    return transposed(importer, term.value, axes);
}

// Two terms as a product of matrices: common axes that stay, those of a, those of b; summed are the common ones that go.
Term product_of(Importer& importer, const Term& a, const Term& b, const std::string& stays) {
    std::string both, left, right, summed;
    for (const char c : a.axes) {
        const bool in_b = b.axes.find(c) != std::string::npos, kept = stays.find(c) != std::string::npos;
        (in_b ? kept ? both : summed : left) += c;
    }
    for (const char c : b.axes) {
        if (a.axes.find(c) == std::string::npos) right += c;
    }
    const auto extent = [&](const Term& term, const std::string& axes) {
        int64_t product = 1;
        for (const char c : axes) product *= term.value->shape[term.axes.find(c)];
        return product;
    };
    for (const char c : both + summed) {
        if (a.value->shape[a.axes.find(c)] != b.value->shape[b.axes.find(c)]) throw Error(std::string("axis ") + c + " has two extents");
    }
    const int64_t n = extent(a, both), m = extent(a, left), k = extent(a, summed), p = extent(b, right);
    const Value u = reshaped(importer, in_order(importer, a, both + left + summed), {n, m, k}),
                v = reshaped(importer, in_order(importer, b, both + summed + right), {n, k, p});
    Shape shape;
    for (const char c : both + left) shape.push_back(a.value->shape[a.axes.find(c)]);
    for (const char c : right) shape.push_back(b.value->shape[b.axes.find(c)]);
    return {reshaped(importer, multiplied(importer, u, v), shape), both + left + right};
}

void einsum(NodeContext& node) {
    Importer& importer = node.importer;
    std::string result;
    const std::vector<std::string> names = einsum_terms(node, result);
    std::vector<Term> terms;
    for (size_t i = 0; i < names.size(); ++i) {
        node.require(names[i].size() == node.in(i)->rank(),
                     "term " + std::to_string(i) + " names " + std::to_string(names[i].size()) + " axes");
        terms.push_back(without_twins(importer, {node.in(i), names[i]}));
    }
    Term whole = terms[0];
    for (size_t i = 0; i < terms.size(); ++i) {
        std::string later = result;
        for (size_t j = i + 1; j < terms.size(); ++j) later += terms[j].axes;
        if (i > 0) whole = product_of(importer, whole, without_lonely(importer, terms[i], later + whole.axes), later);
        whole = without_lonely(importer, whole, later);
    }
    for (const char c : result)
        node.require(whole.axes.find(c) != std::string::npos, std::string("its result names an axis that no term has: ") + c);
    node.out(in_order(importer, whole, result));
}

constexpr OperatorRow matrix_rows[] = {
    {"Einsum", einsum},
    {"Gemm", gemm},
    {"MatMul", matmul},
};

}  // namespace

std::span<const OperatorRow> matrix_operators() {
    return matrix_rows;
}

}  // namespace imagelab::onnx
