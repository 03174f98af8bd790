//! Everything validation does, behind one call.
//!
//! Takes the text of a document, whole or in pieces, and compiled schemas of both languages; gives findings in the order of the
//! text. Promises one pass over the text for any number of schemas, and that what two of them say alike is said once. [`rules`] of
//! our own are run beside them where they are wished. Which schemas a document names is [`associations`]; where they lie and what is
//! done when there are none is left to the caller; so is what becomes of findings that a document [allows](allowances) in itself.

mod allowance;
mod association;
mod language;
mod late;
mod prolog;
mod pseudo_attribute;
pub mod rules;

pub use allowance::{Allowance, allowances};
pub use association::{Association, Charset, Reading, associations};
pub use language::Language;

use std::io::Read;
use std::sync::Arc;

use crate::budget::Meter;
use crate::diag::{self, Diagnostic};
use crate::nvdl::{self, Dispatched, Dispatcher};
use crate::profile::Profile;
use crate::relaxng::{self, Validator};
use crate::schematron::{self, DynamicContext};
use crate::text::Span;
use crate::vocabulary::TEI;
use crate::xml::document::Builder;
use crate::xml::{self, Entity, External, Input, PieceFault, Pieces, Sink, Start};

/// A schema in one of the languages that are run.
#[derive(Clone, Debug)]
pub enum Schema {
    /// RELAX NG.
    RelaxNg(Arc<relaxng::Schema>),
    /// Schematron, which needs the tree of a document.
    Schematron(Arc<schematron::Schema>),
    /// NVDL, which sends parts of a document to others.
    Nvdl(Arc<nvdl::Schema>),
}

/// What a document is checked with, beside its schemas.
#[derive(Debug)]
pub struct Setting<'r> {
    /// What becomes of external entities.
    pub external: External,
    /// The address of the document.
    pub address: &'r str,
    /// What rules may ask for.
    pub dynamic_context: &'r DynamicContext<'r>,
    /// Whether our own rules are run.
    pub rules: OwnRules<'r>,
    /// Whether rules of Schematron give a report.
    pub svrl: Svrl,
    /// The language in which rules speak that have several, a tag of BCP 47.
    pub language: &'r str,
}

/// Whether rules of Schematron give a report beside what they find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Svrl {
    /// They do not.
    Unwanted,
    /// They do: [`Checked::svrl`].
    Wanted,
}

/// Whether a document is held to [`rules`] of our own, which are for TEI.
#[derive(Clone, Copy, Debug)]
pub enum OwnRules<'r> {
    /// It is not.
    Off,
    /// It is where its root element is of TEI, and to this house style where there is one.
    On(Option<&'r Profile>),
}

/// What was found in a document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// In the order of the text.
    pub findings: Vec<Diagnostic>,
    /// Its `xml:id`s with their places, where our own rules were run.
    pub ids: Vec<(Box<str>, Span)>,
    /// What [`svrl::body`](schematron::svrl::body) gives for each schema of rules.
    pub svrl: String,
}

/// Checks a document: is it well-formed, and does it fit every schema?
#[must_use]
pub fn check(text: &str, schemas: &[Schema], setting: &Setting<'_>) -> Checked {
    check_input(&Entity { text, external: setting.external }, schemas, setting)
}

