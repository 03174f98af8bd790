//! A schema that is ready to be run. Takes what `read` makes of its files; gives findings for documents, on as many threads as one
//! likes.

use std::ops::Range;
use std::sync::Arc;

use super::quick_fix::QuickFix;
use super::template::Template;
use crate::xpath::{Expression, Library, Pattern, SequenceType};

/// A schema.
#[derive(Debug)]
pub struct Schema {
    pub(super) address: String,
    /// That of its root element, or of the rules in a grammar.
    pub(super) namespace: Arc<str>,
    pub(super) head: Head,
    pub(super) library: Library,
    /// Which patterns may be run: the first whose condition holds for a document.
    pub(super) selections: Vec<Selection>,
    pub(super) patterns: Vec<RulePattern>,
    pub(super) lets: Vec<Let>,
    pub(super) diagnostics: Vec<Remark>,
}

impl Schema {
    /// The namespace that it is written in, which tells the edition of Schematron.
    #[must_use]
    pub fn namespace(&self) -> &str {
        &self.namespace
    }
}

/// What a schema says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Head {
    pub(super) title: Option<String>,
    pub(super) version: Option<String>,
    pub(super) phase: Option<String>,
    /// Prefixes with their namespaces.
    pub(super) namespaces: Vec<(String, String)>,
}

/// The patterns of a phase.
#[derive(Debug)]
pub(super) struct Selection {
    /// What has to hold for a document.
    pub(super) when: Option<Asked>,
    /// What of a document is looked at; all of it where there is none.
    pub(super) from: Option<Asked>,
    pub(super) patterns: Range<usize>,
}

/// Which rules that fit a node are run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// The first, in a `pattern`.
    First,
    /// Each, in a `group`.
    Each,
}

/// A pattern or group.
#[derive(Debug)]
pub(super) struct RulePattern {
    pub(super) id: Option<String>,
    pub(super) title: Option<String>,
    pub(super) choice: Choice,
    pub(super) rules: Vec<Rule>,
    /// Which documents it is about, where not the one at hand.
    pub(super) documents: Option<Expression>,
}

/// A rule.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) context: Pattern,
    /// As written.
    pub(super) text: String,
    pub(super) id: Option<String>,
    pub(super) labels: Labels,
    /// What its tests are run for, where not the node itself.
    pub(super) visit_each: Option<Asked>,
    /// What its tests are about, where not the node itself.
    pub(super) subject: Option<Asked>,
    pub(super) lets: Vec<u32>,
    pub(super) checks: Vec<Check>,
}

/// Whether a test says what must be or what must not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sense {
    /// `assert`
    Assert,
    /// `report`
    Report,
}

/// An assertion or report.
#[derive(Debug)]
pub(super) struct Check {
    pub(super) sense: Sense,
    pub(super) test: Expression,
    /// As written.
    pub(super) text: String,
    pub(super) message: Template,
    /// Numbers of diagnostics.
    pub(super) diagnostics: Vec<usize>,
    pub(super) id: Option<String>,
    /// Of the message.
    pub(super) language: Option<String>,
    pub(super) labels: Labels,
    pub(super) see: Option<String>,
    /// What it is about, where not what the rule is about.
    pub(super) subject: Option<Asked>,
    pub(super) fix: Option<QuickFix>,
}

/// An expression with its text.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) expression: Expression,
    /// As written.
    pub(super) text: String,
}

/// What a rule or test says of its findings.
#[derive(Debug, Default)]
pub(super) struct Labels {
    pub(super) role: Option<Label>,
    pub(super) flag: Option<Label>,
    pub(super) severity: Option<Label>,
}

/// A word, or the variable that has it.
#[derive(Debug)]
pub(super) enum Label {
    Word(String),
    Variable(Asked),
}

impl Label {
    /// As written.
    pub(super) fn text(&self) -> &str {
        match self {
            Self::Word(text) | Self::Variable(Asked { text, .. }) => text,
        }
    }
}

/// A variable.
#[derive(Debug)]
pub(super) struct Let {
    pub(super) name: String,
    pub(super) value: Value,
    /// What its value is turned into (`as`).
    pub(super) kind: SequenceType,
    pub(super) scope: Scope,
}

/// What a variable is.
#[derive(Debug)]
pub(super) enum Value {
    /// What an expression gives.
    Expression(Expression),
    /// The text of the element.
    Text(String),
    /// The elements in it, each under a root of its own: XML.
    Tree(String),
}

/// What a variable is evaluated for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// The document.
    Document,
    /// The node that a rule fits.
    Rule,
}

/// A `diagnostic` or `property`.
#[derive(Debug)]
pub(super) struct Remark {
    /// `diagnostic` or `property`.
    pub(super) element: &'static str,
    pub(super) id: String,
    pub(super) language: Option<String>,
    pub(super) message: Template,
}
