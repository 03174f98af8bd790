//! Sending the parts of a document to their schemas (ISO/IEC 19757-4:2006, section 8.6). Takes the document as steps of XML; gives what was
//! found, and the documents that rules are to be run on.
//!
//! A part is begun once for each action of the rule that fits it: each is a [`Thread`] that says who hears of the part, and in which mode the
//! parts below it are. Threads are bounded: scripts multiply them from part to part.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Act, Action, Schema};
use crate::diag::{self, Diagnostic};
use crate::relaxng::Validator;
use crate::text::Span;
use crate::xml::document::Builder;
use crate::xml::{Document, Sink, Start};

/// Threads of one part, at most.
const MOST: usize = 64;

/// Names of the document that validators of its parts learn, at most, each counted for each validator.
const MOST_LEARNED: usize = 1 << 23;

/// Validators of one schema that wait for another part.
const MOST_IDLE: usize = 8;

/// A document as steps, on their way to schemas.
pub struct Dispatcher<'s> {
    schema: &'s Schema,
    /// Those who hear of open parts; the last were begun last.
    receivers: Vec<Receiver<'s>>,
    frames: Vec<Frame<'s>>,
    unparsed: Vec<String>,
    /// Validators of parts that have ended, by the number of their schema.
    idle: BTreeMap<usize, Vec<Vec<Validator<'s>>>>,
    /// How many names were learned by validators that are gone.
    learned: usize,
    /// Whether nothing further is sent.
    has_given_up: bool,
    found: Dispatched,
}

/// What came of a document.
#[derive(Debug, Default)]
pub struct Dispatched {
    /// What grammars found, and what the script rejects.
    pub findings: Vec<Diagnostic>,
    /// The number of a schema with rules, and the part that they are to be run on.
    pub documents: Vec<(usize, Document)>,
}

/// The schemas of one `validate` with one part.
struct Receiver<'s> {
    /// The number of the schema.
    schema: usize,
    validators: Vec<Validator<'s>>,
    /// Where the schema has rules.
    tree: Option<Builder>,
}

/// An open element.
struct Frame<'s> {
    namespace: Arc<str>,
    local: Arc<str>,
    /// The frame of the first element of its part.
    part: usize,
    threads: Arc<[Thread<'s>]>,
    /// Who heard that it begins.
    listeners: Vec<usize>,
    /// How many receivers there were before it.
    receivers: usize,
}

#[derive(Clone, Copy)]
struct Thread<'s> {
    receiver: Option<usize>,
    mode: usize,
    /// Whether the receiver hears of this part, and not only of the parts below it.
    listens: bool,
    action: Option<&'s Action>,
}

