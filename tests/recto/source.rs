//! Files that editors hold: the text taken out of each format, what is left out of it, and what damaged and hostile ones give.
//!
//! `samples/source` holds one letter in every format, as pandoc and LibreOffice write it, beside its plain text. The other files are made
//! here, part by part.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use recto::internals::budget::{Limits, Meter};
use recto::internals::convert::convert_with_names;
use recto::internals::diag::Diagnostic;
use recto::internals::metadata::Metadata;
use recto::internals::model::{Facsimile, Original};
use recto::internals::profile::built_in;
use recto::internals::register::Finder;
use recto::internals::source::{Format, Notation, Taken, mets, read, read_text};
use recto::internals::text::Source;

use super::folder::Folder;

/// An archive with these parts, packed.
pub fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut archive = rawzip::ZipArchiveWriter::new(&mut bytes);
    for (name, content) in parts {
        let (mut entry, config) =
            archive.new_file(name).compression_method(rawzip::CompressionMethod::DEFLATE).start().unwrap();
        let encoder = flate2::write::DeflateEncoder::new(&mut entry, flate2::Compression::default());
        let mut writer = config.wrap(encoder);
        writer.write_all(content).unwrap();
        let (encoder, descriptor) = writer.finish().unwrap();
        encoder.finish().unwrap();
        entry.finish(descriptor).unwrap();
    }
    archive.finish().unwrap();
    bytes
}

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A file of Word with this in its body, and more parts by their kind.
fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let relation = |kind: &str, target: &str| format!("<Relationship Type='{RELATIONS}/{kind}' Target='{target}'/>");
    let package = format!("<Relationships>{}</Relationships>", relation("officeDocument", "/word/document.xml"));
    let named: String = more.iter().map(|(kind, _)| relation(kind, &format!("{kind}.xml"))).collect();
    let named = format!("<Relationships>{named}</Relationships>");
    let document =
        format!("<w:document xmlns:w='{WORD}' xmlns:v='v' xmlns:mc='mc'><w:body>{body}</w:body></w:document>");
    let more: Vec<(String, String)> = more
        .iter()
        .map(|(kind, content)| (format!("word/{kind}.xml"), format!("<w:{kind} xmlns:w='{WORD}'>{content}</w:{kind}>")))
        .collect();
    let mut parts: Vec<(&str, &[u8])> = vec![
        ("_rels/.rels", package.as_bytes()),
        ("word/document.xml", document.as_bytes()),
        ("word/_rels/document.xml.rels", named.as_bytes()),
    ];
    parts.extend(more.iter().map(|(name, content)| (name.as_str(), content.as_bytes())));
    zip(&parts)
}

/// A file of LibreOffice with these automatic styles and this text.
fn odt(styles: &str, text: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s' xmlns:fo='f' xmlns:table='a' \
         xmlns:draw='d' xmlns:dc='c'><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())])
}

fn notation(profile: &str) -> Notation {
    Notation::of(&built_in(profile).unwrap())
}

#[track_caller]
fn taken(format: Format, bytes: &[u8]) -> Taken {
    read(format, bytes, &notation("letter"), Limits::USUAL).unwrap_or_else(|finding| panic!("{}", finding.message))
}

fn messages(findings: &[Diagnostic]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code.id, finding.message)).collect()
}

#[track_caller]
fn word(body: &str, more: &[(&str, &str)], text: &str, findings: &[&str]) {
    let taken = taken(Format::Docx, &docx(body, more));
    assert_eq!(taken.text, text);
    assert_eq!(messages(&taken.findings), findings);
}

#[track_caller]
fn libre(styles: &str, body: &str, text: &str, findings: &[&str]) {
    let taken = taken(Format::Odt, &odt(styles, body));
    assert_eq!(taken.text, text);
    assert_eq!(messages(&taken.findings), findings);
}

#[test]
fn runs_of_word_are_words_and_lines() {
    word(
        "<w:p><w:r><w:t>Ash, </w:t></w:r><w:r><w:t xml:space='preserve'>June</w:t><w:t> 1</w:t></w:r></w:p><w:p/>\
         <w:p><w:r><w:t>Dear</w:t><w:tab/><w:t>Tom</w:t><w:br/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r></w:p>\
         <w:p><w:r><w:t>one</w:t><w:br w:type='page'/><w:t>two</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:lastRenderedPageBreak/><w:t>three</w:t></w:r></w:p>",
        &[],
        "Ash, June 1\n\nDear\tTom\na\u{2011}b\u{ad}c\n\none\n\u{c}two\n\n\u{c}three\n",
        &[],
    );
}

#[test]
fn changes_are_accepted_and_counted() {
    word(
        "<w:p><w:r><w:t>I </w:t></w:r><w:ins><w:r><w:t>do </w:t></w:r></w:ins><w:del><w:r><w:rPr><w:i/></w:rPr><w:delText>did</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t>go</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>\
         <w:r><w:rPr><w:vanish w:val='0'/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>see.</w:t></w:r>\
         <w:r><w:commentReference w:id='1'/></w:r><w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r></w:p>",
        &[("header", "<w:p><w:r><w:t>The House</w:t></w:r></w:p>"), ("footer", "<w:p><w:r><w:t>7</w:t></w:r></w:p>")],
        "I do see.\n",
        &[
            "R0014 left out of the text: 2 deletions of tracked changes (5 characters), 1 hidden passage (6 characters), \
           1 comment, 1 header, footer or page number (8 characters), 1 sign of a symbol font",
        ],
    );
}

