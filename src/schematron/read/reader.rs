//! What is known while a schema is read, and how its expressions are read. Takes expressions as they are written, with their places; gives
//! them as they are evaluated, or reports what is wrong.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::diag::{self, Diagnostic};
use crate::schematron::element::{Attribute, Prefixes};
use crate::schematron::file::Place;
use crate::schematron::files::Files;
use crate::schematron::schema::{Asked, Let, Remark, RulePattern};
use crate::text::Span;
use crate::xpath::{Error, Expression, Library, QName, StaticContext, Version};

/// Where diagnostics and properties stand among what a schema holds, by the element around them and their id.
pub(super) type Remarks = FxHashMap<(&'static str, String), (usize, usize)>;

/// Reads one schema.
pub(super) struct Reader<'l> {
    pub(super) files: Files<'l>,
    pub(super) library: Library,
    pub(super) prefixes: Prefixes,
    /// The prefixes of an element and those around it, with both.
    pub(super) joined: Option<(Prefixes, Prefixes, Prefixes)>,
    pub(super) version: Version,
    pub(super) patterns: Vec<RulePattern>,
    /// Those of the pattern that is read, where it is made from an abstract one.
    pub(super) parameters: Vec<(String, String)>,
    pub(super) lets: Vec<Let>,
    /// Variables in scope: those of other patterns, of the schema, the phase, the pattern, the rule.
    pub(super) scopes: Vec<FxHashMap<QName, u32>>,
    pub(super) diagnostics: Vec<Remark>,
    /// Found when the first is asked for.
    pub(super) remarks: Option<Remarks>,
    /// Rules that were looked at to find those that others extend.
    pub(super) compared: usize,
}

impl<'l> Reader<'l> {
    /// A reader of these files, in which nothing is declared.
    pub(super) fn new(files: Files<'l>) -> Self {
        Self {
            files,
            library: Library::default(),
            prefixes: Arc::default(),
            joined: None,
            version: Version::One,
            patterns: Vec::new(),
            parameters: Vec::new(),
            lets: Vec::new(),
            scopes: Vec::new(),
            diagnostics: Vec::new(),
            remarks: None,
            compared: 0,
        }
    }
}

impl Reader<'_> {
    pub(super) fn wrong(&mut self, place: Place, message: impl Into<String>) {
        self.files.report(place, Diagnostic::new(&diag::SCHEMATRON_STRUCTURE, message));
    }

    /// What an expression cannot be read for: an error of the schema, or something that cannot be run.
    pub(super) fn refused(&mut self, place: Place, error: &Error) {
        let written = self.files.all[place.file].source.slice(place.span);
        // Where the value stands in the file as it is, the place in the expression is one in the file.
        let inside = Span { start: place.span.start + error.span.start, end: place.span.start + error.span.end };
        let is_inside =
            inside.end <= place.span.end && error.span.end > 0 && !written.contains(['&', '\r', '\n', '\t']);
        let place = if is_inside { Place { span: inside, ..place } } else { place };
        if error.is_not_run() {
            let finding = Diagnostic::new(&diag::RULE_NOT_RUN, format!("this is not run: {}", error.message));
            self.files.report(place, finding);
        } else {
            let finding = Diagnostic::new(&diag::BAD_EXPRESSION, error.to_string());
            self.files.report(place, finding);
        }
    }

    pub(super) fn with_static<T>(&mut self, work: impl FnOnce(&mut StaticContext<'_>) -> T) -> T {
        let mut context = StaticContext {
            library: &mut self.library,
            prefixes: Arc::clone(&self.prefixes),
            default_namespace: Arc::default(),
            version: self.version,
            variables: &self.scopes,
        };
        work(&mut context)
    }

    pub(super) fn expression(&mut self, text: &str, place: Place) -> Option<Expression> {
        match self.with_static(|context| Expression::parse(text, context)) {
            Ok(expression) => Some(expression),
            Err(error) => {
                self.refused(place, &error);
                None
            }
        }
    }

    /// The expression of an attribute, as written and as it is evaluated.
    pub(super) fn asked(&mut self, attribute: &Attribute) -> Option<Asked> {
        let expression = self.expression(&attribute.value, attribute.place)?;
        Some(Asked { expression, text: attribute.value.clone() })
    }
}