impl<'s> Dispatcher<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        let (receivers, frames, unparsed, idle, found) = Default::default();
        Self { schema, receivers, frames, unparsed, idle, learned: 0, has_given_up: false, found }
    }

    /// What came of the document.
    #[must_use]
    pub fn finish(mut self) -> Dispatched {
        self.close(0);
        self.found
    }

    /// The threads of a part of this namespace below those of the part around it.
    fn begin(&mut self, namespace: &str, span: Span) -> Arc<[Thread<'s>]> {
        let schema = self.schema;
        let first = Thread { receiver: None, mode: schema.script.start, listens: false, action: None };
        let around: Arc<[Thread<'s>]> =
            self.frames.last().map_or_else(|| Arc::from([first]), |frame| Arc::clone(&frame.threads));
        let mut threads: Vec<Thread<'s>> = Vec::new();
        for thread in &*around {
            let mode = self.mode_below(thread);
            let actions = schema.script.modes.get(mode).map_or(&[][..], |rules| rules.actions(namespace));
            for action in actions {
                let mut below = Thread { mode: action.mode.unwrap_or(mode), action: Some(action), ..*thread };
                match action.act {
                    Act::Validate(number) => (below.receiver, below.listens) = (Some(self.receive(number)), true),
                    Act::Attach => below.listens = true,
                    Act::Unwrap => below.listens = false,
                    Act::Allow => below.receiver = None,
                    Act::Reject => {
                        below.receiver = None;
                        self.reject(namespace, span);
                    }
                }
                if threads.len() < MOST {
                    threads.push(below);
                } else if threads.len() == MOST {
                    let message =
                        format!("this part has more than {MOST} ways through the script: the others were not run");
                    self.found.findings.push(Diagnostic::new(&diag::NOT_RUN, message).at(span));
                    return threads.into();
                }
            }
        }
        threads.into()
    }

    fn reject(&mut self, namespace: &str, span: Span) {
        let what = if namespace.is_empty() {
            "elements without namespace".to_owned()
        } else {
            format!("elements of `{namespace}`")
        };
        let finding = Diagnostic::new(&diag::REJECTED_PART, format!("{what} are rejected here")).at(span);
        self.found.findings.push(finding);
    }

    /// The mode of the parts below a thread, at the element that is open.
    fn mode_below(&self, thread: &Thread<'s>) -> usize {
        let contexts = thread.action.map_or(&[][..], |action| &action.contexts);
        let start = self.frames.last().map_or(0, |frame| frame.part);
        let path = self.frames.get(start..).unwrap_or_default();
        let fits = |steps: &[String], is_whole: bool| {
            let tail = path.len().checked_sub(steps.len()).and_then(|from| path.get(from..));
            (!is_whole || path.len() == steps.len())
                && tail.is_some_and(|tail| tail.iter().zip(steps).all(|(frame, step)| *frame.local == **step))
        };
        let fitting = contexts.iter().filter(|context| fits(&context.steps, context.is_whole));
        fitting
            .max_by_key(|context| (context.is_whole, context.steps.len()))
            .map_or(thread.mode, |context| context.mode)
    }

    /// Begins to send to a schema.
    fn receive(&mut self, number: usize) -> usize {
        let part = self.schema.parts.get(number);
        let idle = self.idle.get_mut(&number).and_then(Vec::pop);
        let validators = idle.unwrap_or_else(|| {
            let grammars = part.into_iter().flat_map(|part| &part.grammars);
            let mut validators: Vec<Validator<'s>> = grammars.map(|grammar| grammar.validator()).collect();
            for name in &self.unparsed {
                validators.iter_mut().for_each(|validator| validator.unparsed_entity(name));
            }
            validators
        });
        let tree = part.filter(|part| !part.rules.is_empty()).map(|_| Builder::new());
        self.receivers.push(Receiver { schema: number, validators, tree });
        self.receivers.len() - 1
    }

    /// Ends all receivers but the first.
    fn close(&mut self, first: usize) {
        for Receiver { schema, validators, tree } in self.receivers.drain(first.min(self.receivers.len())..) {
            self.learned += validators.iter().map(Validator::known).sum::<usize>();
            let (findings, renewed): (Vec<_>, Vec<_>) = validators.into_iter().map(Validator::next_part).unzip();
            self.found.findings.extend(findings.into_iter().flatten());
            self.found.documents.extend(tree.map(|builder| (schema, builder.finish())));
            let idle = self.idle.entry(schema).or_default();
            if idle.len() < MOST_IDLE {
                self.learned -= renewed.iter().map(Validator::known).sum::<usize>();
                idle.push(renewed);
            }
        }
    }

    /// Says once that parts are no longer checked.
    fn give_up(&mut self, span: Span) {
        if !std::mem::replace(&mut self.has_given_up, true) {
            let message = "the document has too many names in too many parts: what follows was not checked";
            self.found.findings.push(Diagnostic::new(&diag::NOT_RUN, message).at(span));
        }
    }

    /// Tells those who hear of the part that is open.
    fn tell(&mut self, step: impl Fn(&mut dyn Sink)) {
        let Some(frame) = self.frames.last() else { return };
        for number in &frame.listeners {
            if let Some(receiver) = self.receivers.get_mut(*number) {
                receiver.tell(&step);
            }
        }
    }
}

impl Receiver<'_> {
    fn tell(&mut self, step: &impl Fn(&mut dyn Sink)) {
        self.validators.iter_mut().for_each(|validator| step(validator));
        if let Some(builder) = &mut self.tree {
            step(builder);
        }
    }
}

impl Sink for Dispatcher<'_> {
    fn start(&mut self, start: &Start<'_>) {
        let name = start.names.get(start.name);
        let (namespace, local) = name.map_or(("", ""), |name| (&*name.namespace, &*name.local));
        let receivers = self.receivers.len();
        let same = self.frames.last().filter(|frame| *frame.namespace == *namespace);
        let same = same.map(|frame| (Arc::clone(&frame.namespace), Arc::clone(&frame.threads), frame.part));
        let (namespace, threads, part) =
            same.unwrap_or_else(|| (Arc::from(namespace), self.begin(namespace, start.name_span), self.frames.len()));
        let mut listeners: Vec<usize> =
            threads.iter().filter(|thread| thread.listens).filter_map(|thread| thread.receiver).collect();
        listeners.sort_unstable();
        listeners.dedup();
        if self.learned + listeners.len().saturating_mul(start.names.len()) > MOST_LEARNED {
            self.give_up(start.name_span);
            listeners.clear();
        }
        self.frames.push(Frame { namespace, local: Arc::from(local), part, threads, listeners, receivers });
        self.tell(|sink| sink.start(start));
    }

    fn end(&mut self, span: Span) {
        self.tell(|sink| sink.end(span));
        if let Some(frame) = self.frames.pop() {
            self.close(frame.receivers);
        }
    }

    fn text(&mut self, text: &str, span: Span) {
        self.tell(|sink| sink.text(text, span));
    }

    fn comment(&mut self, text: &str, span: Span) {
        self.tell(|sink| sink.comment(text, span));
    }

    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        self.tell(|sink| sink.instruction(target, data, span));
    }

    fn unparsed_entity(&mut self, name: &str) {
        self.unparsed.push(name.to_owned());
    }
}
