//! A schema with all files it refers to, from one syntax to another. Takes a [`Load`] and an address; gives the text of each file.
//!
//! Files keep their names but for the ending, and their places relative to the first. References to absolute addresses stay as
//! they are. Looks at no file for more than its syntax: a module need not be a schema by itself.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::load::{FILES, References, parse, unreadable};
use super::uri;
use super::write::{Syntax, write};
use crate::diag::{self, Diagnostic};
use crate::text::{Load, Source, Unread};

/// The files of a schema in another syntax.
#[derive(Debug)]
pub struct Translation {
    /// Each file once, the first being the one asked for. Empty when there is any error.
    pub files: Vec<Translated>,
    /// Every file that was read, with what was found in it.
    pub findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
}

/// A file in its new syntax.
#[derive(Debug)]
pub struct Translated {
    /// Where it stands, relative to the first file: an address with `/`; empty for the first.
    pub place: String,
    /// Its text.
    pub text: String,
}

/// Translates the schema at an address, and every file that it refers to by a relative address.
///
/// # Errors
/// Why the first file cannot be read.
pub fn translate(loader: &dyn Load, address: &str, to: Syntax) -> Result<Translation, Unread> {
    let first = loader.load(address)?;
    let mut translation = Translation { files: Vec::new(), findings: Vec::new() };
    let mut seen = BTreeSet::from([address.to_owned()]);
    let mut waiting = vec![(address.to_owned(), String::new(), first)];
    let renamed = |href: &str| match href.rsplit_once('.') {
        Some((name, "rng" | "rnc")) if !uri::is_absolute(href) => format!("{name}.{}", to.ending()),
        _ => href.to_owned(),
    };
    while let Some((address, place, source)) = waiting.pop() {
        let (file, mut findings) = parse(&address, Arc::clone(&source));
        if let Some(file) = &file {
            for (reference, _) in References::of(Some(file)).list {
                let href = &reference.href;
                let (inner, inner_place) = (loader.resolve(&address, &href.text), uri::join(&place, &href.text));
                if uri::is_absolute(&href.text) || !seen.insert(inner.clone()) {
                    continue;
                }
                match loader.load(&inner) {
                    Ok(_) if seen.len() > FILES => {
                        let message = format!("the schema has more than {FILES} files");
                        findings.push(Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message).at(href.span));
                    }
                    Ok(source) => waiting.push((inner, inner_place, source)),
                    Err(reason) => findings.push(unreadable(&href.text, &reason).at(href.span)),
                }
            }
            let (text, unsaid) = write(file, to, &renamed);
            findings.extend(unsaid);
            translation.files.push(Translated { place: renamed(&place), text });
        }
        translation.findings.push((source, findings));
    }
    let mut all = translation.findings.iter().flat_map(|(_, findings)| findings);
    if all.any(|finding| finding.severity() == diag::Severity::Error) {
        translation.files.clear();
    }
    Ok(translation)
}
