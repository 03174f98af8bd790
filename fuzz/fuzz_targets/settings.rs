//! What people write beside their texts: profiles, metadata, registers, tables of all letters, names of texts. Any text is read or reported,
//! each finding at a place in the text; what was read can be used.
//!
//! The first byte chooses which of them it is.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;
#[allow(dead_code, reason = "each target uses some of its formats")]
mod packed;

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use packed::{OPEN_DOCUMENT, XLSX, packed};
use recto::internals::budget::Limits;
use recto::internals::convert::convert;
use recto::internals::diag::Diagnostic;
use recto::internals::metadata::{self, Metadata, Names, table};
use recto::internals::profile::{self, Profile, built_in};
use recto::internals::register::{self, Finder};
use recto::internals::source::{Format, sheet};
use recto::internals::text::table::{Row, separated};
use recto::internals::text::{Source, Span};

static LETTER: LazyLock<Profile> = LazyLock::new(|| built_in("letter").expect("it is built in"));
static TEXT: LazyLock<Source> = LazyLock::new(|| {
    Source::new(
        "a.txt",
        "[Page 1]\n\nWien, den 3. Mai 1890\n\nDear Bill:\n\nText1 ⟨of⟩ John Smith.\n\nYours,\n\nEd\n\n1. Note.\n",
    )
});

/// Converts a text with what each row of a table says of it.
fn use_table(rows: &[Row], names: Option<&Names>) -> Vec<Diagnostic> {
    let (table, findings) = table::read(rows, names, Limits::USUAL);
    for entry in table.entries.iter().take(8) {
        drop(convert(&TEXT, &LETTER, &entry.metadata));
        let again = entry.metadata.contradictions(&entry.metadata);
        assert!(again.is_empty(), "{again:?}");
    }
    findings
}

/// The first line is the pattern of names, the rest a table; the pattern is asked of each text that the table names.
fn use_names(source: &Source) -> Vec<Diagnostic> {
    let (pattern, rest) = source.text().split_once('\n').unwrap_or((source.text(), ""));
    let Ok(names) = Names::try_from(pattern.to_owned()) else { return Vec::new() };
    let rows = separated(&Source::new("any", rest)).rows;
    for cell in rows.iter().flat_map(|row| &row.cells).take(64) {
        if let Some((facts, _)) = names.facts(Path::new(&cell.text)) {
            drop(convert(&TEXT, &LETTER, &facts));
        }
    }
    // Places lie in the rest.
    use_table(&rows, Some(&names));
    Vec::new()
}

fn use_sheet(format: Format, bytes: &[u8]) {
    let Ok(sheet) = sheet::read(format, bytes, Limits::USUAL) else { return };
    assert!(sheet.findings.iter().all(|finding| finding.span.is_none()));
    use_table(&sheet.rows, None);
}

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, rest)) = bytes.split_first() else { return };
    let Some(bytes) = grown::bytes(rest) else { return };
    match choice % 9 {
        0 => return use_sheet(Format::Xlsx, &packed(XLSX, &bytes)),
        1 => return use_sheet(Format::Ods, &packed(OPEN_DOCUMENT, &bytes)),
        2 => return use_sheet(Format::Xlsx, &bytes),
        _ => {}
    }
    let Ok(text) = String::from_utf8(bytes) else { return };
    let source = Source::new("any", text);
    let findings = match choice % 9 {
        3 => {
            let (profile, findings) = profile::read(&source);
            profile.inspect(|profile| drop(convert(&TEXT, profile, &Metadata::default())));
            findings
        }
        4 => {
            let (metadata, findings) = metadata::read(&source);
            drop(convert(&TEXT, &LETTER, &metadata));
            findings
        }
        5 => use_table(&separated(&source).rows, None),
        6 => use_names(&source),
        which => {
            let (register, findings) = if which == 7 { register::csv(&source) } else { register::tei(&source) };
            let _ = Finder::new(&register, &LETTER);
            findings
        }
    };
    let lies = |span: Span| source.text().get(span.start..span.end).is_some();
    assert!(findings.iter().all(|finding| finding.span.is_none_or(lies)));
});
