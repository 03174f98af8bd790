//! What a text recognition made of pages, in PAGE-XML, ALTO and hOCR: their order, their images, and lists and folders of them.

use std::path::Path;

use recto::internals::source::Format;

use super::folder::Folder;
use super::source::{messages, refused, taken};

/// The part of a TEI file from the images on, on one line.
fn with_images(folder: &Folder, name: &str, more: &[&str]) -> String {
    let run = folder.run(&[&["convert", name][..], more].concat()).exits(0);
    let tei = run.stdout.split_once("</teiHeader>").unwrap().1;
    tei.lines().map(str::trim).collect()
}

#[test]
fn pages_with_images_point_at_them() {
    let images = "<facsimile><surface xml:id=\"facs_1\" lrx=\"20\" lry=\"30\" ulx=\"0\" uly=\"0\"><graphic height=\"30px\" url=\"a%201.jpg\" width=\"20px\"/></surface>\
        <surface xml:id=\"facs_2\"><graphic url=\"b.jpg\"/></surface><surface xml:id=\"facs_3\"><graphic url=\"c.jpg\"/></surface></facsimile>\
        <text><body><div type=\"letter\"><pb type=\"unnumbered\" facs=\"#facs_1\"/><opener><salute>Dear Tom,</salute></opener>\
        <p><pb type=\"unnumbered\" facs=\"#facs_2\"/>I go on.</p><pb type=\"unnumbered\" facs=\"#facs_3\"/></div></body></text></TEI>";
    let region = |text: &str| format!("<TextRegion><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextRegion>");
    let folder = Folder::new();
    let page = format!(
        "<PcGts><Page imageFilename='a 1.jpg' imageWidth='20' imageHeight='30'>{}</Page><Page imageFilename='b.jpg' imageWidth='x'>{}</Page>\
         <Page imageFilename='c.jpg'/></PcGts>",
        region("Dear Tom,"),
        region("I go on.")
    );
    folder.write("page.xml", page.as_bytes());
    assert_eq!(with_images(&folder, "page.xml", &[]), images);
    folder.write(
        "ocr.html",
        b"<html><body><div class='ocr_page' title='image &quot;a 1.jpg&quot;; bbox 0 0 20 30; ppageno 0'><p>Dear Tom,</p></div>\
          <div class='ocr_page' title='image b.jpg; bbox 1 2 3 4'><p>I go on.</p></div><div class='ocr_page' title=\"image 'c.jpg'\"></div></body></html>",
    );
    assert_eq!(with_images(&folder, "ocr.html", &[]), images);
    let alto = "<alto><Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>x.png</fileName></sourceImageInformation></Description>\
        <Layout><Page WIDTH='20' HEIGHT='30'><TextBlock><TextLine><String CONTENT='Dear'/></TextLine></TextBlock></Page></Layout></alto>";
    folder.write("alto.xml", alto.as_bytes());
    folder.write("inch.xml", alto.replace("pixel", "inch1200").as_bytes());
    assert!(with_images(&folder, "alto.xml", &[]).contains("<graphic height=\"30px\" url=\"x.png\" width=\"20px\"/>"));
    assert!(
        with_images(&folder, "inch.xml", &[]).contains("<surface xml:id=\"facs_1\"><graphic url=\"x.png\"/></surface>")
    );
}

#[test]
fn a_folder_of_pages_is_one_document_where_that_is_said() {
    let page = |text: &str| {
        format!(
            "<PcGts><Page imageFilename='{text}.jpg'><TextRegion><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextRegion></Page></PcGts>"
        )
    };
    let folder = Folder::new();
    for (name, text) in [("p10.xml", "Third"), ("p2.xml", "Second"), ("p1.xml", "First")] {
        folder.write(&format!("in/a.b/{name}"), page(text).as_bytes());
    }
    folder.write("in/a.b/p3.xml", b"<TEI><text/></TEI>");
    folder.write("in/a.b/scan.jpg", b"\xff\xd8");
    let run = folder.run(&["convert", "--pages", "in/a.b"]).exits(0).says("`p3.xml`");
    let at = |words: &str| run.stdout.rfind(words).unwrap();
    assert!(at("First") < at("Second") && at("Second") < at("Third"), "{}", run.stdout);
    folder.run(&["convert", "--pages", "in/a.b", "-o", "out/"]).exits(0);
    assert_eq!(folder.read("out/a.b.xml"), run.stdout);
    folder.run(&["convert", "--pages", "in/a.b", "-o", "alone.xml"]).exits(0);
    assert_eq!(folder.read("alone.xml"), run.stdout);
    folder.run(&["convert", "--pages", "in"]).exits(2).prints_nothing().says("no page in PAGE-XML or ALTO");
    folder.run(&["convert", "--pages", "in/a.b/p2.xml"]).exits(2).says("no folder");
    folder.write("in/a.b/p4.xml", b"<PcGts><Page>");
    folder.run(&["convert", "--pages", "in/a.b"]).exits(1).prints_nothing().says("the page `p4.xml`");
}

