//! Any text is an XPath expression or has an error; any expression has a value or an error. Nothing panics, evaluation ends, and places of
//! errors lie in the text.
#![no_main]

#[allow(dead_code, reason = "each target uses one of its functions")]
mod grown;

use std::rc::Rc;
use std::sync::Arc;

use grown::grown;
use libfuzzer_sys::fuzz_target;
use recto::internals::budget::{Limits, Meter};
use recto::internals::xml::{Document, External};
use recto::internals::xpath::{
    Bound, Documents, Error, Evaluation, Expression, ExternalVariables, Library, NodeRef, Pattern, StaticContext,
    Temporal, Version,
};

const DOCUMENT: &str =
    "<?x y?><a xmlns:t='u' n='1' xml:id='i'>b<t:c xml:lang='de'>2</t:c><!--d--><a n='2'>e<f/></a></a>";

struct Nothing;

impl<'d> Documents<'d> for Nothing {
    fn document(&self, _: &str, _: &str) -> Result<NodeRef<'d>, Error> {
        Err(Error::new("FODC0002", "none"))
    }

    fn keep(&self, _: Document) -> Result<NodeRef<'d>, Error> {
        Err(Error::new("FODC0002", "none"))
    }

    fn collection(&self, _: &str, _: &str) -> Result<Vec<NodeRef<'d>>, Error> {
        Err(Error::new("FODC0002", "none"))
    }

    fn text(&self, _: &str, _: &str) -> Result<String, Error> {
        Err(Error::new("FODC0002", "none"))
    }

    fn address(&self, _: u32) -> String {
        String::new()
    }

    fn base(&self) -> String {
        String::new()
    }

    fn now(&self) -> Option<Temporal> {
        Temporal::from_unix(0)
    }
}

impl<'d> ExternalVariables<'d> for Nothing {
    fn variable(&self, _: &mut Evaluation<'_, 'd>, _: u32) -> Result<Rc<Bound<'d>>, Error> {
        Ok(Rc::new(Bound::new(vec![1.into(), 2.into()])))
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = grown(bytes) else { return };
    let text = text.as_str();
    let mut library = Library::default();
    let mut context = StaticContext {
        library: &mut library,
        prefixes: Arc::new(vec![("t".into(), "u".into())]),
        default_namespace: "".into(),
        version: if text.len() % 2 == 0 { Version::Later } else { Version::One },
        variables: &[],
    };
    let expression = Expression::parse(text, &mut context);
    let pattern = Pattern::parse(text, &mut context);
    let (document, _) = Document::parse(DOCUMENT, External::Refused);
    let meter = Meter::new(Limits { steps: 1_000_000, memory: 64 << 20, ..Limits::USUAL }, 0);
    let mut evaluation = Evaluation::new(&library, &Nothing, &Nothing, &meter);
    evaluation.enter(&document, 0);
    let top = NodeRef { node: document.top().unwrap(), document: 0, attribute: 0 };
    match expression {
        Err(error) => assert!(text.get(error.span.start..error.span.end).is_some()),
        Ok(expression) => {
            let _ = evaluation.items(&expression, Some(&top.into()));
            let _ = evaluation.is_true(&expression, None);
        }
    }
    if let Ok(pattern) = pattern {
        for node in top.node.descendants() {
            let _ = pattern.takes(&mut evaluation, NodeRef { node, ..top });
        }
    }
});