#[test]
fn fields_show_their_result() {
    word(
        "<w:p><w:r><w:t>On </w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>\
         <w:r><w:t>code</w:t></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>Monday</w:t></w:r>\
         <w:r><w:fldChar w:fldCharType='end'/></w:r><w:fldSimple w:instr='TIME'><w:r><w:t>, noon</w:t></w:r></w:fldSimple></w:p>",
        &[],
        "On Monday, noon\n",
        &["R0015 not carried over: 2 field codes"],
    );
}

#[test]
fn notes_of_word_stand_at_the_end_in_the_order_of_their_marks() {
    let footnotes = "<w:footnote w:id='-1' w:type='separator'><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id='7'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> The mill.</w:t></w:r></w:p>\
        <w:p><w:r><w:t>At Ash.</w:t></w:r></w:p></w:footnote>";
    let endnotes = "<w:endnote w:id='7'><w:p><w:r><w:t>His son.</w:t></w:r></w:p></w:endnote>";
    word(
        "<w:p><w:r><w:t>Tom</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:endnoteReference w:id='7'/></w:r>\
         <w:r><w:t> at the mill</w:t></w:r><w:r><w:footnoteReference w:id='7'/><w:t>.</w:t><w:footnoteReference w:id='9'/></w:r></w:p>",
        &[("footnotes", footnotes), ("endnotes", endnotes)],
        "Tom/1/ at the mill/2/./3/\n\n/1/His son.\n/2/The mill.\nAt Ash.\n/3/\n",
        &["R0014 left out of the text: 1 note without text"],
    );
}

#[test]
fn tables_of_word_have_a_line_a_row() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let inner = format!("<w:tc><w:tbl><w:tr>{}{}</w:tr></w:tbl><w:p/></w:tc>", cell("c"), cell("d"));
    word(
        &format!(
            "<w:p><w:r><w:t>He sold:</w:t></w:r></w:p><w:tbl><w:tr>{}{}{}</w:tr><w:tr><w:tc><w:p/></w:tc>\
             <w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>e</w:t></w:r></w:p><w:p><w:r><w:t>f</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
             <w:p><w:r><w:t>No more.</w:t></w:r></w:p>",
            cell("a"),
            cell("b"),
            inner
        ),
        &[],
        "He sold:\n\na\tb\tc d\n\te f\t\n\nNo more.\n",
        &[],
    );
}

#[test]
fn items_of_word_have_the_labels_that_it_shows() {
    let level = |at: u8, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:lvlText w:val='{text}'/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:abstractNum w:abstractNumId='5'>{}{}</w:abstractNum><w:abstractNum w:abstractNumId='6'>{}{}</w:abstractNum>\
         <w:num w:numId='1'><w:abstractNumId w:val='5'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='6'/></w:num>",
        level(0, "bullet", "x"),
        level(1, "bullet", "x"),
        level(0, "decimal", "%1."),
        level(1, "lowerLetter", "%1 %2)")
    );
    let item = |list: u8, level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let of_style = "<w:p><w:pPr><w:pStyle w:val='L'/></w:pPr><w:r><w:t>d</w:t></w:r></w:p>";
    let body = [
        item(1, 0, "a"),
        item(1, 1, "b"),
        of_style.to_owned(),
        item(2, 0, "e"),
        item(2, 1, "f"),
        item(2, 0, "g"),
        item(0, 0, "h"),
    ];
    word(
        &body.concat(),
        &[
            ("numbering", &numbering),
            ("styles", "<w:style w:styleId='L'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"),
        ],
        "• a\n  • b\n• d\n\n1. e\n\n  1 a) f\n\n2. g\n\nh\n",
        &[],
    );
    let gone = "<w:p><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>";
    word(
        &[&item(2, 0, ""), "<w:p><w:r><w:t>To Ann</w:t></w:r></w:p>", &item(1, 0, ""), gone, &item(2, 0, "z")].concat(),
        &[("numbering", &numbering)],
        "1.\n\nTo Ann\n\n3. z\n",
        &["R0014 left out of the text: 1 deletion of a tracked change (1 character)"],
    );
}

#[test]
fn looks_have_the_signs_of_the_house() {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>")
    };
    let body = [
        "<w:p>".to_owned(),
        run("", "I "),
        run("<w:strike/>", "did "),
        run("<w:strike/><w:i/>", "not "),
        run("<w:rStyle w:val='E'/>", "go"),
        run("<w:rStyle w:val='E'/><w:i w:val='0'/>", " on"),
        "</w:p>".to_owned(),
    ];
    let styles = "<w:style w:type='character' w:styleId='E'><w:basedOn w:val='F'/></w:style>\
        <w:style w:type='character' w:styleId='F'><w:rPr><w:i/></w:rPr></w:style>";
    word(&body.concat(), &[("styles", styles)], "I ~~did not~~ go on\n", &[]);
}

#[test]
fn text_boxes_stand_behind_their_paragraph() {
    let inside = "<w:txbxContent><w:p><w:r><w:t>The House of Holt</w:t></w:r></w:p></w:txbxContent>";
    word(
        &format!(
            "<w:p><w:r><w:t>Ash</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><v:t>x</v:t>{inside}</w:drawing></mc:Choice>\
             <mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>, June</w:t></w:r></w:p>\
             <w:p><w:r><w:drawing/><w:t>Dear Tom,</w:t></w:r></w:p>"
        ),
        &[],
        "Ash, June\n\nThe House of Holt\n\nDear Tom,\n",
        &["R0014 left out of the text: 1 picture or object"],
    );
}

