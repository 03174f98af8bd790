//! A schema with all files it refers to, from one syntax to another. Takes a [`Load`] and an address; gives the text of each file.
//!
//! Files keep their names but for the ending, and their places relative to the first, as far as `places` lets them. References to
//! absolute addresses stay as they are. Looks at no file for more than its syntax: a module need not be a schema by itself.

use std::sync::Arc;

use super::files::{FILES, References, parse, unreadable};
use super::places::Places;
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

/// Translates the schema at an address, and every file that it refers to by a relative address. `name` is what the first will be called.
///
/// # Errors
/// Why the first file cannot be read.
pub fn translate(loader: &dyn Load, address: &str, to: Syntax, name: &str) -> Result<Translation, Unread> {
    let first = loader.load(address)?;
    let mut translation = Translation { files: Vec::new(), findings: Vec::new() };
    let mut places = Places::new(address, name, to);
    let mut waiting = vec![(address.to_owned(), first)];
    while let Some((address, source)) = waiting.pop() {
        let (file, mut findings) = parse(&address, Arc::clone(&source));
        if let Some(file) = &file {
            for (reference, _) in References::of(Some(file)).list {
                let href = &reference.href;
                let inner = loader.resolve(&address, &href.text);
                if uri::is_absolute(&href.text) || !places.add(&address, &href.text, &inner) {
                    continue;
                }
                match loader.load(&inner) {
                    Ok(_) if places.len() > FILES => {
                        let message = format!("the schema has more than {FILES} files");
                        findings.push(Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message).at(href.span));
                    }
                    Ok(source) => waiting.push((inner, source)),
                    Err(reason) => findings.push(unreadable(&href.text, &reason).at(href.span)),
                }
            }
            let renamed = |href: &str| {
                let new = places.between(&address, &loader.resolve(&address, href));
                new.filter(|_| !uri::is_absolute(href)).unwrap_or_else(|| href.to_owned())
            };
            let (text, unsaid) = write(file, to, &renamed);
            findings.extend(unsaid);
            let is_first = translation.files.is_empty();
            let place = if is_first { String::new() } else { places.of(&address).to_owned() };
            translation.files.push(Translated { place, text });
        }
        translation.findings.push((source, findings));
    }
    let mut all = translation.findings.iter().flat_map(|(_, findings)| findings);
    if all.any(|finding| finding.severity() == diag::Severity::Error) {
        translation.files.clear();
    }
    Ok(translation)
}
