#include <array>
#include <cmath>
#include <queue>
#include <string>
#include <unordered_map>

#include "core/relief/mesh.h"

namespace imagelab {
namespace {

constexpr int longest_side = 8192;  // pixels; the test below stays exact in 64 bits

// A place of the frame, twice its pixels' coordinates so that edges are whole numbers too: 0, 1, 3, 5 ... 2n - 1, 2n.
struct Site {
    uint32_t column = 0, row = 0;
    int64_t x = 0, y = 0;
};

int64_t coordinate(uint32_t place, uint32_t places) {
    if (place == 0) return 0;
    return place + 1 == places ? 2 * (int64_t{places} - 2) : 2 * int64_t{place} - 1;
}

// Negative: counter-clockwise with y upward, as rows count downward.
int64_t turn(const Site& a, const Site& b, const Site& c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

bool in_circle(const Site& a, const Site& b, const Site& c, const Site& p) {
    const int64_t dx = a.x - p.x, dy = a.y - p.y, ex = b.x - p.x, ey = b.y - p.y, fx = c.x - p.x, fy = c.y - p.y;
    const int64_t ap = dx * dx + dy * dy, bp = ex * ex + ey * ey, cp = fx * fx + fy * fy;
    return dx * (ey * cp - bp * fy) - dy * (ex * cp - bp * fx) + ap * (ex * fy - ey * fx) < 0;
}

// A Delaunay triangulation as half edges: edge e of triangle e / 3 leads from corner[e] to the triangle's next corner; twin[e] is the same
// edge of the neighbour, -1 at the rim.
class Triangulation {
  public:
    Triangulation(const ReliefFrame& frame) : frame_(frame), columns_(frame.columns()), rows_(frame.rows()) {
        const int a = add_site(0, 0), b = add_site(columns_ - 1, 0), c = add_site(0, rows_ - 1), d = add_site(columns_ - 1, rows_ - 1);
        const int first = put(d, a, c, -1, -1, -1);
        put(a, d, b, first, -1, -1);
        flush();
    }

    // The worst place becomes a corner. False where none is worse than `tolerance`.
    bool refine(double tolerance) {
        while (!queue_.empty() && queue_.top().stamp != stamps_[static_cast<size_t>(queue_.top().triangle)]) queue_.pop();
        if (queue_.empty() || queue_.top().error <= tolerance) return false;
        const int triangle = queue_.top().triangle;
        queue_.pop();
        insert(triangle);
        flush();
        return true;
    }
    double worst() const { return queue_.empty() ? 0 : queue_.top().error; }

    StoredMesh body() const;

  private:
    struct Waiting {
        double error;
        int triangle;
        uint32_t stamp;  // of the triangle when it was measured
        bool operator<(const Waiting& other) const { return error < other.error; }
    };

    int add_site(uint32_t column, uint32_t row) {
        sites_.push_back({column, row, coordinate(column, columns_), coordinate(row, rows_)});
        return static_cast<int>(sites_.size()) - 1;
    }
    // A triangle in the place of edge `at`, or a new one. Gives its first edge.
    int put(int a, int b, int c, int ab, int bc, int ca, int at = -1) {
        if (at < 0) {
            at = static_cast<int>(corner_.size());
            corner_.resize(corner_.size() + 3), twin_.resize(twin_.size() + 3, -1);
            candidates_.emplace_back(), stamps_.push_back(0);
        }
        const std::array<int, 3> corners{a, b, c}, twins{ab, bc, ca};
        for (int i = 0; i < 3; ++i) {
            corner_[static_cast<size_t>(at + i)] = corners[static_cast<size_t>(i)];
            twin_[static_cast<size_t>(at + i)] = twins[static_cast<size_t>(i)];
            if (twins[static_cast<size_t>(i)] >= 0) twin_[static_cast<size_t>(twins[static_cast<size_t>(i)])] = at + i;
        }
        ++stamps_[static_cast<size_t>(at / 3)];
        changed_.push_back(at / 3);
        return at;
    }
    int corner(int edge) const { return corner_[static_cast<size_t>(edge)]; }
    int twin(int edge) const { return twin_[static_cast<size_t>(edge)]; }
    const Site& site(int number) const { return sites_[static_cast<size_t>(number)]; }
    static int next(int edge) { return edge - edge % 3 + (edge + 1) % 3; }
    static int before(int edge) { return edge - edge % 3 + (edge + 2) % 3; }

    void flush() {
        for (const int triangle : changed_) measure(triangle);
        changed_.clear();
    }
    void measure(int triangle);
    void insert(int triangle);
    void split_edge(int point, int edge);
    void legalize(int edge);

    const ReliefFrame& frame_;
    uint32_t columns_, rows_;
    std::vector<Site> sites_;
    std::vector<int> corner_, twin_;
    std::vector<std::pair<uint32_t, uint32_t>> candidates_;  // worst place of each triangle
    std::vector<uint32_t> stamps_;
    std::vector<int> changed_;
    std::priority_queue<Waiting> queue_;
};

// Finds the place within a triangle whose height is farthest from its plane.
void Triangulation::measure(int triangle) {
    const Site &a = site(corner(3 * triangle)), &b = site(corner(3 * triangle + 1)), &c = site(corner(3 * triangle + 2));
    const double area = static_cast<double>(turn(a, b, c));
    const double za = frame_.z(a.column, a.row), zb = frame_.z(b.column, b.row), zc = frame_.z(c.column, c.row);
    const uint32_t left = std::min({a.column, b.column, c.column}), right = std::max({a.column, b.column, c.column});
    const uint32_t high = std::min({a.row, b.row, c.row}), low = std::max({a.row, b.row, c.row});
    double worst = 0;
    for (uint32_t row = high; row <= low; ++row) {
        bool within = false;
        for (uint32_t column = left; column <= right; ++column) {
            const Site p{column, row, coordinate(column, columns_), coordinate(row, rows_)};
            const int64_t wa = turn(b, c, p), wb = turn(c, a, p), wc = turn(a, b, p);
            if (wa > 0 || wb > 0 || wc > 0) {
                if (within) break;
                continue;
            }
            within = true;
            const double plane = (static_cast<double>(wa) * za + static_cast<double>(wb) * zb + static_cast<double>(wc) * zc) / area;
            const double error = std::abs(static_cast<double>(frame_.z(column, row)) - plane);
            if (error > worst) worst = error, candidates_[static_cast<size_t>(triangle)] = {column, row};
        }
    }
    if (worst > 0) queue_.push({worst, triangle, stamps_[static_cast<size_t>(triangle)]});
}

void Triangulation::insert(int triangle) {
    const int e = 3 * triangle;
    const auto [column, row] = candidates_[static_cast<size_t>(triangle)];
    const int point = add_site(column, row), a = corner(e), b = corner(e + 1), c = corner(e + 2);
    const Site& p = site(point);
    for (int i = 0; i < 3; ++i)
        if (turn(site(corner(e + i)), site(corner(next(e + i))), p) == 0) return split_edge(point, e + i);
    const int ab = twin(e), bc = twin(e + 1), ca = twin(e + 2);
    const int first = put(a, b, point, ab, -1, -1, e), second = put(b, c, point, bc, -1, first + 1);
    const int third = put(c, a, point, ca, first + 2, second + 1);
    legalize(first), legalize(second), legalize(third);
}

// A point on an edge: two triangles, or at the rim one, become two each.
void Triangulation::split_edge(int point, int edge) {
    const int own = edge - edge % 3, after = next(edge), prior = before(edge), other = twin(edge);
    const int top = corner(prior), right = corner(edge), left = corner(after), left_twin = twin(after), right_twin = twin(prior);
    if (other < 0) {
        const int first = put(point, top, right, -1, right_twin, -1, own), second = put(top, point, left, first, -1, left_twin);
        legalize(first + 1), legalize(second + 2);
        return;
    }
    const int across = other - other % 3, far_left = before(other), far_right = next(other), far = corner(far_left);
    const int far_left_twin = twin(far_left), far_right_twin = twin(far_right);
    const int first = put(top, right, point, right_twin, -1, -1, own);
    const int second = put(right, far, point, far_right_twin, -1, first + 1, across);
    const int third = put(far, left, point, far_left_twin, -1, second + 1);
    const int fourth = put(left, top, point, left_twin, first + 2, third + 1);
    legalize(first), legalize(second), legalize(third), legalize(fourth);
}

// Turns an edge over where the corner beyond it lies in its triangle's circle.
void Triangulation::legalize(int edge) {
    const int other = twin(edge);
    if (other < 0) return;
    const int own = edge - edge % 3, across = other - other % 3;
    const int after = next(edge), prior = before(edge), far_left = before(other), far_right = next(other);
    const int top = corner(prior), right = corner(edge), left = corner(after), far = corner(far_left);
    if (!in_circle(site(top), site(right), site(left), site(far))) return;
    const int left_twin = twin(after), right_twin = twin(prior), far_left_twin = twin(far_left), far_right_twin = twin(far_right);
    const int first = put(top, far, left, -1, far_left_twin, left_twin, own);
    const int second = put(far, top, right, first, right_twin, far_right_twin, across);
    legalize(first + 1), legalize(second + 2);
}

StoredMesh Triangulation::body() const {
    StoredMesh mesh;
    for (const Site& each : sites_) mesh.points.push_back({frame_.x(each.column), frame_.y(each.row), frame_.z(each.column, each.row)});
    std::unordered_map<int, int> rim;  // from each of its corners to the next
    for (size_t e = 0; e < corner_.size(); ++e) {
        if (e % 3 == 0)
            mesh.faces.push_back(
                {static_cast<uint32_t>(corner_[e]), static_cast<uint32_t>(corner_[e + 1]), static_cast<uint32_t>(corner_[e + 2])});
        if (twin_[e] < 0) rim[corner_[e]] = corner_[static_cast<size_t>(next(static_cast<int>(e)))];
    }
    std::vector<uint32_t> ring;
    int at = 0;
    do {
        ring.push_back(static_cast<uint32_t>(at));
        at = rim.at(at);
    } while (at != 0);
    const auto foot = static_cast<uint32_t>(mesh.points.size());
    for (const uint32_t number : ring) mesh.points.push_back({mesh.points[number].x, mesh.points[number].y, 0});
    mesh.points.push_back({frame_.x(columns_ - 1) / 2, frame_.y(0) / 2, 0});
    close_body(ring, foot, foot + static_cast<uint32_t>(ring.size()),
               [&](std::span<const Triangle> faces) { mesh.faces.insert(mesh.faces.end(), faces.begin(), faces.end()); });
    return mesh;
}

}  // namespace

StoredMesh adaptive_relief(const HeightMap& map, const ReliefSize& size, double tolerance_mm, const std::function<void(double)>& progress,
                           const CancelToken& cancel) {
    if (std::max(map.width, map.height) > longest_side)
        throw Error("[relief] a picture of " + std::to_string(map.width) + " x " + std::to_string(map.height) +
                    " pixels is too large to simplify, at most " + std::to_string(longest_side) + " a side; scale it down first");
    const ReliefFrame frame(map, size);
    Triangulation triangulation(frame);
    const double start = std::max(triangulation.worst(), tolerance_mm);
    double told = 0;
    for (int64_t step = 0; triangulation.refine(tolerance_mm); ++step) {
        if (step % 256 != 0) continue;
        cancel.check();
        // The error falls about as a power of the corners; never told backwards, as it may rise for a while.
        const double worst = std::clamp(triangulation.worst(), tolerance_mm, start);
        told = std::max(told, start > tolerance_mm ? std::log(start / worst) / std::log(start / tolerance_mm) : 1.0);
        if (progress) progress(told);
    }
    return triangulation.body();
}

}  // namespace imagelab
