//! A schema from one syntax to the other. Takes the address of a schema and where the result goes; gives what was written.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Refusal;
use super::load;
use super::schemas::Schemas;
use super::write;
use crate::diag::Diagnostic;
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
pub fn rewrite(schemas: &Schemas, address: &str, output: Option<&Path>) -> Result<Rewritten, Refusal> {
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
    let translation = schemas.translate(address, to)?;
    let mut rewritten = Rewritten { findings: translation.findings, text: None, written: Vec::new() };
    let mut files = translation.files.into_iter();
    let Some(output) = output else {
        rewritten.text = files.next().map(|file| file.text);
        return Ok(rewritten);
    };
    for file in files {
        let path = match file.place.as_str() {
            "" => output.to_owned(),
            place => output.parent().unwrap_or(Path::new("")).join(place),
        };
        if let Err(error) = write::whole(&path, &file.text) {
            return Err(Refusal::new(format!("cannot write `{}`: {}", path.display(), load::reason(&error))));
        }
        rewritten.written.push(path);
    }
    Ok(rewritten)
}