#[test]
fn text_of_libreoffice() {
    libre(
        "<style:style style:name='P1' style:family='paragraph'><style:paragraph-properties fo:break-before='page'/></style:style>\
         <style:style style:name='T1' style:family='text'><style:text-properties style:text-line-through-style='solid'/></style:style>\
         <style:style style:name='T2' style:family='text'><style:text-properties text:display='none'/></style:style>\
         <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/></text:list-style>",
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Ed</dc:creator></office:change-info>\
         <text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>\
         <text:p>Ash,\n   June<text:s text:c='2'/>1<text:tab/>1823</text:p>\
         <text:p>I <text:span text:style-name='T1'>did </text:span>go<text:note><text:note-citation>9</text:note-citation><text:note-body>\
         <text:p>To Ash.</text:p></text:note-body></text:note><text:line-break/>on<office:annotation><dc:creator>Ed</dc:creator><text:p>why?</text:p></office:annotation>\
         <text:span text:style-name='T2'>or not</text:span>.</text:p>\
         <text:list text:style-name='L1'><text:list-item><text:p>one</text:p></text:list-item><text:list-item text:start-value='5'><text:p>two</text:p></text:list-item></text:list>\
         <text:p text:style-name='P1'>Page<draw:frame><draw:text-box><text:p>Box</text:p></draw:text-box></draw:frame><draw:frame><draw:image/></draw:frame></text:p>\
         <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated='2'/></table:table-row>\
         <table:table-row><table:table-cell/><table:table-cell><text:p>b</text:p><text:p>c</text:p></table:table-cell></table:table-row></table:table>",
        "Ash, June  1\t1823\n\nI ~~did~~ go/1/\non.\n\n1. one\n\n5. two\n\n\u{c}Page\n\nBox\n\na\t\t\n\tb c\n\n/1/To Ash.\n",
        &[
            "R0014 left out of the text: 1 deletion of a tracked change (4 characters), 1 hidden passage (5 characters), \
           1 comment (4 characters), 1 picture or object",
        ],
    );
    libre(
        "<text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='I' style:num-suffix='.' text:start-value='14'/></text:list-style>",
        "<text:list text:style-name='L1'><text:list-item><text:p/></text:list-item></text:list><text:p>To Ann</text:p>\
         <text:list><text:list-item><text:p/></text:list-item></text:list>",
        "XIV.\n\nTo Ann\n",
        &[],
    );
}

/// The files of `samples/source` with their formats.
fn samples() -> Vec<(PathBuf, Format, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/source");
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: PathBuf| {
        let bytes = std::fs::read(&path).unwrap();
        let is_markdown = path.extension().is_some_and(|extension| extension == "md");
        let format = Format::of_bytes(&bytes).or(is_markdown.then_some(Format::Markdown));
        format
            .filter(|_| path.extension().is_some_and(|extension| extension != "snap"))
            .map(|format| (path, format, bytes))
    };
    let found: Vec<_> = paths.into_iter().filter_map(read).collect();
    assert!(found.len() >= 9, "{found:?}");
    found
}

/// The TEI of a text, with what its original says of its parts.
#[track_caller]
fn tei(text: &str, original: &Original) -> String {
    let (source, profile) = (Source::new("letter", text), built_in("letter").unwrap());
    let (metadata, names) = (Metadata::default(), Finder::default());
    let made = convert_with_names(&source, original, &profile, &metadata, &names, &Meter::default());
    made.tei.unwrap_or_else(|| panic!("{:?}", made.diagnostics))
}

/// The elements of the text with what stands in each.
#[track_caller]
fn styled(format: Format, bytes: &[u8], elements: &[&str]) {
    let taken = taken(format, bytes);
    let made = tei(&taken.text, &taken.original);
    for element in elements {
        assert!(made.contains(element), "{element} is not in {made}");
    }
}

#[test]
fn what_a_style_says_counts_more_than_what_a_paragraph_looks_like() {
    let styles: String =
        [("H", "heading 1"), ("D", "Date"), ("S", "Salutation"), ("C", "Gru\u{df}formel"), ("G", "Signature")]
            .map(|(id, name)| {
                format!("<w:style w:type='paragraph' w:styleId='{id}'><w:name w:val='{name}'/></w:style>")
            })
            .concat();
    let styles = styles + "<w:style w:styleId='X'><w:name w:val='House'/><w:basedOn w:val='H'/></w:style>";
    let letter: String = [
        ("H", "My dear Ann,"),
        ("D", "Michaelmas, as it may be"),
        ("S", "You there at the mill, and all of you"),
        ("", "I go on."),
        ("X", "Ash, June 1, 1823."),
        ("", "It rains, and it rained in May."),
        ("C", "So it is with all of us in this house"),
        ("G", "the old one"),
    ]
    .map(|(id, text)| format!("<w:p><w:pPr><w:pStyle w:val='{id}'/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"))
    .concat();
    let elements = [
        "<head>My dear Ann,</head>",
        "<dateline>Michaelmas, as it may be</dateline>",
        "<salute>You there at the mill, and all of you</salute>",
        "<p rend=\"heading\">Ash, June 1, 1823.</p>",
        "<p>It rains, and it rained in May.</p>",
        ">So it is with all of us in this house</",
        "the old one</",
        "<signed>",
    ];
    styled(Format::Docx, &docx(&letter, &[("styles", &styles)]), &elements);
    // The grammar has no place for a signature above, and for two in the middle.
    let turned = letter.replace("'H'", "'G'").replace("'X'", "'G'");
    styled(Format::Docx, &docx(&turned, &[("styles", &styles)]), &["My dear Ann,", "<salute>You there"]);
    let automatic = "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Signature'/>";
    let text = "<text:h>Dear Tom,</text:h><text:p>Ash, June 1, 1823.</text:p><text:p>I go on, and so do we all.</text:p>\
        <text:p text:style-name='P1'>I go on, and so do we all.</text:p>";
    let signed = "<p>I go on, and so do we all.</p>\n        <closer>\n          <signed>";
    styled(Format::Odt, &odt(automatic, text), &["<head>Dear Tom,</head>", signed]);
    let page =
        "<h2>Dear <i>Tom</i>,</h2><table><tr><td>Day<td><h3>Nets</h3></td></tr><tr><td>Monday<td>4</table><p>I go on.";
    styled(
        Format::Html,
        page.as_bytes(),
        &["<head>Dear <hi rend=\"italic\">Tom</hi>,</head>", "<cell>Nets</cell>", "<p>I go on.</p>"],
    );
    let file = "Ash, June 1, 1823.\n\n## Yours truly,\n\nI go on.[^1]\n\n[^1]: # No head\n";
    styled(Format::Markdown, file.as_bytes(), &["<p rend=\"heading\">Yours truly,</p>", "<p>I go on.<note"]);
}

