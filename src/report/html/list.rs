//! The findings of a page: by severity, then by code, then in the order of the files. Takes them as they are found; holds no more than are listed, and lets
//! the least severe go first.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::super::file::{File, Found, Place};
use super::{LIMIT, escaped, linked};
use crate::diag::{Code, Severity};

/// The findings that are listed.
#[derive(Debug, Default)]
pub(super) struct List {
    groups: BTreeMap<(Reverse<Severity>, &'static str), Group>,
    held: usize,
}

/// The findings of one code and severity.
#[derive(Debug)]
struct Group {
    code: &'static Code,
    files: Vec<Listed>,
}

/// Those of one file.
#[derive(Debug)]
struct Listed {
    /// Its name, as HTML.
    name: String,
    page: Option<String>,
    /// Each without its number, which is known at the end.
    articles: Vec<String>,
}

impl List {
    /// How many there are.
    pub(super) fn held(&self) -> usize {
        self.held
    }

    /// Adds a finding of a file with this name and page.
    pub(super) fn add(&mut self, name: &str, page: Option<&str>, file: &File<'_>, found: &Found<'_>) {
        let (code, severity) = (found.finding.code, found.finding.severity());
        let key = (Reverse(severity), code.id);
        if self.held >= LIMIT && self.groups.last_key_value().is_some_and(|(last, _)| *last <= key) {
            return;
        }
        let mut article = String::new();
        // Writing to a string cannot fail.
        let _ = self::article(&mut article, page, file, found);
        let group = self.groups.entry(key).or_insert_with(|| Group { code, files: Vec::new() });
        match group.files.last_mut().filter(|last| last.name == name) {
            Some(last) => last.articles.push(article),
            None => {
                let page = page.map(str::to_owned);
                group.files.push(Listed { name: name.to_owned(), page, articles: vec![article] });
            }
        }
        self.held += 1;
        if self.held > LIMIT {
            self.let_go();
        }
    }

    /// Takes the last one out.
    fn let_go(&mut self) {
        let Some(mut last) = self.groups.last_entry() else { return };
        if let Some(file) = last.get_mut().files.last_mut() {
            self.held -= usize::from(file.articles.pop().is_some());
        }
        last.get_mut().files.pop_if(|file| file.articles.is_empty());
        if last.get().files.is_empty() {
            last.remove();
        }
    }

    /// All of them.
    pub(super) fn html(&self) -> String {
        let (mut out, mut number) = (String::new(), 0);
        for ((Reverse(severity), id), Group { code, files }) in &self.groups {
            let (severity, title) = (severity.name(), escaped(code.title));
            // Where its row in the table leads without JavaScript.
            let _ = writeln!(
                out,
                "<section class=\"group {severity}\">\n<h2><span class=\"severity\">{severity}</span> {id}: {title}<a id=\"code={id}\"></a></h2>"
            );
            for Listed { name, page, articles } in files {
                let shown = linked(name, page.as_deref(), "");
                let _ = writeln!(out, "<section class=\"file\" data-file=\"{name}\">\n<h3>{shown}</h3>");
                for article in articles {
                    number += 1;
                    let _ = write!(
                        out,
                        "<article class=\"finding {severity}\" id=\"f{number}\" data-code=\"{id}\" data-severity=\"{severity}\">\n\
                         <p><span class=\"severity\">{severity}</span> <a href=\"#f{number}\">{id}</a> {article}"
                    );
                }
                out.push_str("</section>\n");
            }
            out.push_str("</section>\n");
        }
        out
    }
}

/// One finding.
fn article(out: &mut String, page: Option<&str>, file: &File<'_>, found: &Found<'_>) -> std::fmt::Result {
    let finding = found.finding;
    if let Some(place) = found.place() {
        let line = format!("#t{}", place.line);
        write!(out, "<span class=\"place\">{}</span> ", linked(&position(place), page, &line))?;
    }
    writeln!(out, "{}</p>", escaped(&finding.message))?;
    if let Some(excerpt) = found.excerpt() {
        let (before, rest) = excerpt.text.split_at_checked(excerpt.mark.start).unwrap_or_default();
        let (marked, after) = rest.split_at_checked(excerpt.mark.len()).unwrap_or_default();
        let (before, marked, after) = (escaped(before), escaped(marked), escaped(after));
        writeln!(out, "<pre>{before}<mark>{marked}</mark>{after}</pre>")?;
    }
    for related in &finding.related {
        let place = position(Place::new(related.source(file.source), related.span));
        let place = match &related.elsewhere {
            Some(other) => format!("{}:{place}", escaped(other.name())),
            None => place,
        };
        writeln!(out, "<p class=\"more\"><span class=\"place\">{place}</span> {}</p>", escaped(&related.message))?;
    }
    if let Some(help) = &finding.help {
        writeln!(out, "<p class=\"more\">{}</p>", escaped(help))?;
    }
    writeln!(out, "</article>")
}

fn position(place: Place) -> String {
    format!("{}:{}", place.line, place.column)
}
