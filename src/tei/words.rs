//! Running text of the model without its structure. Takes inlines and texts; gives spans and strings.

use super::elements::collapse;
use crate::model::Inline;
use crate::text::{Source, Span};
use crate::xml;

/// The part of the source that running text covers; notes count for nothing, they stand elsewhere.
pub(super) fn span_of(content: &[Inline]) -> Option<Span> {
    content
        .iter()
        .filter_map(|inline| match inline {
            Inline::Text(span)
            | Inline::LineBreak(span)
            | Inline::WordBreak(span)
            | Inline::PageBreak { mark: span, .. } => Some(*span),
            Inline::Sign { open, close, .. } => Some(open.to(*close)),
            Inline::Name(_, content) | Inline::Date(_, content) | Inline::Marked(_, content) => span_of(content),
            Inline::Note(_) => None,
        })
        .reduce(Span::to)
}

/// The words of running text, without notes and page breaks, white space collapsed.
pub(super) fn words(content: &[Inline], source: &Source) -> String {
    let mut out = String::new();
    push_words(&mut out, content, source);
    collapse(&out)
}

fn push_words(out: &mut String, content: &[Inline], source: &Source) {
    for inline in content {
        match inline {
            Inline::Text(span) => out.push_str(source.slice(*span)),
            Inline::LineBreak(_) => out.push(' '),
            Inline::PageBreak { .. } | Inline::Note(_) | Inline::WordBreak(_) => {}
            other => push_words(out, other.inner(), source),
        }
    }
}

/// The text with every run of white space that holds a line break as one blank.
pub(super) fn on_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['\n', '\r']) {
        let (before, after) = rest.split_at(at);
        out.push_str(before.trim_end_matches(xml::is_space));
        out.push(' ');
        rest = after.trim_start_matches(xml::is_space);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_become_one_blank() {
        assert_eq!(on_one_line("a \r\n  b\nc  d\n"), "a b c  d ");
        assert_eq!(on_one_line("\n"), " ");
    }
}