#[test]
fn the_same_letter_in_every_format_is_the_same_tei() {
    let mut settings = insta::Settings::new();
    settings.set_snapshot_path("../../samples/source");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for letter in ["whitby", "page"] {
        let of_letter = |path: &Path| path.file_name().unwrap().to_str().unwrap().starts_with(letter);
        let text = include_str!("../../samples/source/whitby.txt");
        let text = if letter == "whitby" { text } else { include_str!("../../samples/source/page.txt") };
        let expected = tei(text, &Original::default());
        settings.bind(|| insta::assert_snapshot!(letter, expected));
        for (path, format, bytes) in samples().into_iter().filter(|(path, _, _)| of_letter(path)) {
            let taken = taken(format, &bytes);
            // Images are in one format and not in another.
            let original = Original { facsimile: Facsimile::default(), ..taken.original };
            let made = tei(&taken.text, &original);
            // So is the look of words.
            let looks = made.matches("<hi rend=\"italic\">Bess</hi>").count();
            assert_eq!(looks, usize::from(letter == "whitby"), "{}", path.display());
            let made = made.replace("<hi rend=\"italic\">Bess</hi>", "Bess");
            assert_eq!(made, expected, "{}:\n{}", path.display(), taken.text);
        }
    }
}

/// The characters of the elements with a name in a part of an archive, white space aside: a plain search, which knows nothing of the reader.
fn characters(part: &str, element: &str) -> BTreeMap<char, usize> {
    let pattern = regex::Regex::new(&format!("<{element}(?: [^>]*)?>([^<]*)</{element}>")).unwrap();
    let mut found = BTreeMap::new();
    for text in pattern.captures_iter(part) {
        let plain = text[1].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
        plain.chars().filter(|c| !c.is_whitespace()).for_each(|c| *found.entry(c).or_default() += 1);
    }
    found
}

#[test]
fn every_character_of_the_runs_is_in_the_text() {
    for (path, _, bytes) in samples().into_iter().filter(|(_, format, _)| *format == Format::Docx) {
        let taken = taken(Format::Docx, &bytes);
        let parts =
            ["word/document.xml", "word/footnotes.xml"].map(|name| String::from_utf8(part(&bytes, name)).unwrap());
        let mut inside: BTreeMap<char, usize> = BTreeMap::new();
        taken.text.chars().for_each(|c| *inside.entry(c).or_default() += 1);
        let runs = characters(&parts.concat(), "w:t");
        assert!(runs.values().sum::<usize>() > 500);
        for (c, count) in runs {
            assert!(inside.get(&c).is_some_and(|there| *there >= count), "{}: {c}", path.display());
        }
    }
}

fn part(bytes: &[u8], name: &str) -> Vec<u8> {
    parts(bytes).into_iter().find(|(part, _)| part == name).unwrap().1
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let archive = rawzip::ZipArchive::from_slice(bytes).unwrap();
    let mut entries = archive.entries();
    let mut found = Vec::new();
    while let Some(entry) = entries.next_entry().unwrap() {
        let name = entry.file_path().try_normalize().unwrap().as_str().to_owned();
        let data = archive.get_entry(entry.wayfinder()).unwrap().data();
        let mut content = Vec::new();
        match entry.compression_method() {
            rawzip::CompressionMethod::STORE => content.extend(data),
            _ => drop(std::io::copy(&mut flate2::read::DeflateDecoder::new(data), &mut content).unwrap()),
        }
        found.push((name, content));
    }
    found
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }

    /// The bytes with a few of them changed, doubled, taken away, or cut off.
    fn mutated(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(4) {
            let at = self.below(bytes.len());
            let end = (at + self.below(40)).min(bytes.len());
            match self.below(5) {
                0 => bytes.truncate(at),
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let copy = bytes[at..end].to_vec();
                    bytes.splice(at..at, copy);
                }
                _ if !bytes.is_empty() => bytes[at] = u8::try_from(self.below(256)).unwrap(),
                _ => {}
            }
        }
        bytes
    }
}

/// Reads bytes that may be anything: text with or without findings, or the finding that says why not.
fn survives(format: Format, bytes: &[u8], notation: &Notation) -> bool {
    match read(format, bytes, notation, Limits::USUAL) {
        Ok(_) => true,
        Err(finding) => {
            assert!(["R0012", "R0013"].contains(&finding.code.id), "{finding:?}");
            false
        }
    }
}

