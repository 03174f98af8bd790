//! What commands that read a document with what it includes have in common: the option that turns it off, and that what is found in a file
//! which several documents include is reported once.

use std::hash::{Hash, Hasher};

use clap::Args;
use rustc_hash::{FxHashSet, FxHasher};

use crate::project::{Findings, Inclusion};

/// Whether documents are read with what they include.
#[derive(Clone, Copy, Debug, Args)]
pub struct Including {
    /// Do not put in what `xi:include` names (XInclude 1.0): read each file alone.
    #[arg(long)]
    no_xinclude: bool,
}

impl Including {
    /// What the arguments say.
    pub fn inclusion(self) -> Inclusion {
        if self.no_xinclude { Inclusion::Left } else { Inclusion::Resolved }
    }
}

/// The findings that were reported, as numbers.
#[derive(Debug, Default)]
pub struct Once(FxHashSet<u64>);

impl Once {
    /// The findings that were not reported before: a file may be named and included, or included by several.
    pub fn first(&mut self, mut found: Findings) -> Findings {
        let name = found.source.name();
        found.diagnostics.retain(|finding| {
            let mut hasher = FxHasher::default();
            let place = finding.span.map(|span| (span.start, span.end));
            (name, finding.code.id, place, &finding.message).hash(&mut hasher);
            finding.span.is_none() || self.0.insert(hasher.finish())
        });
        found
    }
}
