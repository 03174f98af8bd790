//! The files of a schema (sections 4.5 to 4.7): from the address of the first to a checked grammar.
//!
//! Takes a [`Load`] and an address; gives the [`Grammar`] and what was found in each file. `files` reads them, `simplify` finds what
//! they mean together, `restrict` and `id_types` check it.

use std::sync::Arc;

use super::files::Files;
use crate::diag::{self, Diagnostic};
use crate::relaxng::content_flags::ContentFlags;
use crate::relaxng::findings::Findings;
use crate::relaxng::id_types;
use crate::relaxng::limits::{Effort, Limits};
use crate::relaxng::restrict::restrict;
use crate::relaxng::simple::Grammar;
use crate::relaxng::simplify::simplify;
use crate::relaxng::syntax::File;
use crate::text::{Load, Source};

/// What became of a schema.
#[derive(Debug)]
pub struct Read {
    /// The schema; `None` when there is any error.
    pub grammar: Option<Grammar>,
    /// Every file that was read, the first being the one asked for, with what was found in it in the order of its text.
    pub findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
    /// The files as they are written, with their addresses: those that could be read. What is noted in them stands there.
    pub files: Vec<(String, File)>,
}

/// Reads the schema at an address with all files it refers to, simplifies it (section 4) and checks its restrictions
/// (section 7).
#[must_use]
pub fn read(loader: &dyn Load, address: &str) -> Read {
    read_within(loader, address, &Limits::default())
}

/// Reads a schema with other bounds than the usual ones.
#[must_use]
pub fn read_within(loader: &dyn Load, address: &str, limits: &Limits) -> Read {
    let mut findings = Findings::default();
    let files = Files::read(loader, address, &mut findings);
    let mut grammar = None;
    if !findings.has_errors() {
        grammar = simplify(&files, limits, &mut findings);
    }
    if let Some(grammar) = grammar.as_mut().filter(|_| !findings.has_errors()) {
        grammar.files.clone_from(&files.sources);
        let content_flags = ContentFlags::new(grammar);
        let mut effort = Effort::new(limits.schema_steps);
        restrict(grammar, &content_flags, &mut effort, &mut findings);
        id_types::check(grammar, &content_flags, &mut effort, &mut findings);
        if effort.is_spent() {
            let message = "the schema is too complex to check (section 7)";
            let help = "name what wildcards leave out in fewer places, let fewer parts stand in an `interleave`, or raise \
                        the limit: `--limit steps=NUMBER`";
            findings.add(0, Diagnostic::new(&diag::SCHEMA_TOO_LARGE, message).help(help));
        }
    }
    let grammar = grammar.filter(|_| !findings.has_errors());
    let Files { addresses, sources, files, .. } = files;
    let files = addresses.into_iter().zip(files).filter_map(|(address, file)| Some((address, file?))).collect();
    let numbered = (0..).zip(sources);
    Read { grammar, files, findings: numbered.map(|(number, source)| (source, findings.take(number))).collect() }
}