#[test]
fn mutated_files_are_read_or_refused() {
    const TIMES: usize = 300;
    let notation = notation("letter");
    for (path, format, bytes) in samples() {
        let mut numbers = Numbers(u64::try_from(bytes.len()).unwrap());
        let read = (0..TIMES).filter(|_| survives(format, &numbers.mutated(&bytes), &notation)).count();
        println!("{}: {read} of {TIMES} read", path.display());
        if !matches!(format, Format::Docx | Format::Odt) {
            continue;
        }
        let whole = parts(&bytes);
        for _ in 0..TIMES {
            let mut parts = whole.clone();
            let at = numbers.below(parts.len());
            parts[at].1 = numbers.mutated(&parts[at].1);
            let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, part)| (name.as_str(), part.as_slice())).collect();
            survives(format, &zip(&parts), &notation);
        }
    }
}

#[test]
fn mutated_lists_of_pages_are_read_or_refused() {
    const TIMES: usize = 2000;
    let sample = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("samples/pages/mets.xml")).unwrap();
    let mut numbers = Numbers(7);
    let read = (0..TIMES).filter(|_| match mets::read(&numbers.mutated(&sample)) {
        Ok(listed) => listed.pages.len() + listed.others.len() <= 6,
        Err(finding) => {
            assert_eq!(finding.code.id, "R0013", "{finding:?}");
            false
        }
    });
    let read = read.count();
    assert!(read > TIMES / 20, "{read}");
}

#[track_caller]
fn refused(format: Format, bytes: &[u8], message: &str) {
    let finding = read(format, bytes, &notation("letter"), Limits::USUAL).unwrap_err();
    assert_eq!(finding.code.id, "R0013");
    assert!(finding.message.contains(message) && finding.help.is_some(), "{finding:?}");
}

#[test]
fn damaged_and_hostile_archives_are_refused() {
    let whole = docx("<w:p><w:r><w:t>Dear Tom</w:t></w:r></w:p>", &[]);
    refused(Format::Docx, &whole[..whole.len() / 2], "its archive cannot be read");
    refused(Format::Docx, &zip(&[("word/styles.xml", b"<a/>")]), "no part `word/document.xml`");
    refused(Format::Odt, &zip(&[("mimetype", b"x")]), "no part `content.xml`");
    refused(Format::Docx, &docx("<w:p>", &[]), "its text is not well-formed");
    refused(Format::Docx, &zip(&[("word/document.xml", &vec![b' '; 8 << 20])]), "unpacks to more than any letter");
    refused(Format::Docx, &zip(&[("word/document.xml", b"<a/>"), ("word/document.xml", b"<b/>")]), "two parts named");
    let entities = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>\
        <!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'><!ENTITY h '&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;'>]><t>&h;&h;&h;&h;&h;&h;&h;&h;&h;&h;</t>";
    refused(Format::Docx, &zip(&[("word/document.xml", entities.as_bytes())]), "not well-formed");
    let secret = b"<manifest><encryption-data/></manifest>";
    refused(Format::Odt, &zip(&[("META-INF/manifest.xml", secret), ("content.xml", b"\x00\x01")]), "encrypted");
}

#[track_caller]
fn web(page: &str, text: &str, findings: &[&str]) {
    let taken = read_text(Format::Html, page, &notation("letter")).unwrap();
    assert_eq!(taken.text, text);
    assert_eq!(messages(&taken.findings), findings);
}

#[test]
fn pages_are_read_as_a_browser_shows_them() {
    web(
        "<!DOCTYPE html><html><head><title>x</title><style>p{}</style></head><body><p>Ash,\n   <b>June</b>\t1<p>Dear&nbsp;Tom &amp; Ann,<br>I <s>did </s>go\
         <script>if (a<b) {}</script> <span style='display: none'>or not</span><p hidden>not this</p><pre>a\n  b</pre><a href='http://x'>there</a> <img src=x>",
        "Ash, June 1\n\nDear\u{a0}Tom & Ann,\nI ~~did~~ go\n\na\nb\n\nthere\n",
        &[
            "R0014 left out of the text: 2 hidden passages (12 characters), 1 picture or object",
            "R0015 not carried over: 1 address of a link",
        ],
    );
    web(
        "<div>He sold:<ul><li>two<li>one<ol start=3 type=a><li><p>x</p><p>y</p></li></ol></ul>and <ol><li value=7>z</ol></div>",
        "He sold:\n\n• two\n• one\n\n  c. x\n\ny\n\nand\n\n7. z\n",
        &[],
    );
    web(
        "<ol start=14 type=I><li></ol><p>To Ann</p><ul><li></ul><p>x</p><ol><li><ol><li>y</ol></ol>",
        "XIV.\n\nTo Ann\n\nx\n\n1.\n\n  1. y\n",
        &[],
    );
    web(
        "<table><tr><th>a<th>b<tr><td>c<td><table></table></table><table><tr><td>Day<td>Nets<tbody><tr><td><p>Monday</p><td>4<br>5</table>\
         <table><tr><td><p>Dear Tom,</p><p>I go.</p></td><td>x</td></tr></table>",
        "a\n\nb\n\nc\n\nDay\tNets\nMonday\t4 5\n\nDear Tom,\n\nI go.\n\nx\n",
        &[],
    );
}

