#include "core/image/xmp.h"

#include <algorithm>
#include <map>
#include <optional>

#include "core/base/text_encoding.h"
#include "core/base/utf8.h"
#include "core/image/user_comment.h"
#include "core/image/xml_scan.h"

namespace imagelab {
namespace {

constexpr size_t most_tags = 1000;
constexpr std::string_view rdf_uri = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", xmp_uri = "http://ns.adobe.com/xap/1.0/",
                           dc_uri = "http://purl.org/dc/elements/1.1/", exif_uri = "http://ns.adobe.com/exif/1.0/";

struct Name {
    std::string_view uri, local;
    bool operator==(const Name&) const = default;
};

// A property of the picture: an attribute of a top rdf:Description, or an element in it.
struct Property {
    Name name;
    int element = -1;    // index; of the description where it is an attribute
    int attribute = -1;  // index, -1: it is an element
};

class Packet {
  public:
    static Result<Packet> read(std::string_view text) {
        Packet packet(text);
        auto elements = scan_xml(text);
        if (!elements) return Failure{"it is no XMP: " + elements.error()};
        packet.elements_ = std::move(*elements);
        packet.find_properties();
        if (packet.rdf_ < 0) return Failure{"it is no XMP: it has no rdf:RDF"};
        return packet;
    }

    const std::vector<Property>& properties() const { return properties_; }
    int rdf() const { return rdf_; }
    int description() const { return description_; }  // the first top one, -1: there is none
    const XmlElement& element(int index) const { return elements_[static_cast<size_t>(index)]; }
    std::string_view prefix_of(int index) const { return element(index).name.substr(0, element(index).name.find(':')); }

    std::vector<Property> all(const Name& name) const {
        std::vector<Property> found;
        std::copy_if(properties_.begin(), properties_.end(), std::back_inserter(found), [&](const Property& p) { return p.name == name; });
        return found;
    }

    // The items of a list, the first being the default language's of an alternative; the one text of a plain property.
    std::vector<std::string> values(const Property& property) const {
        if (property.attribute >= 0) return {xml_unescaped(attribute(property).value)};
        const XmlElement& at = element(property.element);
        const std::string_view inner = text_.substr(at.inner_begin, at.inner_end - at.inner_begin);
        std::vector<std::string> items;
        bool list = false;
        for (size_t i = static_cast<size_t>(property.element) + 1; i < elements_.size() && elements_[i].begin < at.inner_end; ++i) {
            const XmlElement& child = elements_[i];
            if (child.parent == property.element) list = list || is_list(resolved(child.name));
            const bool item = child.parent >= 0 && element(child.parent).parent == property.element &&
                              resolved(child.name) == Name{rdf_uri, "li"} && items.size() < most_tags;
            if (item) items.push_back(xml_text(text_.substr(child.inner_begin, child.inner_end - child.inner_begin)));
        }
        if (list) return items;
        return {std::string(trimmed(xml_text(inner)))};
    }

    std::string value(const Name& name) const {
        const auto found = all(name);
        const auto items = found.empty() ? std::vector<std::string>() : values(found.front());
        return items.empty() ? "" : items.front();
    }

    const XmlAttribute& attribute(const Property& property) const {
        return element(property.element).attributes[static_cast<size_t>(property.attribute)];
    }

    // The prefix that stands for a namespace where the first description begins; empty: none does.
    std::string prefix_for(std::string_view uri) const {
        for (int at = description_ < 0 ? rdf_ : description_; at >= 0; at = element(at).parent) {
            for (const XmlAttribute& a : element(at).attributes) {
                if (a.name.starts_with("xmlns:") && a.value == uri) return std::string(a.name.substr(6));
            }
        }
        return "";
    }
    bool knows_prefix(const std::string& prefix) const { return namespaces_.contains(prefix); }

  private:
    explicit Packet(std::string_view text) : text_(text) {}

    static bool is_list(const Name& name) {
        return name.uri == rdf_uri && (name.local == "Bag" || name.local == "Seq" || name.local == "Alt");
    }

    Name resolved(std::string_view name) const {
        const size_t colon = name.find(':');
        if (colon == std::string_view::npos) return {"", name};
        const auto known = namespaces_.find(name.substr(0, colon));
        return {known == namespaces_.end() ? std::string_view() : known->second, name.substr(colon + 1)};
    }

