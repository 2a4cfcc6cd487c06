#include "core/weights/pickle.h"

#include <charconv>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "core/base/little_endian.h"

namespace imagelab {
namespace {

using Kind = PickleNode::Kind;

class PickleReader {
  public:
    PickleReader(std::string_view bytes, size_t max_steps) : bytes_(bytes), max_steps_(max_steps) {}

    Pickle read() {
        while (true) {
            if (++steps_ > max_steps_) fail("has more than " + std::to_string(max_steps_) + " steps");
            opcode_at_ = at_;
            const auto opcode = static_cast<unsigned char>(take(1)[0]);
            if (opcode == '.') break;
            step(opcode);
        }
        pickle_.root = pop();
        pickle_.bytes = at_;
        return std::move(pickle_);
    }

  private:
    [[noreturn]] void fail(const std::string& why) const {
        throw Error("the pickle " + why + " (byte " + std::to_string(opcode_at_) + ")");
    }

    // ---- bytes ----

    std::string_view take(uint64_t count) {
        if (count > bytes_.size() - at_) {
            fail("wants " + std::to_string(count) + " bytes where " + std::to_string(bytes_.size() - at_) +
                 " are left: the file is cut short or damaged");
        }
        const std::string_view taken = bytes_.substr(at_, static_cast<size_t>(count));
        at_ += static_cast<size_t>(count);
        return taken;
    }
    uint64_t number(size_t bytes) { return little_endian(take(bytes)); }
    std::string_view line() {
        const size_t end = bytes_.find('\n', at_);
        if (end == bytes_.npos) fail("has a line without an end: the file is cut short or damaged");
        const std::string_view text = take(end - at_);
        take(1);
        return text;
    }
    uint64_t index_line() {
        const std::string_view text = line();
        uint64_t value = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code != std::errc() || end != text.data() + text.size()) fail("has a memo number that is none");
        return value;
    }

    // ---- stack ----