#[test]
fn links_to_signs_below_are_notes() {
    web(
        "<p>The boat<sup><a href='#n1' id='r1'>[1]</a></sup> came<a href='#n2'>*</a>. See <a href='#n1'>the first</a> or <a href='#r1'>7</a>.</p>\
         <ol><li id='n1'><a href='#r1'>^</a> The <i>Hope</i>. <a href='#r1'>\u{21a9}</a></li></ol><p><a name='n2' href='#r2'>*</a> In <a href='#r1'>June</a>.</p>",
        "The boat/1/ came/2/. See the first or 7.\n\n/1/The Hope.\n/2/In June.\n",
        &[],
    );
}

#[test]
fn pages_of_text_recognition_are_read_line_by_line() {
    web(
        "<html><div class='ocr_page'><p class='ocr_par'><span class='ocr_line'><span class='ocrx_word'>Dear</span> <span class='ocrx_word'>Tom,</span></span>\n\
         <span class='ocr_line'>I go on.</span></p></div><div class='ocr_page'><span class='ocr_line'>Yours</span></div></html>",
        "Dear Tom,\nI go on.\n\n\u{c}Yours\n",
        &[],
    );
}

#[test]
fn markdown_is_read_with_its_front_matter() {
    let text = "---\nsender: Ann Holt\ntags: [a]\n---\n\n# Holt to Bell\n\nAsh\nJune 1\n\nI **do** ~~did~~ <unleserlich> go[^b] on<br>x<sup>2</sup> \\*now\\*.\n\n\
        1. one\n2. two\n\n| a | b |\n|---|---|\n| c | *d* |\n\n[^b]: To *Ash*.\n\n[^c]: Nobody cites it.\n\n![scan](x.png)\n";
    let taken = read_text(Format::Markdown, text, &notation("letter")).unwrap();
    assert_eq!(
        taken.text,
        "Holt to Bell\n\nAsh\nJune 1\n\nI do ~~did~~ <unleserlich> go/1/ on\nx2 *now*.\n\n1. one\n\n2. two\n\na\tb\nc\td\n\n/1/To Ash.\n/2/Nobody cites it.\n"
    );
    let front = taken.front.unwrap();
    assert_eq!(
        (front.toml.as_str(), front.unread.as_slice()),
        ("\"sender\" = \"Ann Holt\"\n", &["tags: [a]".to_owned()][..])
    );
    assert_eq!(messages(&taken.findings), ["R0014 left out of the text: 1 picture or object (4 characters)"]);
}

#[track_caller]
fn markdown(file: &str, text: &str) {
    assert_eq!(read_text(Format::Markdown, file, &notation("letter")).unwrap().text, text);
}

#[test]
fn tags_in_markdown_are_those_of_web_pages() {
    markdown(
        "I <strike>did</strike> <S>do</S> <del>go</del> <kbd>on</kbd>.\n",
        "I ~~did~~ ~~do~~ ~~go~~ <kbd>on</kbd>.\n",
    );
    markdown("14.\n\nTo Ann\n\n- \n\nx\n", "14.\n\nTo Ann\n\nx\n");
}

#[test]
fn signs_of_print_are_read_where_others_are_escaped() {
    markdown("\"Tom's\" --- or so...\n", "\"Tom's\" --- or so...\n");
    markdown("\"Tom's\" -- or Ann\\'s, so...\n", "\u{201c}Tom\u{2019}s\u{201d} – or Ann's, so…\n");
    markdown("\u{201c}Tom's\u{201d} -- or Ann\\'s\n", "\u{201c}Tom's\u{201d} -- or Ann's\n");
}

#[test]
fn front_matter_is_metadata_below_the_file_beside() {
    let folder = Folder::with(&[
        (
            "a.md",
            "---\nsender: Ann Holt\naddressee: Tom Bell\nlayout: post\n---\n\nAsh, June 1, 1823.\n\nDear Tom,\n\nI go on.\n\nYours,\n\nAnn\n",
        ),
        ("a.toml", "addressee = 'Thomas Bell'\n"),
        ("b.md", "Dear Tom,\n\nI go *on*.\n"),
    ]);
    let run =
        folder.run(&["convert", "a.md", "--format", "concise"]).exits(0).says("a.md (front matter):3:1: warning R0102");
    assert!(
        run.stdout.contains("<persName>Ann Holt</persName>") && run.stdout.contains("<persName>Thomas Bell</persName>")
    );
    assert!(folder.run(&["convert", "b.md"]).exits(0).stdout.contains("<p>I go <hi rend=\"italic\">on</hi>.</p>"));
}

#[test]
fn the_profile_says_what_tracked_changes_are() {
    let letter = "<w:p><w:r><w:t>Dear Tom,</w:t></w:r></w:p><w:p><w:r><w:t xml:space='preserve'>I go </w:t></w:r>\
        <w:del><w:r><w:delText xml:space='preserve'>not </w:delText></w:r></w:del><w:ins><w:r><w:t>there</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>";
    let folder = Folder::new();
    folder.write("a.docx", &docx(letter, &[]));
    for (tracked, text, said) in [
        ("accepted", "<p>I go there.</p>", "1 deletion of a tracked change (3 characters)"),
        ("rejected", "<p>I go not .</p>", "1 insertion of a tracked change (5 characters)"),
        ("marked", "<p>I go <del>not</del> <add>there</add>.</p>", ""),
    ] {
        folder.write("house.toml", format!("name = 'house'\n[changes]\ntracked = '{tracked}'\n").as_bytes());
        let run = folder.run(&["convert", "a.docx", "--profile", "house.toml"]).exits(0).says(said);
        assert!(run.stdout.contains(text), "{tracked}: {}", run.stdout);
        assert_eq!(run.stderr.contains("R0014"), tracked != "marked", "{}", run.stderr);
    }
}

