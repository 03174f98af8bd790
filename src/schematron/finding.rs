//! What rules find. Takes what `run` gives; gives diagnostics, each at the exact element, attribute or text.

use crate::budget::Exceeded;
use crate::diag::{self, Code, Diagnostic, Fix, Unmet};
use crate::text::escape::{ANYWHERE, escape};
use crate::text::{Edit, Span};

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// An assertion does not hold.
    #[default]
    Assert,
    /// A report holds.
    Report,
    /// A test or context raised an error.
    Broken,
    /// A test asks for something that cannot be had, such as a document of the network.
    NotRun,
    /// A test asks for a file that may not be read.
    Outside,
    /// The rules were not run to their end: it takes too long or too much memory.
    Exceeded,
    /// There are more findings than these.
    More,
}

/// One finding.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub kind: Kind,
    /// Where in the document; empty for another document.
    pub span: Span,
    /// The path of the node, with names as `Q{uri}local`.
    pub location: String,
    /// The address in the network that was asked for, where this is why it was not run.
    pub remote: Option<String>,
    /// The message with its values; for an error what is wrong.
    pub message: String,
    /// The context of the rule, as written.
    pub context: String,
    /// The test, as written.
    pub test: String,
    /// The id of the test.
    pub id: Option<String>,
    /// The id of its rule, or of its pattern.
    pub rule: Option<String>,
    /// The role of the test.
    pub role: Option<String>,
    /// The role of its rule.
    pub rule_role: Option<String>,
    /// How severe it is, where the test or its rule says so.
    pub severity: Option<String>,
    /// The language of its message, where the schema says so.
    pub language: Option<String>,
    /// Where more is said.
    pub see: Option<String>,
    /// What the rule says for software that sorts findings.
    pub flag: Option<String>,
    /// Diagnostics and properties.
    pub remarks: Vec<Remark>,
    /// What would mend it.
    pub repair: Option<Repair>,
    /// The address of the document, where it is another than the one that is checked.
    pub document: Option<String>,
}

/// A diagnostic or property, as said of a node.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// `diagnostic` or `property`.
    pub element: &'static str,
    /// Its id.
    pub id: String,
    /// The language of the text.
    pub language: Option<String>,
    /// The text.
    pub text: String,
}

/// What a quick fix does to the document at one node: an [`Edit`], as far as it is known without the text of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repair {
    /// What the schema calls it.
    pub title: String,
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub pieces: Vec<Piece>,
}

/// A part of what replaces something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text of XML.
    Text(String),
    /// A part of the document as it is.
    Source(Span),
}

impl Piece {
    /// Characters that mean themselves.
    pub(super) fn text(text: &str) -> Self {
        Self::Text(escape(text, ANYWHERE).into_owned())
    }

    /// The same in the value of an attribute, which loses tabs and line ends that are no references.
    pub(super) fn in_value(&self) -> Self {
        match self {
            Self::Text(text) => Self::Text(escape(text, &['\t', '\n']).into_owned()),
            source => source.clone(),
        }
    }
}

impl Finding {
    /// Bytes that it takes in memory, about.
    pub(super) fn weight(&self) -> usize {
        let optional =
            [&self.id, &self.rule, &self.role, &self.rule_role, &self.severity, &self.see, &self.flag, &self.document];
        let pieces = self.repair.iter().flat_map(|repair| &repair.pieces).map(|piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Source(span) => span.end.saturating_sub(span.start),
        });
        let remarks = self.remarks.iter().map(|remark| remark.id.len() + remark.text.len());
        let texts = [&self.location, &self.message, &self.context, &self.test];
        size_of::<Self>()
            + texts.iter().map(|text| text.len()).sum::<usize>()
            + optional.iter().map(|text| text.as_ref().map_or(0, String::len)).sum::<usize>()
            + pieces.chain(remarks).sum::<usize>()
    }
}

impl Repair {
    /// The edit of the document that was read from `source`.
    fn edit(&self, source: &str) -> Edit {
        let piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.clone(),
            Piece::Source(span) => span.of(source).to_owned(),
        };
        Edit::new(self.span, self.pieces.iter().map(piece).collect::<String>())
    }
}

/// How severe a severity or role is; others are errors.
const ROLES: &[(&[&str], &Code)] = &[
    (&["warn", "warning", "nonfatal", "caution"], &diag::RULE_WARNING),
    (&["info", "information", "informational", "hint", "note", "debug", "trace"], &diag::RULE_NOTE),
];

/// Findings in a document that was read from `source` as diagnostics.
#[must_use]
pub fn diagnostics(findings: Vec<Finding>, source: &str) -> Vec<Diagnostic> {
    findings.into_iter().map(|finding| diagnostic(finding, source)).collect()
}

fn diagnostic(finding: Finding, source: &str) -> Diagnostic {
    let Finding { kind, span, mut message, test, see, remarks, document, location, .. } = finding;
    let rule_id = finding.id.as_ref().and(finding.rule.clone());
    let id = finding.id.or(finding.rule);
    let role = finding.severity.or(finding.role).or(finding.rule_role);
    let code = match kind {
        Kind::Broken => &diag::RULE_BROKEN,
        Kind::NotRun => &diag::RULE_NOT_RUN,
        Kind::Outside => &diag::OUTSIDE,
        Kind::Exceeded => return Diagnostic::new(&diag::OVER_BUDGET, message).at(span).help(Exceeded::HELP),
        Kind::More => return Diagnostic::new(&diag::MORE_FINDINGS, message),
        Kind::Assert | Kind::Report => {
            let role = role.as_deref().unwrap_or_default().to_ascii_lowercase();
            let row = ROLES.iter().find(|(names, _)| names.contains(&role.as_str()));
            row.map_or(&diag::RULE_FAILED, |(_, code)| code)
        }
    };
    if message.is_empty() {
        let says = if kind == Kind::Report { "holds" } else { "does not hold" };
        message = format!("`{test}` {says}");
    }
    if let Some(document) = document {
        message = format!("{message} (in `{document}`, {location})");
    }
    let mut help: Vec<String> = remarks.into_iter().map(|remark| remark.text).collect();
    let rules = id.iter().cloned().chain(rule_id).collect();
    let titled = finding.repair.as_ref().filter(|repair| !repair.title.is_empty());
    help.extend(titled.map(|repair| format!("fix: {}", repair.title)));
    help.extend(id.map(|id| format!("rule `{id}`")));
    help.extend(see.map(|see| format!("see {see}")));
    let mut found = Diagnostic::new(code, message).at(span);
    if kind == Kind::NotRun {
        found.unmet = Some(Box::new(Unmet { rules, remote: finding.remote }));
    }
    found.fix = finding.repair.map(|repair| Fix { edit: repair.edit(source), is_safe: false });
    if help.is_empty() { found } else { found.help(help.join("; ")) }
}
