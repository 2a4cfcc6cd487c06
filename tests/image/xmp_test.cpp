#include "core/image/xmp.h"

#include <gtest/gtest.h>

#include "core/base/paths.h"
#include "core/gallery/sidecar.h"
#include "core/image/xml_scan.h"
#include "tests/support/temp_folder.h"

namespace imagelab {
namespace {

const std::string digikam = R"x(<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="XMP Core 4.4.0-Exiv2">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <!-- a comment that stays -->
  <rdf:Description rdf:about="" xmlns:digiKam="http://www.digikam.org/ns/1.0/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:dc="http://purl.org/dc/elements/1.1/" xmp:Rating="-1" digiKam:ColorLabel="3">
   <digiKam:TagsList><rdf:Seq><rdf:li>Places/Kitchen</rdf:li></rdf:Seq></digiKam:TagsList>
   <dc:subject><rdf:Seq><rdf:li>Kitchen</rdf:li><rdf:li>Metal &amp; more</rdf:li></rdf:Seq></dc:subject>
   <digiKam:odd rdf:parseType="Resource"><rdf:value>x</rdf:value><digiKam:by>someone</digiKam:by></digiKam:odd>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>)x";

std::string without(std::string text, const std::string& part) {
    const size_t at = text.find(part);
    return at == std::string::npos ? text : text.erase(at, part.size());
}

TEST(Xmp, ARejectedPictureStaysRejectedUntilARatingIsGiven) {
    const auto read = parse_xmp(digikam);
    ASSERT_TRUE(read) << read.error();
    EXPECT_EQ(read->marks, (Marks{0, false, {"Kitchen", "Metal & more"}}));
    Marks marks = read->marks;
    EXPECT_EQ(with_marks(digikam, {marks, {}, {}}), digikam) << "nothing changes, no byte does";
    marks.favourite = true;
    const std::string favourite = with_marks(digikam, {marks, {}, {}});
    EXPECT_NE(favourite.find("xmp:Rating=\"-1\""), std::string::npos);
    EXPECT_EQ(parse_xmp(favourite)->marks, marks);
    EXPECT_EQ(without(without(favourite, "\n   imagelab:Favourite=\"True\""), " xmlns:imagelab=\"https://imagelab.app/ns/1.0/\""), digikam)
        << "what others wrote stays to the byte";
    marks.rating = 4;
    const std::string rated = with_marks(favourite, {marks, {}, {}});
    EXPECT_EQ(rated.find("-1"), std::string::npos);
    EXPECT_EQ(parse_xmp(rated)->marks, marks);
    for (const char* theirs : {"<!-- a comment that stays -->", "digiKam:ColorLabel=\"3\"", "Places/Kitchen", "rdf:parseType=\"Resource\"",
                               "<rdf:Seq><rdf:li>Kitchen"})
        EXPECT_NE(rated.find(theirs), std::string::npos) << theirs;
    EXPECT_TRUE(says_more_than_marks(digikam));
}

TEST(Xmp, MarksOfEveryKindComeAndGo) {
    const std::string described =
        "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><r:RDF xmlns:r=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
        "<r:Description r:about=\"\" xmlns:xmp=\"urn:not-adobe\" xmp:Rating=\"7\"/></r:RDF></x:xmpmeta>";
    const std::string bare = "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>";
    for (const std::string& packet : {std::string(), described, bare, digikam}) {
        const Marks all{3, true, {"a", "<b> & \"c\"", "日本"}};
        const std::string marked = with_marks(packet, {all, {{"Fingerprint", "abc"}}, {}});
        const auto read = parse_xmp(marked);
        ASSERT_TRUE(read) << read.error() << marked;
        EXPECT_EQ(read->marks, all) << marked;
        ASSERT_EQ(read->texts.size(), 1u);
        EXPECT_EQ(read->texts[0].value, "abc");
        EXPECT_EQ(with_marks(marked, *read), marked);
        const std::string cleared = with_marks(marked, {Marks{}, {{"Fingerprint", ""}}, {}});
        EXPECT_TRUE(parse_xmp(cleared)->marks.empty()) << cleared;
        EXPECT_TRUE(parse_xmp(cleared)->texts.empty()) << cleared;
        EXPECT_TRUE(scan_xml(cleared)) << cleared;
    }
    EXPECT_NE(with_marks(described, {Marks{5, false, {}}, {}, {}}).find("xmp:Rating=\"7\""), std::string::npos) << "another's namespace";
    EXPECT_THROW(with_marks("<x", {}), Error);
    EXPECT_THROW(with_marks("<x/>", {}), Error);
}

TEST(Xmp, RatingsAsOthersWriteThem) {
    const auto rating = [](const std::string& value) {
        return parse_xmp(
                   "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:x='http://ns.adobe.com/xap/1.0/'><r:Description>"
                   "<x:Rating>" +
                   value + "</x:Rating></r:Description></r:RDF>")
            ->marks.rating;
    };
    EXPECT_EQ(rating("4"), 4);
    EXPECT_EQ(rating("4.0"), 4);
    EXPECT_EQ(rating("-1"), 0);
    EXPECT_EQ(rating("99"), 5);
    EXPECT_EQ(rating("x"), 0);
}

TEST(Xmp, ASidecarOfOthersIsNeverRemoved) {
    test::TempFolder folder;
    const std::string rejected =
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:x='http://ns.adobe.com/xap/1.0/'>"
        "<r:Description x:Rating='-1'/></r:RDF>";
    const auto picture = folder / "p.png";
    test::write_file(sidecar_path(picture), rejected);
    ASSERT_TRUE(write_sidecar(picture, {Marks{0, true, {}}, "f"}));
    ASSERT_TRUE(write_sidecar(picture, {Marks{}, "f"}));
    ASSERT_TRUE(std::filesystem::exists(sidecar_path(picture))) << "its rejection would be lost";
    EXPECT_NE(read_text_file(sidecar_path(picture)).find("x:Rating='-1'"), std::string::npos);
}

TEST(Xmp, FiftyThousandPropertiesAreReadInOnePass) {
    std::string elements, attributes;
    for (int i = 0; i < 50'000; ++i) {
        elements += "<q:p" + std::to_string(i) + ">v</q:p" + std::to_string(i) + ">";
        attributes += " q:a" + std::to_string(i) + "=\"v\"";
    }
    const std::string packet =
        "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:x='http://ns.adobe.com/xap/1.0/' xmlns:q='urn:q'>"
        "<r:Description x:Rating='4'" +
        attributes + ">" + elements + "</r:Description></r:RDF>";
    EXPECT_EQ(parse_xmp(packet)->marks.rating, 4);
    EXPECT_EQ(parse_xmp(with_marks(packet, {Marks{2, true, {"t"}}, {}, {}}))->marks, (Marks{2, true, {"t"}}));
    EXPECT_FALSE(parse_xmp(std::string(100'000, '<')));
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a>";
    EXPECT_FALSE(parse_xmp(deep)) << "cut short";
}

}  // namespace
}  // namespace imagelab
