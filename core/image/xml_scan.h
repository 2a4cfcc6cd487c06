#pragma once
// A flat reading of a small XML document (XML 1.0, well-formed, no DTD) in one pass, with the place of everything, so that a part of it
// can be changed and every other byte stays.
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace imagelab {

struct XmlAttribute {
    std::string_view name, value;  // as written, escapes and all
    size_t begin = 0, end = 0;     // of name="value"
};

struct XmlElement {
    std::string_view name;                  // with its prefix
    int parent = -1;                        // index, -1: the root
    size_t begin = 0, end = 0;              // of the whole element
    size_t name_end = 0;                    // behind its name in the opening tag
    size_t inner_begin = 0, inner_end = 0;  // between the tags; equal where it is empty
    bool closes_itself = false;             // <name/>
    std::vector<XmlAttribute> attributes;
};

// In document order. The views point into `text`. Fails where tags don't match or a document type is declared.
Result<std::vector<XmlElement>> scan_xml(std::string_view text);

// &lt; &gt; &amp; &quot; &apos; &#N; &#xN;
std::string xml_unescaped(std::string_view text);
std::string xml_escaped(std::string_view text);  // for attributes and texts alike
// The text between the tags, without what elements, comments and instructions hold.
std::string xml_text(std::string_view inner);

}  // namespace imagelab
