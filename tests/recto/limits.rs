//! Bounds of single parts are those of the run: what `[limits]` lowers refuses, what it allows is done. Each bound of `docs/design/borders.md` that
//! says so has a row here.

use super::folder::Folder;
use super::source::zip;

/// A bound: what it is about, the files of a project, the arguments, the limit that is too low, and what is said then.
struct Row {
    about: &'static str,
    files: Vec<(&'static str, Vec<u8>)>,
    arguments: Vec<&'static str>,
    limit: &'static str,
    says: &'static str,
}

const LETTER: &str = "Tokyo, May 3, 1964.\n\nDear Bill:\n\nAll is well.\n\nSincerely,\n\nEd\n";

fn word(text: &str) -> Vec<u8> {
    let body = format!(
        "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body><w:p><w:r>\
         <w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    );
    zip(&[("word/document.xml", body.as_bytes())])
}

fn sheet() -> Vec<u8> {
    let cell = |repeated: usize, text: &str| {
        format!(
            "<table:table-cell table:number-columns-repeated='{repeated}'><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let row = |cells: String| format!("<table:table-row>{cells}</table:table-row>");
    let content = format!(
        "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' \
         xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0' \
         xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0'><office:body><office:spreadsheet>\
         <table:table table:name='a'>{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row(cell(1, "file") + &cell(1, "sender")),
        row(cell(1, "a.txt") + &cell(1_000, "Ann Holt"))
    );
    // What an archive is, its names say.
    zip(&[("mimetypeapplication/vnd.oasis.opendocument.spreadsheet", b""), ("content.xml", content.as_bytes())])
}

fn page(text: &str) -> Vec<u8> {
    format!(
        "<PcGts><Page><TextRegion type='paragraph'><TextLine><TextEquiv><Unicode>{text}</Unicode></TextEquiv></TextLine>\
         </TextRegion></Page></PcGts>"
    )
    .into_bytes()
}

fn tei(inside: &str) -> Vec<u8> {
    format!("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body>{inside}</body></text></TEI>").into_bytes()
}

fn rows() -> Vec<Row> {
    let letter = || ("a.txt", LETTER.as_bytes().to_vec());
    let convert = || vec!["convert", "a.txt", "-o", "a.xml"];
    let signs = "- ".repeat(2_000);
    let paragraph = format!("<p>{}</p>", "All is well. ".repeat(20));
    let include = |name: &str| format!("<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='{name}'/>");
    vec![
        Row {
            about: "a part of an archive",
            files: vec![("a.docx", word(&"All is well. ".repeat(400)))],
            arguments: vec!["convert", "a.docx", "-o", "a.xml"],
            limit: "memory=5000",
            says: "unpacks to more than any letter has",
        },
        Row {
            about: "cells of a sheet",
            files: vec![letter(), ("t.ods", sheet())],
            arguments: [convert(), vec!["--metadata", "t.ods"]].concat(),
            limit: "memory=40000",
            says: "its sheet has more than 312 cells",
        },
        Row {
            about: "rows of a table",
            files: vec![letter(), ("t.csv", [b"file,sender\na.txt,Ann\n".as_slice(), &b"b,c\n".repeat(30)].concat())],
            arguments: [convert(), vec!["--metadata", "t.csv"]].concat(),
            limit: "memory=30000",
            says: "the table has more than 23 rows",
        },
        Row {
            about: "pages of a document",
            files: ["p/1.xml", "p/2.xml", "p/3.xml"].map(|name| (name, page("All is well."))).to_vec(),
            arguments: vec!["convert", "--pages", "p", "-o", "a.xml"],
            limit: "file-size=400",
            says: "the pages up to this one are together larger than 400 bytes",
        },
        Row {
            about: "files that a document includes",
            files: vec![
                ("a.xml", tei(&(include("b.xml") + &include("c.xml")))),
                ("b.xml", tei(&paragraph)),
                ("c.xml", tei(&paragraph)),
            ],
            arguments: vec!["validate", "a.xml"],
            limit: "file-size=600",
            says: "the document includes more than",
        },
        Row {
            about: "inclusions in a document",
            files: vec![("a.xml", tei(&include("b.xml").repeat(3))), ("b.xml", tei("<p>x</p>"))],
            arguments: vec!["validate", "a.xml"],
            limit: "file-size=2048",
            says: "the document includes more than 2 times",
        },
        Row {
            about: "files that entities name",
            files: vec![
                ("a.xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'b.xml'>]><a>&b;</a>".to_vec()),
                ("b.xml", b"<b/>".to_vec()),
            ],
            arguments: vec!["validate", "a.xml", "--external", "local"],
            limit: "file-size=4000",
            says: "together larger than the 4000 bytes that are allowed",
        },
        Row {
            about: "letters of a volume",
            files: vec![
                ("v.txt", [LETTER; 6].join("\u{c}\n").into_bytes()),
                ("p.toml", b"extends = 'letter'\n[split]\nat = 'form-feed'\n".to_vec()),
            ],
            arguments: vec!["split", "v.txt", "-o", "letters", "--profile", "p.toml"],
            limit: "steps=10000",
            says: "not cut into",
        },
        Row {
            about: "a text compared with its TEI",
            files: vec![("a.txt", signs.clone().into_bytes()), ("a.xml", tei(&format!("<p>{signs}</p>")))],
            arguments: vec!["verify", "a.txt", "a.xml"],
            limit: "memory=10000",
            says: "not compared: it takes more than",
        },
        Row {
            about: "a text that elements are set onto",
            files: vec![("a.txt", signs.clone().into_bytes()), ("a.xml", tei(&format!("<p>{signs}</p>")))],
            arguments: vec!["transplant", "a.txt", "a.xml", "-o", "b.xml"],
            limit: "memory=10000",
            says: "not compared: it takes more than",
        },
    ]
}

#[test]
fn bounds_of_parts_are_those_of_the_run() {
    let mut wrong = Vec::new();
    for Row { about, files, arguments, limit, says } in rows() {
        let said = |more: &[&str]| {
            let folder = Folder::new();
            files.iter().for_each(|(name, bytes)| folder.write(name, bytes));
            let ran = folder.run(&[&arguments[..], more].concat());
            ran.stdout + &ran.stderr
        };
        let (usual, lowered) = (said(&[]), said(&["--limit", limit]));
        wrong.extend(usual.contains(says).then(|| format!("{about}: refused with usual limits: {usual}")));
        wrong.extend((!lowered.contains(says)).then(|| format!("{about}: {lowered}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