    void find_properties() {
        for (const XmlElement& at : elements_) {
            for (const XmlAttribute& a : at.attributes) {
                if (a.name.starts_with("xmlns:")) namespaces_.emplace(a.name.substr(6), a.value);
            }
        }
        for (size_t i = 0; i < elements_.size(); ++i) {
            const XmlElement& at = elements_[i];
            const int index = static_cast<int>(i);
            const Name name = resolved(at.name);
            if (rdf_ < 0 && name == Name{rdf_uri, "RDF"}) rdf_ = index;
            const bool top = rdf_ >= 0 && at.parent == rdf_ && name == Name{rdf_uri, "Description"};
            if (top) {
                if (description_ < 0) description_ = index;
                top_.push_back(index);
                for (size_t a = 0; a < at.attributes.size(); ++a) {
                    const Name of = resolved(at.attributes[a].name);
                    if (!of.uri.empty() && of.uri != rdf_uri) properties_.push_back({of, index, static_cast<int>(a)});
                }
            } else if (!top_.empty() && at.parent == top_.back()) {
                properties_.push_back({name, index, -1});
            }
        }
    }

    std::string_view text_;
    std::vector<XmlElement> elements_;
    std::map<std::string_view, std::string_view, std::less<>> namespaces_;
    std::vector<Property> properties_;
    std::vector<int> top_;
    int rdf_ = -1, description_ = -1;
};

// Places to change in a packet, put together at the end.
class Edit {
  public:
    Edit(std::string_view text, const Packet& packet) : text_(text), packet_(packet) {}

    void remove(const Name& name) {
        for (const Property& property : packet_.all(name)) {
            const bool inside = property.attribute >= 0;
            const XmlElement& element = packet_.element(property.element);
            size_t begin = inside ? packet_.attribute(property).begin : element.begin;
            while (begin > 0 && std::string_view(" \t\r\n").find(text_[begin - 1]) != std::string_view::npos) --begin;
            cuts_.push_back({begin, inside ? packet_.attribute(property).end : element.end, ""});
        }
    }

    // An attribute's value in its place, where there is one already; else as a new attribute of the first description.
    void set(const Name& name, const char* usual_prefix, const std::string& value) {
        const auto found = packet_.all(name);
        if (found.size() == 1 && found.front().attribute >= 0) {
            const XmlAttribute& attribute = packet_.attribute(found.front());
            cuts_.push_back({attribute.begin, attribute.end, std::string(attribute.name) + "=\"" + xml_escaped(value) + "\""});
            return;
        }
        remove(name);
        attributes_ += "\n   " + prefix(name.uri, usual_prefix) + ":" + std::string(name.local) + "=\"" + xml_escaped(value) + "\"";
    }

    void set_bag(const Name& name, const char* usual_prefix, const std::vector<std::string>& values) {
        remove(name);
        const std::string tag = prefix(name.uri, usual_prefix) + ":" + std::string(name.local), rdf(packet_.prefix_of(packet_.rdf()));
        elements_ += "\n   <" + tag + ">\n    <" + rdf + ":Bag>";
        for (const std::string& value : values) elements_ += "\n     <" + rdf + ":li>" + xml_escaped(value) + "</" + rdf + ":li>";
        elements_ += "\n    </" + rdf + ":Bag>\n   </" + tag + ">";
    }

