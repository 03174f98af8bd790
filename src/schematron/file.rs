//! A file of a schema, and places in it. Takes its text; gives its tree, made when it is asked for first.

use std::sync::Arc;

use la_arena::Idx;

use crate::diag::{Diagnostic, Severity};
use crate::text::{Source, Span};
use crate::xml::{Document, External};

/// A file that has been read.
pub(super) struct File {
    pub address: String,
    pub source: Arc<Source>,
    pub findings: Vec<Diagnostic>,
    tree: Tree,
}

/// Which file of a schema.
pub(super) type FileId = Idx<File>;

/// Where something stands in the files of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// In which file.
    pub file: FileId,
    /// Where in it.
    pub span: Span,
}

/// The tree of a file.
enum Tree {
    /// Nobody has asked for it.
    Unread,
    /// The file is not well-formed.
    Broken,
    Read(Arc<Document>),
}

impl File {
    /// A file at an address with this text.
    pub(super) fn new(address: &str, source: Arc<Source>) -> Self {
        Self { address: address.to_owned(), source, findings: Vec::new(), tree: Tree::Unread }
    }

    /// Its tree; `None` where it is not well-formed, which is reported once.
    pub(super) fn tree(&mut self) -> Option<Arc<Document>> {
        if let Tree::Unread = self.tree {
            let (document, found) = Document::parse(self.source.text(), External::Noted);
            let is_broken = found.iter().any(|finding| finding.severity() == Severity::Error);
            self.tree = if is_broken { Tree::Broken } else { Tree::Read(Arc::new(document)) };
            self.findings.extend(found);
        }
        match &self.tree {
            Tree::Read(document) => Some(Arc::clone(document)),
            Tree::Unread | Tree::Broken => None,
        }
    }
}