/// Checks what is read as a document, as [`check`] does. What becomes of external entities is decided already.
#[must_use]
pub fn check_input(input: &impl Input, schemas: &[Schema], setting: &Setting<'_>) -> Checked {
    let text = input.text();
    let own = match setting.rules {
        OwnRules::On(profile) if text.contains(TEI) => Some(profile),
        OwnRules::On(_) | OwnRules::Off => None,
    };
    let meter = setting.dynamic_context.meter;
    let mut validators = Validators::of(schemas, meter.left(), meter.depth());
    if own.is_none() && !schemas.iter().any(Schema::has_rules) {
        let findings = input.tell(&mut validators);
        validators.pay(meter);
        return Checked { findings: validators.finish(findings), ..Checked::default() };
    }
    let mut both = (validators, Builder::with_room(text.len()));
    let mut findings = input.tell(&mut both);
    let (mut validators, builder) = both;
    validators.pay(meter);
    let document = builder.finish();
    let own = own.filter(|_| rules::is_tei(&document));
    let mut svrl = String::new();
    let mut found = Vec::new();
    for schema in schemas.iter().filter_map(Schema::rules) {
        found.extend(match setting.svrl {
            Svrl::Unwanted => schema.run(&document, setting.address, setting.dynamic_context),
            Svrl::Wanted => {
                let (found, fired) = schema.run_told(&document, setting.address, setting.dynamic_context);
                svrl.push_str(&schematron::svrl::body(schema, &fired, setting.address));
                found
            }
        });
    }
    for (schema, dispatched) in validators.dispatched() {
        findings.extend(dispatched.findings);
        for (number, part) in &dispatched.documents {
            for rules in schema.parts.get(*number).into_iter().flat_map(|part| &part.rules) {
                found.extend(rules.run(part, setting.address, setting.dynamic_context));
            }
        }
    }
    findings.extend(schematron::diagnostics(schematron::in_language(found, setting.language), text));
    let mut ids = Vec::new();
    if let Some(profile) = own {
        let Setting { address, dynamic_context, .. } = *setting;
        findings.extend(rules::check(&rules::Case {
            document: &document,
            source: text,
            address,
            dynamic_context,
            profile,
        }));
        ids = rules::ids(&document);
    }
    Checked { findings: validators.finish(findings), ids, svrl }
}

/// Checks a document against RELAX NG as [`check`] does, without holding it; who listens `beside` it is given back. Rules are not run: they
/// need its tree.
///
/// # Errors
/// What keeps it from being read to its end.
pub fn check_pieces<R: Read, S: Sink>(
    pieces: &mut Pieces<R>,
    schemas: &[Schema],
    external: External,
    beside: S,
) -> Result<(Vec<Diagnostic>, S), PieceFault> {
    let mut both = (Validators::of(schemas, u64::MAX, u64::MAX), beside);
    let findings = xml::parse_pieces(pieces, external, &mut both)?;
    let (validators, beside) = both;
    Ok((validators.finish(findings), beside))
}

impl Schema {
    fn rules(&self) -> Option<&schematron::Schema> {
        match self {
            Self::RelaxNg(_) | Self::Nvdl(_) => None,
            Self::Schematron(schema) => Some(schema),
        }
    }

    /// Whether it needs the tree of a document, or of a part.
    #[must_use]
    pub fn has_rules(&self) -> bool {
        match self {
            Self::RelaxNg(_) => false,
            Self::Schematron(_) => true,
            Self::Nvdl(schema) => schema.parts.iter().any(|part| !part.rules.is_empty()),
        }
    }

    /// The grammars in it.
    #[must_use]
    pub fn grammars(&self) -> Vec<Arc<relaxng::Schema>> {
        match self {
            Self::RelaxNg(grammar) => vec![Arc::clone(grammar)],
            Self::Schematron(_) => Vec::new(),
            Self::Nvdl(schema) => schema.parts.iter().flat_map(|part| part.grammars.iter().cloned()).collect(),
        }
    }
}

/// Findings in the order of the text, those about the whole document first, none twice.
#[must_use]
pub fn in_order(mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    findings.sort_by(|a, b| (a.span, a.code.id, &a.message).cmp(&(b.span, b.code.id, &b.message)));
    findings.dedup();
    findings
}

/// All validators of a document as one sink.
struct Validators<'s> {
    nesting: Nesting,
    grammars: Vec<Validator<'s>>,
    scripts: Vec<(&'s nvdl::Schema, Dispatcher<'s>)>,
}

/// How deep elements stand inside each other, and the first that stands too deep.
struct Nesting {
    open: u64,
    deepest: u64,
    found: Option<Diagnostic>,
}

impl Nesting {
    fn within(deepest: u64) -> Self {
        Self { open: 0, deepest, found: None }
    }

