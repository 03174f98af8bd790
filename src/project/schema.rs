//! A schema from one syntax to the other. Takes the address of a schema and where the result goes; gives what was written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refusal;
use super::border::Border;
use super::claim::claim;
use super::lock::Share;
use super::outside::unwritable;
use super::place::{Placed, Places};
use super::schemas::Schemas;
use crate::diag::{self, Diagnostic};
use crate::relaxng::write::Syntax;
use crate::text::Source;

/// A schema that was translated.
#[derive(Debug)]
pub struct Rewritten {
    /// What is wrong with its files; nothing was written when there is any error.
    pub findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
    /// The schema itself where it was not written to a file.
    pub text: Option<String>,
    /// The files that were written, the schema itself first.
    pub written: Vec<PathBuf>,
}

/// Translates the schema with this address. With `output` the files that it refers to are written too, at their places relative to
/// it; the ending of its name says the syntax. Without, the other syntax than its own is given as text.
///
/// # Errors
/// The schema cannot be read, the result cannot be written, or the name of the output does not say a syntax.
pub fn rewrite(
    border: &Border,
    schemas: &Schemas,
    address: &str,
    output: Option<&Path>,
    places: &Places,
) -> Result<Rewritten, Refusal> {
    let to = match output {
        None if Syntax::of(address) == Syntax::Xml => Syntax::Compact,
        None => Syntax::Xml,
        Some(path) => match path.extension().and_then(|ending| ending.to_str()) {
            Some("rng") => Syntax::Xml,
            Some("rnc") => Syntax::Compact,
            _ => {
                let refusal = Refusal::new(format!("`{}` does not say the syntax", path.display()));
                return Err(
                    refusal.help("a name that ends with `.rng` is XML syntax, one with `.rnc` is compact syntax")
                );
            }
        },
    };
    let name = output.and_then(Path::file_name).map(|name| name.to_string_lossy()).unwrap_or_default();
    let translation = schemas.translate(address, to, &name)?;
    let mut rewritten = Rewritten { findings: translation.findings, text: None, written: Vec::new() };
    let mut files = translation.files.into_iter();
    let Some(output) = output else {
        rewritten.text = files.next().map(|file| file.text);
        return Ok(rewritten);
    };
    let files: Vec<(PathBuf, String)> = files
        .map(|file| match file.place.as_str() {
            "" => (output.to_owned(), file.text),
            place => (output.parent().unwrap_or(Path::new("")).join(place), file.text),
        })
        .collect();
    let failed = |path: &Path, error: &io::Error| Refusal::from(unwritable(path, error));
    // They belong together: all are written, or none.
    for (path, _) in &files {
        border.may_write(path).map_err(|error| failed(path, &error))?;
    }
    for (path, _) in &files {
        if !places.is_free(path).map_err(|error| failed(path, &error))? {
            let source = Arc::new(Source::new(path.display().to_string(), ""));
            rewritten.findings.push((source, vec![places.kept(path)]));
        }
    }
    if rewritten.findings.iter().flat_map(|(_, own)| own).any(|finding| finding.code == &diag::NOT_REPLACED) {
        return Ok(rewritten);
    }
    let (lock, said) = claim(files.iter().map(|(path, _)| path.as_path()), Share::of(files.len()))?;
    rewritten.findings.extend(said.into_iter().map(|said| (Arc::new(said.source), said.diagnostics)));
    for (path, text) in files {
        match places.put(&path, &text).map_err(|error| failed(&path, &error))? {
            Placed::Done(notes) => {
                let source = Arc::new(Source::new(path.display().to_string(), ""));
                rewritten.findings.extend((!notes.is_empty()).then_some((source, notes)));
                rewritten.written.push(path);
            }
            Placed::Kept => return Err(places.kept(&path).into()),
        }
    }
    places.close(lock);
    Ok(rewritten)
}
