//! Documents and tables that are archives, from the texts of their parts: a fuzzer does not find out checksums.

use std::io::Write;

use rawzip::ZipArchiveWriter;

/// The parts of one format by their names, in the order in which a text has them.
pub type Parts = &'static [&'static str];

/// Word; the last part names the others.
pub const DOCX: Parts = &[
    "word/document.xml",
    "word/footnotes.xml",
    "word/styles.xml",
    "word/numbering.xml",
    "word/header1.xml",
    "word/_rels/document.xml.rels",
];

/// LibreOffice, text and table.
pub const OPEN_DOCUMENT: Parts = &["content.xml", "styles.xml", "META-INF/manifest.xml"];

/// Excel.
pub const XLSX: Parts = &[
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet2.xml",
];

/// What stands in parts that name others, where the text has none for them.
const USUAL: &[(&str, &str)] = &[
    (
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Type='r/footnotes' Target='footnotes.xml'/><Relationship Type='r/styles' \
         Target='styles.xml'/><Relationship Type='r/numbering' Target='numbering.xml'/><Relationship Type='r/header' \
         Target='header1.xml'/></Relationships>",
    ),
    (
        "xl/workbook.xml",
        "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' \
         xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet name='a' \
         sheetId='1' r:id='r1'/></sheets></workbook>",
    ),
    (
        "xl/_rels/workbook.xml.rels",
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' \
         Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet' \
         Target='worksheets/sheet1.xml'/></Relationships>",
    ),
];

/// The archive of these parts; a zero byte ends a part.
pub fn packed(parts: Parts, text: &[u8]) -> Vec<u8> {
    let mut texts = text.split(|byte| *byte == 0);
    let mut bytes = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut bytes);
    for name in parts {
        let usual = USUAL.iter().find(|(of, _)| of == name).map(|(_, text)| text.as_bytes());
        let Some(text) = texts.next().filter(|text| !text.is_empty()).or(usual) else { continue };
        let (mut entry, config) = archive.new_file(name).start().expect("memory holds it");
        let mut writer = config.wrap(&mut entry);
        writer.write_all(text).expect("memory holds it");
        let (_, descriptor) = writer.finish().expect("memory holds it");
        entry.finish(descriptor).expect("memory holds it");
    }
    archive.finish().expect("memory holds it");
    bytes
}