    uint32_t add(PickleNode node) {
        pickle_.nodes.push_back(std::move(node));
        return static_cast<uint32_t>(pickle_.nodes.size() - 1);
    }
    void push(PickleNode node) { stack_.push_back(add(std::move(node))); }
    void push_integer(int64_t value) { push({.kind = Kind::integer, .integer = value}); }
    void push_text(std::string_view text) { push({.kind = Kind::text, .text = text}); }
    // The stack below the last mark is out of reach, as in Python.
    size_t floor() const { return marks_.empty() ? 0 : marks_.back(); }
    uint32_t top() const {
        if (stack_.size() <= floor()) fail("takes from an empty stack");
        return stack_.back();
    }
    uint32_t pop() {
        const uint32_t node = top();
        stack_.pop_back();
        return node;
    }
    std::vector<uint32_t> pop_to_mark() {
        if (marks_.empty()) fail("has no mark where one is needed");
        std::vector<uint32_t> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()), stack_.end());
        stack_.resize(marks_.back());
        marks_.pop_back();
        return items;
    }
    std::vector<uint32_t> pop_some(size_t count) {
        std::vector<uint32_t> items(count);
        for (size_t i = count; i-- > 0;) items[i] = pop();
        return items;
    }
    PickleNode& node(uint32_t index) { return pickle_.nodes[index]; }

    // ---- opcodes ----

    void step(unsigned char opcode) {
        if (constant(opcode) || container(opcode) || memo(opcode) || object(opcode)) return;
        if (opcode == 0x80) {  // PROTO
            if (const uint64_t protocol = number(1); protocol > 5)
                fail("is of protocol " + std::to_string(protocol) + ", expected 5 at most");
        } else if (opcode == 0x95) {  // FRAME
            number(8);
        } else {
            char code[8];
            std::snprintf(code, sizeof code, "0x%02x", opcode);
            fail("holds " + std::string(code) + ", which is no instruction of pickles: the file is damaged");
        }
    }

    // LONG1, LONG4: two's complement of any length.
    void push_long(std::string_view bytes) {
        if (bytes.size() > 8) return push({.kind = Kind::big, .text = bytes});
        uint64_t value = !bytes.empty() && (bytes.back() & '\x80') ? ~uint64_t{0} : 0;
        for (size_t i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[i]);
        push_integer(static_cast<int64_t>(value));
    }

    void push_real(uint64_t big_endian) { push({.kind = Kind::real, .real = __builtin_bit_cast(double, __builtin_bswap64(big_endian))}); }

    // INT, LONG, FLOAT: text. 00 and 01 are Python 2's False and True; 12L is a long.
    void push_number_line(std::string_view text) {
        if (text == "00" || text == "01") return push({.kind = Kind::boolean, .integer = text == "01"});
        if (text.ends_with('L')) text.remove_suffix(1);
        int64_t value = 0;
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (code == std::errc() && end == text.data() + text.size()) return push_integer(value);
        push({.kind = Kind::real, .text = text});
    }

    bool constant(unsigned char opcode) {
        switch (opcode) {
            case 'N':
                return push({}), true;
            case 0x88:  // NEWTRUE
            case 0x89:  // NEWFALSE
                return push({.kind = Kind::boolean, .integer = opcode == 0x88}), true;
            case 'K':  // BININT1
                return push_integer(static_cast<int64_t>(number(1))), true;
            case 'M':  // BININT2
                return push_integer(static_cast<int64_t>(number(2))), true;
            case 'J':  // BININT
                return push_integer(static_cast<int32_t>(number(4))), true;
            case 0x8a:  // LONG1
                return push_long(take(number(1))), true;
            case 0x8b:  // LONG4
                return push_long(take(number(4))), true;
            case 'G':  // BINFLOAT
                return push_real(number(8)), true;
            case 'I':  // INT
            case 'L':  // LONG
            case 'F':  // FLOAT
                return push_number_line(line()), true;
            case 'S':  // STRING
            case 'V':  // UNICODE
                return push_text(line()), true;
            case 'U':   // SHORT_BINSTRING
            case 'C':   // SHORT_BINBYTES
            case 0x8c:  // SHORT_BINUNICODE
                return push_text(take(number(1))), true;
            case 'T':  // BINSTRING
            case 'X':  // BINUNICODE
            case 'B':  // BINBYTES
                return push_text(take(number(4))), true;
            case 0x8d:  // BINUNICODE8
            case 0x8e:  // BINBYTES8
            case 0x96:  // BYTEARRAY8
                return push_text(take(number(8))), true;
            default:
                return false;
        }
    }

    void put_pairs(const std::vector<uint32_t>& pairs) {
        PickleNode& target = node(top());
        if (target.kind != Kind::dict && target.kind != Kind::call) fail("puts a pair into what is no dictionary");
        if (pairs.size() % 2 != 0) fail("puts a key without a value into a dictionary");
        auto& list = target.kind == Kind::dict ? target.items : target.added;
        list.insert(list.end(), pairs.begin(), pairs.end());
    }
    void put_elements(const std::vector<uint32_t>& elements) {
        PickleNode& target = node(top());
        if (target.kind == Kind::list) target.items.insert(target.items.end(), elements.begin(), elements.end());
        if (target.kind != Kind::list && target.kind != Kind::call) fail("puts an element into what is no list");
    }

    bool container(unsigned char opcode) {
        switch (opcode) {
            case '(':  // MARK
                return marks_.push_back(stack_.size()), true;
            case ')':  // EMPTY_TUPLE
                return push({.kind = Kind::tuple}), true;
            case ']':   // EMPTY_LIST
            case 0x8f:  // EMPTY_SET
                return push({.kind = Kind::list}), true;
            case '}':  // EMPTY_DICT
                return push({.kind = Kind::dict}), true;
            case 't':  // TUPLE
                return push({.kind = Kind::tuple, .items = pop_to_mark()}), true;
            case 0x85:  // TUPLE1
            case 0x86:  // TUPLE2
            case 0x87:  // TUPLE3
                return push({.kind = Kind::tuple, .items = pop_some(opcode - 0x84u)}), true;
            case 'l':   // LIST
            case 0x91:  // FROZENSET
                return push({.kind = Kind::list, .items = pop_to_mark()}), true;
            case 'd': {  // DICT
                auto pairs = pop_to_mark();
                push({.kind = Kind::dict});
                return put_pairs(pairs), true;
            }
            case 'a':  // APPEND
                return put_elements(pop_some(1)), true;
            case 'e':   // APPENDS
            case 0x90:  // ADDITEMS
                return put_elements(pop_to_mark()), true;
            case 's':  // SETITEM
                return put_pairs(pop_some(2)), true;
            case 'u':  // SETITEMS
                return put_pairs(pop_to_mark()), true;
            default:
                return false;
        }
    }

    void put(uint64_t index) { memo_[index] = top(); }
    void get(uint64_t index) {
        const auto found = memo_.find(index);
        if (found == memo_.end()) fail("asks for the memo " + std::to_string(index) + ", which was not set");
        stack_.push_back(found->second);
    }

    bool memo(unsigned char opcode) {
        switch (opcode) {
            case 'q':  // BINPUT
                return put(number(1)), true;
            case 'r':  // LONG_BINPUT
                return put(number(4)), true;
            case 'p':  // PUT
                return put(index_line()), true;
            case 0x94:  // MEMOIZE
                return put(memo_.size()), true;
            case 'h':  // BINGET
                return get(number(1)), true;
            case 'j':  // LONG_BINGET
                return get(number(4)), true;
            case 'g':  // GET
                return get(index_line()), true;
            case '0':  // POP
                if (stack_.size() > floor()) return stack_.pop_back(), true;
                return pop_to_mark(), true;
            case '1':  // POP_MARK
                return pop_to_mark(), true;
            case '2':  // DUP
                return stack_.push_back(top()), true;
            default:
                return false;
        }
    }

    // "module\nname\n" as written, so that the text stays one view of the pickle.
    void push_global() {
        const size_t begin = at_;
        line(), line();
        push({.kind = Kind::global, .text = bytes_.substr(begin, at_ - begin - 1)});
    }
    void push_call(std::vector<uint32_t> parts) { push({.kind = Kind::call, .items = std::move(parts)}); }
    uint32_t tuple_of(std::vector<uint32_t> items) { return add({.kind = Kind::tuple, .items = std::move(items)}); }

    void set_state() {
        const uint32_t state = pop();
        PickleNode& target = node(top());
        if (target.kind == Kind::call) target.items.push_back(state);
    }

    bool object(unsigned char opcode) {
        switch (opcode) {
            case 'c':  // GLOBAL
                return push_global(), true;
            case 0x93: {  // STACK_GLOBAL
                auto names = pop_some(2);
                return push({.kind = Kind::global, .items = std::move(names)}), true;
            }
            case 'R':   // REDUCE
            case 0x81:  // NEWOBJ
                return push_call(pop_some(2)), true;
            case 0x92: {  // NEWOBJ_EX: class, arguments, named arguments
                auto parts = pop_some(3);
                parts.pop_back();
                return push_call(std::move(parts)), true;
            }
            case 'i': {  // INST: the class as text, arguments above the mark
                push_global();
                const uint32_t name = pop();
                const uint32_t arguments = tuple_of(pop_to_mark());
                return push_call({name, arguments}), true;
            }
            case 'o': {  // OBJ: class and arguments above the mark
                auto parts = pop_to_mark();
                if (parts.empty()) fail("makes an object of nothing");
                const uint32_t name = parts.front();
                parts.erase(parts.begin());
                return push_call({name, tuple_of(std::move(parts))}), true;
            }
            case 'b':  // BUILD
                return set_state(), true;
            case 'P':  // PERSID
                push_text(line());
                return push({.kind = Kind::persistent, .items = pop_some(1)}), true;
            case 'Q':  // BINPERSID
                return push({.kind = Kind::persistent, .items = pop_some(1)}), true;
            case 0x82:  // EXT1
            case 0x83:  // EXT2
            case 0x84:  // EXT4
                number(opcode == 0x82 ? 1 : opcode == 0x83 ? 2 : 4);
                return push({.kind = Kind::global, .text = "an extension\nof copyreg"}), true;
            default:
                return false;
        }
    }

    std::string_view bytes_;
    size_t max_steps_, at_ = 0, opcode_at_ = 0, steps_ = 0;
    Pickle pickle_;
    std::vector<uint32_t> stack_;
    std::vector<size_t> marks_;
    std::unordered_map<uint64_t, uint32_t> memo_;
};

}  // namespace

Pickle read_pickle(std::string_view bytes, size_t max_steps) {
    return PickleReader(bytes, max_steps).read();
}

}  // namespace imagelab
