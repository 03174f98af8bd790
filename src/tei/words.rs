//! Running text of the model without its structure. Takes inlines and texts; gives spans and strings.

use super::elements::collapse;
use crate::model::Inline;
use crate::text::{Source, Span};
use crate::xml::{self, Text};

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

/// A part of the source, with every run of white space that holds a line break as one blank.
pub(super) fn on_one_line(source: &Source, span: Span) -> Text {
    let mut out = Text::default();
    let mut rest = source.slice(span);
    let mut start = span.start;
    while let Some(at) = rest.find(['\n', '\r']) {
        let (before, after) = rest.split_at(at);
        out.push_from(before.trim_end_matches(xml::is_space), start);
        out.characters.push(' ');
        let next = after.trim_start_matches(xml::is_space);
        start += rest.len() - next.len();
        rest = next;
    }
    out.push_from(rest, start);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_become_one_blank() {
        let on_one_line = |text: &str| {
            let out = super::on_one_line(&Source::new("a.txt", text), Span::new(0, text.len()));
            (out.characters, out.origins)
        };
        let parts = [(0, 0, 1), (2, 6, 7), (4, 8, 12)].map(|(at, start, end)| (at, Span::new(start, end)));
        assert_eq!(on_one_line("a \r\n  b\nc  d\n"), ("a b c  d ".to_owned(), parts.to_vec()));
        assert_eq!(on_one_line("\n"), (" ".to_owned(), Vec::new()));
    }
}
