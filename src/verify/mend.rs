//! TEI that is not well-formed, made well-formed. Takes a text; gives the document that the parser makes of it, written anew, where there is one. What
//! was wrong the parser's findings say.
//!
//! Tags, comments and instructions stay as they are written where nothing is wrong in them. Text is escaped; what is not closed is closed. What stands
//! outside of the root element is left out, but for the declaration.

use crate::diag::Diagnostic;
use crate::text::Span;
use crate::text::escape::escape;
use crate::xml::{External, Sink, Start, parse};

/// The mended document.
#[must_use]
pub fn mend(text: &str) -> Option<String> {
    let faults = parse(text, External::Refused, &mut Nobody);
    let mut writer =
        Writer { text, faults: &faults, out: declaration(text).to_owned(), open: Vec::new(), is_empty: false };
    parse(text, External::Refused, &mut writer);
    parse(&writer.out, External::Refused, &mut Nobody).is_empty().then_some(writer.out)
}

struct Nobody;

impl Sink for Nobody {}

/// The declaration at the beginning.
fn declaration(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    let end = text.find("?>").filter(|_| text.starts_with("<?xml ")).map_or(0, |end| end + 2);
    text.get(..end).unwrap_or_default()
}

struct Writer<'t> {
    text: &'t str,
    faults: &'t [Diagnostic],
    out: String,
    open: Vec<String>,
    /// Whether the tag that was written last may end its element at once.
    is_empty: bool,
}

impl Writer<'_> {
    /// Ends the tag that was written last.
    fn settle(&mut self) {
        if std::mem::take(&mut self.is_empty) {
            self.out.push('>');
        }
    }

    fn is_sound(&self, span: Span) -> bool {
        let is_in = |fault: &&Diagnostic| fault.span.is_some_and(|at| span.start <= at.start && at.start < span.end);
        !self.faults.iter().any(|fault| is_in(&fault))
    }

    fn raw(&mut self, span: Span) {
        self.settle();
        if self.is_sound(span) {
            self.out.push_str(span.of(self.text));
        }
    }
}

impl Sink for Writer<'_> {
    fn start(&mut self, start: &Start<'_>) {
        self.settle();
        let written = start.names.get(start.name).map_or_else(String::new, |name| name.as_written());
        let tag = start.span.of(self.text).trim_end_matches('>').trim_end_matches('/').trim_end();
        if self.is_sound(start.span) && tag.starts_with('<') {
            self.out.push_str(tag);
        } else {
            self.out = std::mem::take(&mut self.out) + "<" + &written;
            for attribute in start.attributes {
                let name = start.names.get(attribute.name).map_or_else(String::new, |name| name.as_written());
                let value = escape(&attribute.value, &['&', '<', '"']);
                self.out = std::mem::take(&mut self.out) + " " + &name + "=\"" + &value + "\"";
            }
        }
        self.is_empty = true;
        self.open.push(written);
    }

    fn end(&mut self, _: Span) {
        let Some(name) = self.open.pop() else { return };
        match std::mem::take(&mut self.is_empty) {
            true => self.out.push_str("/>"),
            false => self.out = std::mem::take(&mut self.out) + "</" + &name + ">",
        }
    }

    fn text(&mut self, text: &str, _: Span) {
        self.settle();
        self.out.push_str(&escape(text, &['&', '<', '>']));
    }

    fn comment(&mut self, _: &str, span: Span) {
        self.raw(span);
    }

    fn instruction(&mut self, _: &str, _: &str, span: Span) {
        self.raw(span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_models_leave_open_is_closed() {
        for (text, expected) in [
            ("<p>R & D", "<p>R &amp; D</p>"),
            ("<div><p>one <hi>two</p><pb/></div>", "<div><p>one <hi>two</hi></p><pb/></div>"),
            (
                "<?xml version=\"1.0\"?><p n='1'>a<!-- c --> &#233;</p>",
                "<?xml version=\"1.0\"?><p n='1'>a<!-- c --> é</p>",
            ),
            ("```xml\n<p>a</p>\n```", "<p>a</p>"),
        ] {
            assert_eq!(mend(text).as_deref(), Some(expected), "{text}");
        }
        assert_eq!(mend("nothing"), None);
    }
}
