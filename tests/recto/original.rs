//! What an original says beside its text: words that it marks, the styles of a house, images with their regions and lines; also in the letters
//! of a volume.

use super::folder::Folder;

/// A page of Transkribus with lines: what is in `custom`, and the text.
fn page(lines: &[(&str, &str)]) -> String {
    let lines: String = (1..)
        .zip(lines)
        .map(|(at, (custom, text))| {
            format!(
                "<TextLine custom='readingOrder {{index:0;}} {custom}'><Coords points='{at},1 9,1 9,9'/>\
                 <TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine>"
            )
        })
        .collect();
    format!(
        "<PcGts><Page imageFilename='a.jpg'><TextRegion type='paragraph'><Coords points='1,1 9,1 9,9'/>{lines}</TextRegion></Page></PcGts>"
    )
}

/// The text of the TEI of a file, on one line, with what is said of it.
fn made(folder: &Folder, more: &[&str]) -> (String, String) {
    let run = folder.run(&[&["convert"][..], more].concat()).exits(0);
    let text = run.stdout.split_once("</teiHeader>").unwrap().1;
    (text.lines().map(str::trim).collect(), run.stderr)
}

#[test]
fn tags_of_transkribus_become_what_the_profile_says() {
    let folder = Folder::new();
    let lines = [
        (
            "place {offset:0; length:3;wikiData:Q7;} date {offset:5; length:12;year:1823;month:6;day:1;}",
            "Ash, June 1, 1823",
        ),
        (
            "abbrev {offset:4; length:2;expansion:Doctor\\u003b;} person {offset:4; length:7;continued:true;}",
            "The Dr Mart",
        ),
        (
            "person {offset:0; length:4;continued:true;} textStyle {offset:5; length:3;strikethrough:true;} \
             gap {offset:9;length:0;reason:not legible;extent:2;unit:chars;} unclear {offset:9;length:6;}",
            "inez did not go\u{2014}",
        ),
        (
            "sic {offset:3;length:3;correction:the;} textStyle {offset:0; length:6;bold:true;fontSize:9.0;} \
             add {offset:7;length:3;} supplied {offset:11;length:3;reason:lost;}",
            "\u{1d11e} teh old sea",
        ),
    ];
    folder.write("a.xml", page(&lines).as_bytes());
    let (text, said) = made(&folder, &["a.xml"]);
    let text = text.replace("<lb facs=\"#facs_1_r1_l3\"/>", " ").replace("<lb facs=\"#facs_1_r1_l4\"/>", " ");
    for expected in [
        "<placeName ref=\"https://www.wikidata.org/entity/Q7\">Ash</placeName>, <date when=\"1823-06-01\">June 1, 1823</date>",
        "<persName><choice><abbr>Dr</abbr><expan>Doctor;</expan></choice> Mart inez</persName> <del>did</del>",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    for expected in [
        "<gap extent=\"2 chars\" reason=\"not-legible\"/><unclear>not go</unclear>\u{2014}",
        "<hi rend=\"bold\">\u{1d11e} <choice><sic>teh</sic><corr>the</corr></choice></hi> <add>old</add> <supplied reason=\"lost\">sea</supplied>",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(said.contains("tags not carried over: 1 × `textStyle fontSize`"), "{said}");
}

#[test]
fn a_tag_that_nobody_has_a_place_for_is_counted() {
    let folder = Folder::new();
    let line = "work {offset:0;length:3;} work {offset:4;length:1;} person {length:1;} comment {offset:0; length:3;comment:ask;} x";
    folder.write("a.xml", page(&[(line, "The sea is blue.")]).as_bytes());
    let (_, said) = made(&folder, &["a.xml"]);
    assert!(said.contains("tags not carried over: 1 × `person`, 2 × `work`, 1 × `x`"), "{said}");
    assert!(said.contains("1 comment (3 characters)"), "{said}");
    folder.write(
        "house.toml",
        b"name = 'house'\n[tags.work]\nelement = 'name'\nattributes = { type = 'work', ref = '{key}' }\n[tags.person]\nelement = 'none'\n",
    );
    let (text, said) = made(&folder, &["a.xml", "--profile", "house.toml"]);
    assert!(text.contains("<name type=\"work\">The</name> <name type=\"work\">s</name>ea"), "{text}");
    assert!(said.contains("1 × `person`, 1 × `x`") && !said.contains("`work`"), "{said}");
}

#[test]
fn tags_of_a_word_beyond_what_is_put_are_counted() {
    let folder = Folder::new();
    let tags = "speech {offset:0; length:3;} ".repeat(1_000) + &"sic {offset:0; length:3;} ".repeat(7);
    let word = format!("<Word custom='{tags}'><TextEquiv><Unicode>teh</Unicode></TextEquiv></Word>");
    let line = format!("<TextLine>{word}<TextEquiv><Unicode>teh sea</Unicode></TextEquiv></TextLine>");
    folder.write("a.xml", page(&[]).replace("</TextRegion>", &format!("{line}</TextRegion>")).as_bytes());
    let (text, said) = made(&folder, &["a.xml"]);
    assert!(text.contains("teh sea") && !text.contains("<sic"), "{text}");
    assert!(said.contains("tags not carried over: 7 × `sic`, 1000 × `speech`"), "{said}");
}

#[test]
fn what_is_read_already_is_not_marked_twice() {
    let folder = Folder::new();
    let lines = [
        ("date {offset:5; length:12;year:1823;month:6;day:2;}", "Ash, June 1, 1823."),
        ("person {offset:0; length:9;}", "Dear Tom,"),
        ("", "I go on."),
        ("", "Yours ever,"),
        ("person {offset:0; length:8;wikiData:Q5;}", "Ann Holt"),
    ];
    folder.write("a.xml", page(&lines).as_bytes());
    let (text, _) = made(&folder, &["a.xml"]);
    assert!(text.contains("<date when=\"1823-06-02\">June 1, 1823</date>."), "{text}");
    assert!(
        text.contains("><persName ref=\"https://www.wikidata.org/entity/Q5\">Ann Holt</persName></signed>"),
        "{text}"
    );
}

#[test]
fn blocks_and_lines_point_at_their_zones() {
    let folder = Folder::new();
    folder.write("a.xml", page(&[("", "The sea is blue and"), ("", "all is well.")]).as_bytes());
    let zones = "<zone xml:id=\"facs_1_r1\" type=\"paragraph\" points=\"1,1 9,1 9,9\"><zone xml:id=\"facs_1_r1_l1\" points=\"1,1 9,1 9,9\"/>\
                 <zone xml:id=\"facs_1_r1_l2\" points=\"2,1 9,1 9,9\"/></zone></surface>";
    let (text, _) = made(&folder, &["a.xml", "--profile", "transcript"]);
    assert!(text.contains(zones), "{text}");
    let body = " facs=\"#facs_1_r1\"><lb facs=\"#facs_1_r1_l1\"/>The sea is blue and<lb facs=\"#facs_1_r1_l2\"/>all is well.</";
    assert!(text.contains(body), "{text}");
    folder.write("regions.toml", b"name = 'house'\n[facsimile]\nzones = 'regions'\n");
    let (text, _) = made(&folder, &["a.xml", "--profile", "regions.toml"]);
    assert!(text.contains(" facs=\"#facs_1_r1\">The") && !text.contains("_l1"), "{text}");
    folder.write("none.toml", b"name = 'house'\n[facsimile]\nzones = 'none'\n");
    let (text, _) = made(&folder, &["a.xml", "--profile", "none.toml"]);
    assert!(text.contains(">The") && !text.contains("<zone"), "{text}");
    let alto = "<alto><Description><MeasurementUnit>pixel</MeasurementUnit><sourceImageInformation><fileName>x.png</fileName></sourceImageInformation></Description>\
        <Layout><Page><TextBlock HPOS='1' VPOS='2' WIDTH='10' HEIGHT='20.4'><TextLine HPOS='1' VPOS='2' WIDTH='10' HEIGHT='5'><String CONTENT='Dear'/></TextLine></TextBlock></Page></Layout></alto>";
    folder.write("b.xml", alto.as_bytes());
    let (text, _) = made(&folder, &["b.xml", "--profile", "transcript"]);
    assert!(text.contains("<zone xml:id=\"facs_1_r1\" lrx=\"11\" lry=\"22\" ulx=\"1\" uly=\"2\"><zone xml:id=\"facs_1_r1_l1\" lrx=\"11\" lry=\"7\" ulx=\"1\" uly=\"2\"/></zone>"), "{text}");
    assert!(text.contains("<lb facs=\"#facs_1_r1_l1\"/>Dear"), "{text}");
    folder.write(
        "c.html",
        b"<html><body><div class='ocr_page' title='image a.jpg'><p class='ocr_par' title='bbox 1 2 9 9'><span class='ocr_line' title='bbox 1 2 9 4'>The sea is</span>\
          <span class='ocr_line' title='bbox 1 5 9 9'>blue.</span></p></div></body></html>",
    );
    let (text, _) = made(&folder, &["c.html", "--profile", "transcript"]);
    assert!(
        text.contains(" facs=\"#facs_1_r1\"><lb facs=\"#facs_1_r1_l1\"/>The sea is<lb facs=\"#facs_1_r1_l2\"/>blue.</"),
        "{text}"
    );
}

#[test]
fn looks_without_a_sign_are_marked() {
    let folder = Folder::new();
    folder.write(
        "a.md",
        b"Dear Tom,\n\nI *go* on. I **go *on\nand* on**, and ~~not~~ *well*.[^1] *It*\n*is so.*\n\n[^1]: *Not* here.\n",
    );
    let (text, said) = made(&folder, &["a.md"]);
    let text = text.replace("<lb/>", " ");
    for expected in [
        "I <hi rend=\"italic\">go</hi> on. I <hi rend=\"bold\">go <hi rend=\"italic\">on and</hi> on</hi>, and <del>not</del> <hi rend=\"italic\">well</hi>.<note",
        "<hi rend=\"italic\">Not</hi> here.</note>",
        "<hi rend=\"italic\">It is so.</hi></p>",
    ] {
        assert!(text.contains(expected), "{expected} is not in {text}");
    }
    assert!(!said.contains("R0015"), "{said}");
    folder.write("house.toml", b"name = 'house'\n[tags.italic]\nelement = 'none'\n[[signs]]\nopen = '__'\nclose = '__'\nelement = 'hi'\nattributes = { rend = 'bold' }\n");
    let run = folder.run(&["text", "a.md", "--profile", "house.toml"]).exits(0);
    assert!(run.stdout.contains("I go on. I __go on__\n__and on__, and"), "{}", run.stdout);
    assert!(run.stderr.contains("passages in italics"), "{}", run.stderr);
}

#[test]
fn styles_of_a_house_and_quotations_are_what_they_say() {
    let folder = Folder::new();
    folder.write("house.toml", b"name = 'house'\n[styles]\nKopfzeile-Brief = 'head'\n");
    let page = "<PcGts><Page><TextRegion type='kopfzeile-brief'><TextEquiv><Unicode>It rained in May.</Unicode></TextEquiv></TextRegion>\
        <TextRegion><TextEquiv><Unicode>It rained in June.</Unicode></TextEquiv></TextRegion></Page></PcGts>";
    folder.write("a.xml", page.as_bytes());
    let (text, _) = made(&folder, &["a.xml", "--profile", "house.toml"]);
    assert!(text.contains("<head>It rained in May.</head>"), "{text}");
    folder.write("b.html", b"<html><body><p>Dear Tom,</p><p>He says</p><blockquote><p>It rains and rains.</p><p>It snows.</p></blockquote><p>So it is.</p></body></html>");
    folder.write("b.md", b"Dear Tom,\n\nHe says\n\n> It rains and rains.\n>\n> It snows.\n\nSo it is.\n");
    for name in ["b.html", "b.md"] {
        let (text, _) = made(&folder, &[name]);
        assert!(
            text.contains("<p>He says</p><quote><p>It rains and rains.</p><p>It snows.</p></quote><p>So it is.</p>"),
            "{text}"
        );
    }
}

#[test]
fn letters_of_a_volume_keep_what_their_original_says() {
    let letter = |n: usize, image: &str| {
        let line = |custom: &str, text: &str| {
            format!(
                "<TextRegion><Coords points='{n},1 9,1 9,9'/><TextLine custom='{custom}'><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine></TextRegion>"
            )
        };
        let regions = [
            line("", &format!("Letter {n}")),
            line("", "Ash, June 1, 1823."),
            line("", "Dear Tom,"),
            line("textStyle {offset:2; length:2;italic:true;}", "I go on."),
            line("", "Yours ever,"),
            line("", "Ann Holt"),
        ];
        format!("<Page imageFilename='{image}'>{}</Page>", regions.concat())
    };
    let folder = Folder::new();
    folder.write("v.xml", format!("<PcGts>{}{}</PcGts>", letter(1, "a.jpg"), letter(2, "b.jpg")).as_bytes());
    folder.write("house.toml", b"name = 'house'\n[split]\nheadings = ['Letter {n}']\n");
    folder.run(&["convert", "v.xml", "-o", "tei/", "--profile", "house.toml"]).exits(0);
    for (name, image, other) in [("tei/v-001.xml", "a.jpg", "b.jpg"), ("tei/v-002.xml", "b.jpg", "a.jpg")] {
        let tei = folder.read(name);
        assert!(tei.contains(image) && !tei.contains(other), "{tei}");
        assert!(tei.contains("<p facs=\"#facs_1_r4\">I <hi rend=\"italic\">go</hi> on.</p>"), "{tei}");
    }
}