#[test]
fn the_sample_of_pages_is_converted_as_accepted() {
    let folder = Folder::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages");
    for name in ["mets.xml", "page/0001.xml", "page/0002.xml", "page/0003.xml"] {
        folder.write(name, &std::fs::read(sample.join(name)).unwrap());
    }
    let run = folder.run(&["convert", "mets.xml", "--profile", "transcript"]).exits(0);
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("../../samples/pages");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!("pages", run.stdout));
    assert_eq!(folder.run(&["convert", "--pages", "page", "--profile", "transcript"]).exits(0).stdout, run.stdout);
}

#[test]
fn a_list_of_pages_is_one_document() {
    let folder = Folder::new();
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages");
    for name in ["mets.xml", "page/0001.xml", "page/0002.xml", "page/0003.xml"] {
        folder.write(&format!("in/a.b/{name}"), &std::fs::read(sample.join(name)).unwrap());
    }
    let tei = with_images(&folder, "in/a.b/mets.xml", &["--profile", "transcript"]);
    assert!(
        tei.contains(
            "until you send for it by the har-<lb break=\"no\" facs=\"#facs_2_r1_l1\"/><pb type=\"unnumbered\" facs=\"#facs_2\"/>bour cart."
        ),
        "{tei}"
    );
    assert!(tei.contains("<pb type=\"unnumbered\" facs=\"#facs_3\"/></div>"), "{tei}");
    folder.run(&["convert", "in", "-o", "out"]).exits(0);
    assert!(folder.read("out/a.b.xml").contains("Ruth Penrose"));
    folder.run(&["convert", "in/a.b", "-o", "out2"]).exits(0);
    assert_eq!(folder.read("out2/a.b.xml"), folder.read("out/a.b.xml"));
    let mets = |pages: &str| format!("<mets><fileSec>{pages}</fileSec></mets>");
    let file = |id: usize, href: &str| format!("<file ID='f{id}'><FLocat href='{href}'/></file>");
    for (pages, status, said) in [
        (String::new(), 1, "lists no page"),
        (file(1, "none.xml"), 2, "the page `none.xml`"),
        (file(1, "https://example.org/a.xml"), 2, "not in a file of this machine"),
        (file(1, "../../../../../../etc/passwd.xml"), 2, "the page `../"),
        (file(1, "mets.xml"), 1, "neither"),
        (file(1, "a.b/page/0001.xml") + &file(2, "bad.xml"), 1, "the page `bad.xml`"),
    ] {
        folder.write("in/bad.xml", b"<PcGts><Page>");
        folder.write("in/mets.xml", mets(&pages).as_bytes());
        folder.run(&["convert", "in/mets.xml"]).exits(status).prints_nothing().says(said);
    }
    let two = "<structMap><div><div><fptr FILEID='f2'/><fptr FILEID='f1'/></div></div></structMap>";
    let both = file(1, "a.b/page/0001.xml") + &file(2, "a.b/page/0002.xml") + two;
    folder.write("in/mets.xml", mets(&both).as_bytes());
    let run = folder.run(&["convert", "in/mets.xml"]).exits(0).says("R0016");
    assert!(run.stdout.contains("bour cart") && !run.stdout.contains("Harwich"), "{}", run.stdout);
}

#[test]
fn regions_of_page_xml_stand_in_reading_order() {
    let page = |inside: &str| format!("<PcGts><Page>{inside}</Page></PcGts>");
    let line = |text: &str| {
        format!(
            "<TextLine><TextEquiv index='1'><Unicode>no</Unicode></TextEquiv><TextEquiv index='0'><Unicode>{text}</Unicode></TextEquiv></TextLine>"
        )
    };
    let words = "<TextLine><Word><TextEquiv><Unicode>Dear</Unicode></TextEquiv><Glyph><TextEquiv><Unicode>D</Unicode></TextEquiv></Glyph></Word>\
        <Word><TextEquiv><Unicode>Tom,</Unicode></TextEquiv></Word></TextLine>";
    let order = "<ReadingOrder><OrderedGroup><RegionRefIndexed index='1' regionRef='a'/><RegionRefIndexed index='0' regionRef='b'/></OrderedGroup></ReadingOrder>";
    let text = page(&format!(
        "{order}<TextRegion id='c'><TextEquiv><Unicode>one\ntwo</Unicode></TextEquiv></TextRegion><TextRegion id='a'>{}{}</TextRegion><TextRegion id='b'>{words}</TextRegion>\
         <TextRegion custom='readingOrder {{index:9;}} structure {{type:page-number;}}'>{}</TextRegion>",
        line("I go"),
        line("on."),
        line("17")
    ));
    let taken = taken(Format::PageXml, text.as_bytes());
    assert_eq!(taken.text, "Dear Tom,\n\nI go\non.\n\none\ntwo\n");
    assert_eq!(
        messages(&taken.findings),
        ["R0014 left out of the text: 1 header, footer or page number (2 characters)"]
    );
    refused(Format::PageXml, b"<PcGts><Page>", "not well-formed");
    refused(Format::Alto, b"<alto", "not well-formed");
}