    std::string done() {
        if (!attributes_.empty() || !elements_.empty()) insert();
        std::stable_sort(cuts_.begin(), cuts_.end(),
                         [](const Cut& a, const Cut& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
        std::string out;
        size_t at = 0;
        for (const Cut& cut : cuts_) {
            if (cut.end < at) continue;
            out += text_.substr(at, std::max(cut.begin, at) - at);
            out += cut.text;
            at = cut.end;
        }
        return out.append(text_.substr(at));
    }

  private:
    struct Cut {
        size_t begin, end;
        std::string text;
    };

    void insert() {
        const std::string rdf(packet_.prefix_of(packet_.rdf()));
        const XmlElement& root = packet_.element(packet_.rdf());
        const std::string open =
            "\n  <" + rdf + ":Description " + rdf + ":about=\"\"" + attributes_ + ">" + elements_ + "\n  </" + rdf + ":Description>";
        if (packet_.description() < 0 && root.closes_itself) {
            cuts_.push_back({root.end - 2, root.end, ">" + open + "\n </" + std::string(root.name) + ">"});
        } else if (packet_.description() < 0) {
            cuts_.push_back({root.inner_begin, root.inner_begin, open});
        } else {
            const XmlElement& first = packet_.element(packet_.description());
            cuts_.push_back({first.name_end, first.name_end, attributes_});
            if (elements_.empty()) return;
            if (first.closes_itself)
                cuts_.push_back({first.end - 2, first.end, ">" + elements_ + "\n  </" + std::string(first.name) + ">"});
            else
                cuts_.push_back({first.inner_begin, first.inner_begin, elements_});
        }
    }

    std::string prefix(std::string_view uri, const char* usual) {
        if (const auto made = made_.find(uri); made != made_.end()) return made->second;
        if (std::string there = packet_.prefix_for(uri); !there.empty()) return there;
        std::string fresh = usual;
        while (packet_.knows_prefix(fresh)) fresh += "1";
        attributes_ += " xmlns:" + fresh + "=\"" + std::string(uri) + "\"";
        return made_[uri] = fresh;
    }

    std::string_view text_;
    const Packet& packet_;
    std::string attributes_, elements_;
    std::map<std::string_view, std::string> made_;
    std::vector<Cut> cuts_;
};

int rating_of(const std::string& text) {
    return text.size() == 1 && text[0] >= '1' && text[0] <= '5' ? text[0] - '0' : 0;
}

// "4.0" and "4.5" are written by some; above 5 counts as 5.
int read_rating(const std::string& text) {
    if (const int plain = rating_of(text); plain > 0 || text.empty() || text[0] < '0' || text[0] > '9') return plain;
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    return digits > 1 ? 5 : std::min(text[0] - '0', 5);
}

// Packets are UTF-8 nearly always; UTF-16 is allowed.
std::string in_utf8(const std::string& packet) {
    using namespace std::string_view_literals;
    if (packet.starts_with("\xfe\xff"sv) || packet.starts_with("\xff\xfe"sv))
        return utf8_of_utf16(std::string_view(packet).substr(2), packet[0] == '\xfe');
    return packet;
}

constexpr Name rating{xmp_uri, "Rating"}, subject{dc_uri, "subject"}, favourite{imagelab_namespace, "Favourite"};

Xmp xmp_of(const Packet& packet) {
    Xmp xmp;
    xmp.marks.rating = read_rating(packet.value(rating));
    xmp.marks.favourite = packet.value(favourite) == "True";
    for (const Property& property : packet.all(subject)) {
        for (const std::string& tag : packet.values(property)) {
            if (!tag.empty() && xmp.marks.tags.size() < most_tags) xmp.marks.tags.push_back(clean_text(tag));
        }
    }
    for (const Property& property : packet.properties()) {
        if (property.name.uri != imagelab_namespace || property.name == favourite || xmp.texts.size() >= most_tags) continue;
        const auto values = packet.values(property);
        if (!values.empty()) xmp.texts.push_back({std::string(property.name.local), clean_text(values.front())});
    }
    for (const auto& [name, key] : {std::pair{Name{exif_uri, "UserComment"}, "UserComment"},
                                    {Name{dc_uri, "description"}, "Description"},
                                    {Name{xmp_uri, "CreatorTool"}, "Software"}}) {
        if (const std::string value = packet.value(name); !value.empty()) xmp.others.push_back({key, clean_text(value)});
    }
    return xmp;
}

const char* const empty_packet =
    "<?xpacket begin=\"\xef\xbb\xbf\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n <rdf:RDF "
    "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n </rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n";

}  // namespace

Result<Xmp> parse_xmp(const std::string& raw) {
    if (raw.empty() || raw.size() > largest_xmp) return Failure{"it is no XMP"};
    const std::string text = in_utf8(raw);
    const auto packet = Packet::read(text);
    if (!packet) return Failure{packet.error()};
    return xmp_of(*packet);
}

std::string with_marks(const std::string& raw, const Xmp& xmp) {
    const std::string text = raw.empty() ? empty_packet : in_utf8(raw);
    const auto packet = Packet::read(text);
    if (!packet) throw Error("[xmp] " + packet.error());
    const Xmp there = xmp_of(*packet);
    Edit edit(text, *packet);
    if (xmp.marks.rating != there.marks.rating) {
        if (xmp.marks.rating > 0)
            edit.set(rating, "xmp", std::to_string(xmp.marks.rating));
        else
            edit.remove(rating);
    }
    if (xmp.marks.favourite && !there.marks.favourite) edit.set(favourite, "imagelab", "True");
    if (!xmp.marks.favourite && there.marks.favourite) edit.remove(favourite);
    if (xmp.marks.tags != there.marks.tags) {
        if (xmp.marks.tags.empty())
            edit.remove(subject);
        else
            edit.set_bag(subject, "dc", xmp.marks.tags);
    }
    for (const PictureText& own : xmp.texts) {
        const Name name{imagelab_namespace, own.key};
        if (own.value == packet->value(name)) continue;
        if (own.value.empty())
            edit.remove(name);
        else
            edit.set(name, "imagelab", own.value);
    }
    return edit.done();
}

bool says_more_than_marks(const std::string& raw) {
    const std::string text = in_utf8(raw);
    const auto packet = Packet::read(text);
    if (!packet) return true;
    return std::any_of(packet->properties().begin(), packet->properties().end(), [&](const Property& property) {
        if (property.name == rating) {
            const auto values = packet->values(property);
            return !values.empty() && values.front() != "0" && rating_of(values.front()) == 0;
        }
        return property.name.uri != imagelab_namespace && property.name != subject;
    });
}

}  // namespace imagelab