#[test]
fn tracked_changes_of_libreoffice_are_those_of_word() {
    let region =
        |id: &str, what: &str| format!("<text:changed-region text:id='{id}'><text:{what}</text:changed-region>");
    let info = "<office:change-info><dc:creator>Ed</dc:creator><dc:date>1823</dc:date></office:change-info>";
    let regions = [
        region("a", &format!("insertion>{info}</text:insertion>")),
        region("b", &format!("deletion>{info}<text:p>not<text:s/></text:p></text:deletion>")),
        region("c", &format!("deletion>{info}<text:p> at</text:p><text:p>noon</text:p></text:deletion>")),
        region("d", &format!("format-change>{info}</text:format-change>")),
    ];
    let text = format!(
        "<text:tracked-changes>{}</text:tracked-changes><text:p>Dear Tom,</text:p>\
         <text:p>I go <text:change text:change-id='b'/><text:change-start text:change-id='a'/>there<text:note><text:note-citation>1</text:note-citation>\
         <text:note-body><text:p>To Ash.</text:p></text:note-body></text:note>.</text:p>\
         <text:p>We<text:change-end text:change-id='a'/> <text:change-start text:change-id='d'/>row<text:change-end text:change-id='d'/>\
         <text:change text:change-id='c'/>.</text:p>",
        regions.concat()
    );
    let folder = Folder::new();
    folder.write("a.odt", &odt("", &text));
    for (tracked, texts, said) in [
        ("accepted", &["<p>I go there<note", "<p>We row.</p>"][..], "2 deletions of tracked changes (9 characters)"),
        ("rejected", &[">I go not<", ">row at<", ">noon.<"], "1 insertion of a tracked change (15 characters)"),
        (
            "marked",
            &[
                "<p>I go <del>not</del> <add>there<note",
                "</add></p>",
                "<p><add>We</add> row <del>at</del></p>",
                "<p><del>noon</del>.</p>",
            ],
            "",
        ),
    ] {
        folder.write("house.toml", format!("name = 'house'\n[changes]\ntracked = '{tracked}'\n").as_bytes());
        let run = folder.run(&["convert", "a.odt", "--profile", "house.toml"]).exits(0).says(said);
        for text in texts {
            assert!(run.stdout.contains(text), "{tracked}: {text}: {}", run.stdout);
        }
        assert_eq!(run.stderr.contains("R0014"), tracked != "marked", "{}", run.stderr);
    }
}

#[test]
fn a_page_says_its_encoding() {
    let folder = Folder::new();
    folder.write(
        "a.html",
        b"<html><head><meta charset=\"windows-1252\"></head><body><p>Ch\xE8re Ann,</p><p>Je viens.</p></body></html>",
    );
    assert!(folder.run(&["convert", "a.html"]).exits(0).stdout.contains("Ch\u{e8}re Ann,"));
    folder.write("b.txt", b"<html><body><p>Ch\xE8re Ann,</p></body></html>");
    folder.run(&["convert", "b.txt"]).exits(1).says("R0003");
}

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

#[test]
fn deep_documents_are_read() {
    let deep = |open: &str, inside: &str, close: &str| open.repeat(20_000) + inside + &close.repeat(20_000);
    let text = "<w:p><w:r><w:t>Dear Tom</w:t></w:r></w:p>";
    let boxes = deep("<w:p><w:r><w:drawing><w:txbxContent>", text, "</w:txbxContent></w:drawing></w:r></w:p>");
    assert_eq!(taken(Format::Docx, &docx(&boxes, &[])).text, "Dear Tom\n");
    let tables = deep("<w:tbl><w:tr><w:tc>", text, "</w:tc></w:tr></w:tbl>");
    assert_eq!(taken(Format::Docx, &docx(&tables, &[])).text, "Dear Tom\n");
    let lists = deep("<text:list><text:list-item>", "<text:p>Dear Tom</text:p>", "</text:list-item></text:list>");
    for tag in ["b", "div", "table", "ol><li", "td", "tbody", "dt", "a id=x href='#y'"] {
        let page = deep(&format!("<{tag}>"), "Dear Tom", "</p></i></div>");
        assert!(taken(Format::Html, page.as_bytes()).text.contains("Dear Tom"), "{tag}");
    }
    for sign in ["> ", "* ", "*", "[", "<b>", "~~"] {
        assert!(taken(Format::Markdown, deep(sign, "Dear Tom", "").as_bytes()).text.contains("Dear Tom"), "{sign}");
    }
    assert_eq!(taken(Format::Odt, &odt("", &lists)).text, format!("{}• Dear Tom\n", "  ".repeat(16)));
}

#[test]
fn a_file_of_word_is_converted_like_its_text() {
    let folder = Folder::new();
    let letter = "<w:p><w:r><w:t>Ash, June 1, 1823.</w:t></w:r></w:p><w:p><w:r><w:t>&lt;p&gt;Dear&lt;/p&gt; Tom,</w:t></w:r></w:p>\
        <w:p><w:r><w:t>I go</w:t></w:r><w:del><w:r><w:delText>not</w:delText></w:r></w:del><w:r><w:t> on.</w:t></w:r></w:p>";
    folder.write("a.docx", &docx(letter, &[]));
    folder.write("a.toml", b"sender = 'Ann Holt'\n");
    let run = folder.run(&["convert", "a.docx", "--encoding", "windows-1252"]).exits(0).says("R0014");
    assert!(run.stdout.contains("<p>I go on.</p>") && run.stdout.contains("Ann Holt"), "{}", run.stdout);
    folder.run(&["convert", "a.docx", "-o", "a.xml", "--deny-warnings"]).exits(1);
    folder.write("bad.docx", &docx("<w:p>", &[]));
    folder.run(&["convert", "bad.docx"]).exits(1).prints_nothing().says("R0013");
}