    fn start(&mut self, name: Span) {
        self.open += 1;
        if self.open == self.deepest.saturating_add(1) && self.found.is_none() {
            let message = format!("elements are nested more than {} deep", self.deepest);
            let help = "`[limits] depth` in recto.toml, or `--limit depth=NUMBER`, allows more";
            self.found = Some(Diagnostic::new(&diag::TOO_LARGE, message).at(name).help(help));
        }
    }

    fn end(&mut self) {
        self.open = self.open.saturating_sub(1);
    }
}

impl<'s> Validators<'s> {
    /// All together may take so many steps beyond those that the document earns; its elements may be so deep inside each other.
    fn of(schemas: &'s [Schema], steps: u64, deepest: u64) -> Self {
        let share = steps / u64::try_from(schemas.len().max(1)).unwrap_or(u64::MAX);
        let (mut grammars, mut scripts) = (Vec::new(), Vec::new());
        for schema in schemas {
            match schema {
                Schema::RelaxNg(schema) => grammars.push(schema.validator_within(share)),
                Schema::Nvdl(schema) => scripts.push((&**schema, schema.dispatcher())),
                Schema::Schematron(_) => {}
            }
        }
        Self { nesting: Nesting::within(deepest), grammars, scripts }
    }

    /// Tells what matching has cost. That nothing is left is what the meter says then.
    fn pay(&self, meter: &Meter) {
        let debt = self.grammars.iter().map(Validator::debt).sum();
        // Who has taken all that was left was ended by it.
        let _ = meter.spend(if debt >= meter.left() { u64::MAX } else { debt });
    }

    /// What came of each script.
    fn dispatched(&mut self) -> Vec<(&'s nvdl::Schema, Dispatched)> {
        self.scripts.drain(..).map(|(schema, dispatcher)| (schema, dispatcher.finish())).collect()
    }

    /// What was found beside these findings, all in order.
    fn finish(mut self, mut findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
        findings.extend(self.nesting.found.take());
        findings.extend(self.dispatched().into_iter().flat_map(|(_, dispatched)| dispatched.findings));
        findings.extend(self.grammars.into_iter().flat_map(Validator::finish));
        in_order(findings)
    }
}

impl Sink for Validators<'_> {
    fn start(&mut self, start: &Start<'_>) {
        self.nesting.start(start.name_span);
        self.grammars.iter_mut().for_each(|validator| validator.start(start));
        self.scripts.iter_mut().for_each(|(_, dispatcher)| dispatcher.start(start));
    }

    fn end(&mut self, span: Span) {
        self.nesting.end();
        self.grammars.iter_mut().for_each(|validator| validator.end(span));
        self.scripts.iter_mut().for_each(|(_, dispatcher)| dispatcher.end(span));
    }

    fn text(&mut self, text: &str, span: Span) {
        self.grammars.iter_mut().for_each(|validator| validator.text(text, span));
        self.scripts.iter_mut().for_each(|(_, dispatcher)| dispatcher.text(text, span));
    }

    fn comment(&mut self, text: &str, span: Span) {
        self.grammars.iter_mut().for_each(|validator| validator.comment(text, span));
        self.scripts.iter_mut().for_each(|(_, dispatcher)| dispatcher.comment(text, span));
    }

    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        self.grammars.iter_mut().for_each(|validator| validator.instruction(target, data, span));
        self.scripts.iter_mut().for_each(|(_, dispatcher)| dispatcher.instruction(target, data, span));
    }

    fn unparsed_entity(&mut self, name: &str) {
        self.grammars.iter_mut().for_each(|validator| validator.unparsed_entity(name));
        self.scripts.iter_mut().for_each(|(_, dispatcher)| dispatcher.unparsed_entity(name));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_told_in_order_and_once() {
        let finding = |start, message: &str| Diagnostic::new(&diag::BAD_VALUE, message).at(Span::at(start));
        let whole = Diagnostic::new(&diag::EMPTY_INPUT, "whole");
        let ordered = in_order(vec![finding(7, "b"), finding(3, "x"), whole.clone(), finding(7, "a"), finding(7, "b")]);
        assert_eq!(ordered, [whole, finding(3, "x"), finding(7, "a"), finding(7, "b")]);
    }
}
