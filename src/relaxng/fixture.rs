//! Schemas for the tests of this folder, written without their namespace. Takes texts; gives what is found in them.

use crate::relaxng::simple::{Grammar, Pattern, PatternId};
use crate::relaxng::syntax::RELAX_NG;
use crate::relaxng::{Read, read};
use crate::text::MemoryFiles;

/// Files by name; a text that is an element without `xmlns` gets the one of RELAX NG.
pub(super) fn files(files: &[(&str, &str)]) -> MemoryFiles {
    MemoryFiles::new(files.iter().map(|(name, text)| (*name, with_namespace(text))))
}

fn with_namespace(text: &str) -> String {
    let tag = text.split('>').next().unwrap_or_default();
    match text.find([' ', '/', '>']).and_then(|at| text.split_at_checked(at)) {
        Some((name, rest)) if text.starts_with('<') && !tag.contains("xmlns=") => {
            format!("{name} xmlns=\"{RELAX_NG}\"{rest}")
        }
        _ => text.to_owned(),
    }
}

/// What becomes of a schema of one file.
pub(super) fn read_one(text: &str) -> Read {
    read(&files(&[("a.rng", text)]), "a.rng")
}

/// A finding as tests compare it: code, the section its message names, and the text it points at.
pub(super) type Found = (&'static str, String, String);

/// Everything that is found, file by file.
pub(super) fn found(read: &Read) -> Vec<Found> {
    let all = read.findings.iter().flat_map(|(source, findings)| findings.iter().map(move |finding| (source, finding)));
    all.map(|(source, finding)| {
        let section = finding.message.split("(section ").nth(1).and_then(|rest| rest.split(')').next());
        let text = finding.span.map_or("", |span| source.slice(span));
        (finding.code.id, section.unwrap_or_default().to_owned(), text.to_owned())
    })
    .collect()
}

/// Compares what is found in schemas of one file with a table of schema, code, section and text.
pub(super) fn check(table: &[(&str, &str, &str, &str)]) {
    for (schema, code, section, text) in table {
        let read = read_one(schema);
        assert_eq!(found(&read), [(*code, (*section).to_owned(), (*text).to_owned())], "{schema}");
    }
}

/// The start of a grammar as a line.
pub(super) fn written(grammar: &Grammar) -> String {
    let mut line = String::new();
    write(grammar, grammar.start, &mut line, 0);
    line
}

/// A pattern as it would stand in the compact syntax; what is nested deeper than the tests need is left out.
fn write(grammar: &Grammar, id: PatternId, line: &mut String, depth: usize) {
    if depth > 8 {
        line.push('…');
        return;
    }
    let mut list = |sign: &str, members: &[PatternId]| {
        line.push('(');
        for (at, member) in members.iter().enumerate() {
            line.push_str(if at == 0 { "" } else { sign });
            write(grammar, *member, line, depth + 1);
        }
        line.push(')');
    };
    match &grammar.patterns[id] {
        Pattern::Empty => line.push_str("empty"),
        Pattern::NotAllowed => line.push_str("notAllowed"),
        Pattern::Text => line.push_str("text"),
        Pattern::Data(_, None) => line.push_str("data"),
        Pattern::Data(_, Some(except)) => list("", &[*except]),
        Pattern::Value(.., text) => *line += &format!("{text:?}"),
        Pattern::List(inside) => {
            line.push_str("list");
            write(grammar, *inside, line, depth + 1);
        }
        Pattern::Attribute(name, inside) => {
            *line += &format!("@{name:?}");
            write(grammar, *inside, line, depth + 1);
        }
        Pattern::Element(element) => {
            let element = &grammar.elements[*element];
            match &*element.name {
                crate::relaxng::simple::NameClass::Name(_, local) => line.push_str(local),
                other => *line += &format!("{other:?}"),
            }
            line.push('{');
            write(grammar, element.content, line, depth + 1);
            line.push('}');
        }
        Pattern::OneOrMore(inside) => {
            write(grammar, *inside, line, depth + 1);
            line.push('+');
        }
        Pattern::Choice(members) => list("|", members),
        Pattern::Group(members) => list(",", members),
        Pattern::Interleave(members) => list("&", members),
    }
}