#[test]
fn the_text_that_is_converted_can_be_seen() {
    let folder = Folder::with(&[
        ("a.md", "---\nsender: Ann Holt\n---\n\nDear Tom,\n\nI ~~did~~ go[^1].\n\n[^1]: To *Ash*.\n"),
        ("b.html", "<div><p>Dear Tom,</p><p>I go.</div>"),
        ("c.xml", "<div xmlns='http://www.tei-c.org/ns/1.0'><p>I stay.</p></div>"),
        (
            "d.xml",
            "<PcGts><Page><TextRegion><TextEquiv><Unicode>I go.</Unicode></TextEquiv></TextRegion></Page></PcGts>",
        ),
        ("e.pdf", "%PDF-1.4"),
    ]);
    folder.write("a.docx", &docx("<w:p><w:r><w:t>&lt;p&gt;</w:t></w:r><w:del/></w:p>", &[]));
    for (file, text) in [
        ("a.md", "Dear Tom,\n\nI ~~did~~ go/1/.\n\n/1/To Ash.\n"),
        ("a.docx", "<p>\n"),
        ("b.html", "Dear Tom,\n\nI go.\n"),
        ("c.xml", "I stay.\n"),
        ("d.xml", "I go.\n"),
    ] {
        assert_eq!(folder.run(&["text", file]).exits(0).stdout, text, "{file}");
    }
    folder.run(&["text", "a.docx"]).says("warning R0014").says("1 deletion");
    folder.run(&["text", "e.pdf"]).exits(1).prints_nothing().says("R0012");
    folder.run(&["text", "a.md", "b.html", "-o", "plain"]).exits(0);
    assert_eq!(folder.read("plain/b.txt"), "Dear Tom,\n\nI go.\n");
}

#[test]
fn tei_is_compared_with_the_text_of_any_format() {
    let folder = Folder::with(&[
        ("in/a.md", "Dear Tom,\n\nI *go* on.\n"),
        ("in/a.html", "<p>Dear Tom,<p>I stay."),
        ("in/b.html", "<p>Dear Tom,<p>I go on."),
        ("in/c.md", "Nothing is made of it."),
    ]);
    folder.write("in/d.docx", &docx("<w:p><w:r><w:t>&lt;p&gt; is a tag.</w:t></w:r></w:p>", &[]));
    folder.run(&["convert", "in", "-o", "tei"]).exits(0);
    folder.write("tei/b.xml", folder.read("tei/b.xml").replace("on.", "in.").as_bytes());
    std::fs::remove_file(folder.path("tei/c.xml")).unwrap();
    let run = folder.run(&["verify", "in", "tei", "--format", "concise", "--verbose"]).exits(1);
    let own = |code: &str| run.stdout.lines().filter(|line| line.contains(code)).collect::<Vec<_>>().join("\n");
    assert!(
        own("error").starts_with("tei/b.xml")
            && own("error").ends_with("in/c.md: error R2003: there is no TEI for this text")
    );
    assert_eq!(own("error").lines().count(), 2, "{run:?}");
    assert!(own("R0016").contains("`in/a.md`") && own("R0015").is_empty(), "{run:?}");
    folder.run(&["verify", "in/d.docx", "tei/d.xml"]).exits(0).prints_nothing();
    folder.run(&["transplant", "in/d.docx", "tei/d.xml", "-o", "d.xml"]).exits(0);
    assert_eq!(folder.read("d.xml"), folder.read("tei/d.xml"));
    // Beside TEI in one folder stand files that are the text of none.
    folder.write("tei/notes.md", b"Notes.");
    folder.write("tei/d.docx", &docx("<w:p><w:r><w:t>&lt;p&gt; is the tag.</w:t></w:r></w:p>", &[]));
    let run = folder.run(&["verify", "tei", "--format", "concise"]).exits(1);
    assert!(run.stdout.contains("tei/d.xml:") && !run.stdout.contains("notes.md"), "{run:?}");
}

#[test]
fn folders_hold_files_of_every_format() {
    let letter = "<w:p><w:r><w:t>Ash, June 1, 1823.</w:t></w:r></w:p><w:p><w:r><w:t>Dear Tom,</w:t></w:r></w:p>\
        <w:p><w:r><w:t>I go on.</w:t></w:r></w:p>";
    let folder = Folder::with(&[
        ("in/a.txt", "Ash, June 1, 1823.\n\nDear Ann,\n\nI stay.\n"),
        ("in/b.toml", "sender = 'Ann Holt'"),
    ]);
    folder.write("in/a.docx", &docx(letter, &[]));
    folder.write("in/b.DOCX", &docx(letter, &[]));
    folder.write("in/~$b.docx", b"\x01\x02");
    folder.write("in/sub/c.odt", &odt("", "<text:p>Dear Tom,</text:p><text:p>I go on.</text:p>"));
    let run = folder.run(&["convert", "in", "-o", "out", "--verbose"]).exits(0).says("3 files: 3 converted");
    assert!(run.stderr.contains("R0016") && run.stderr.contains("`in/a.docx`"), "{}", run.stderr);
    let written = ["out/a.xml", "out/b.xml", "out/sub/c.xml"].map(|name| folder.read(name));
    assert!(written[0].contains("I stay.") && written[1].contains("I go on.") && written[1].contains("Ann Holt"));
    assert!(written[2].contains("<salute>Dear Tom,</salute>"));
}
