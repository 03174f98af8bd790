//! Files that editors hold: the text taken out of each format, what is left out of it, and what damaged and hostile ones give.
//!
//! `samples/source` holds one letter in every format, as pandoc and LibreOffice write it, beside its plain text. The other files are made
//! here, part by part.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use recto::internals::budget::{Limits, Meter};
use recto::internals::convert::Transcription;
use recto::internals::diag::Diagnostic;
use recto::internals::metadata::Metadata;
use recto::internals::model::{Facsimile, Original};
use recto::internals::profile::built_in;
use recto::internals::register::Finder;
use recto::internals::source::{Format, Notation, Taken, mets, read};
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
pub(super) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
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
pub(super) fn odt(styles: &str, text: &str) -> Vec<u8> {
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s' xmlns:fo='f' xmlns:table='a' \
         xmlns:draw='d' xmlns:dc='c'><office:automatic-styles>{styles}</office:automatic-styles>\
         <office:body><office:text>{text}</office:text></office:body></office:document-content>"
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())])
}

pub(super) fn notation(profile: &str) -> Notation {
    Notation::of(&built_in(profile).unwrap())
}

#[track_caller]
pub(super) fn taken(format: Format, bytes: &[u8]) -> Taken {
    read(format, bytes, &notation("letter"), Limits::USUAL).unwrap_or_else(|finding| panic!("{}", finding.message))
}

pub(super) fn messages(findings: &[Diagnostic]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code.id, finding.message)).collect()
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
    let transcription = Transcription { source: &source, original, metadata: &metadata, names: &names };
    let made = transcription.convert(&profile, &Meter::default());
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
pub(super) fn refused(format: Format, bytes: &[u8], message: &str) {
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
