//! Text to tokens (XPath 3.1, A.2). Takes an expression; gives its tokens with their places. Comments are left out; which names are
//! operators is for the parser to say.

use std::borrow::Cow;

use super::error::{self, Error};
use crate::text::Span;
use crate::xml::{is_name_char, is_name_start};

/// What a token is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind<'t> {
    /// A name with its prefix, `tei:div`; also `Q{uri}div`.
    Name(Name<'t>),
    /// `tei:*`, `*:div`, `Q{uri}*`: the part that is `*` is `None`.
    Wildcard(Name<'t>),
    /// Digits.
    Integer(&'t str),
    /// With a point.
    Decimal(&'t str),
    /// With an exponent.
    Double(&'t str),
    /// A string without its quotes.
    String(Cow<'t, str>),
    /// `$`
    Dollar,
    /// Any other sign.
    Sign(&'static str),
    /// Nothing follows.
    End,
}

/// A name as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Name<'t> {
    pub(super) space: Space<'t>,
    /// The local part; `*` for any.
    pub(super) local: &'t str,
}

/// The namespace of a name as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space<'t> {
    /// No prefix.
    None,
    /// A prefix.
    Prefix(&'t str),
    /// `Q{uri}`
    Uri(&'t str),
    /// `*:`
    Any,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind<'t>,
    pub(super) span: Span,
}

/// Longer signs before those they begin with.
const SIGNS: &[&str] = &[
    "::", "//", "..", "!=", "<=", "<<", ">=", ">>", "||", "=>", ":=", "(", ")", "[", "]", ",", ".", "/", "@", "=", "<",
    ">", "+", "-", "*", "|", "!", "?", "#", "{", "}", ":",
];

/// Cuts an expression into tokens; the last is [`Kind::End`].
pub(super) fn lex(text: &str) -> Result<Vec<Token<'_>>, Error> {
    let mut tokens = Vec::new();
    let mut at = 0;
    loop {
        at = skip(text, at)?;
        let rest = text.get(at..).unwrap_or_default();
        let Some(first) = rest.chars().next() else {
            tokens.push(Token { kind: Kind::End, span: Span::at(at) });
            return Ok(tokens);
        };
        let (kind, length) = match first {
            '"' | '\'' => string(rest, first).ok_or_else(|| broken("the string does not end", at, text.len()))?,
            '$' => (Kind::Dollar, 1),
            '0'..='9' => number(rest),
            '.' if rest.chars().nth(1).is_some_and(|c| c.is_ascii_digit()) => number(rest),
            'Q' if rest.starts_with("Q{") => braced(rest).ok_or_else(|| broken("`Q{` does not end", at, at + 2))?,
            '*' if rest.get(1..).is_some_and(|rest| rest.starts_with(':') && starts_name(rest.get(1..))) => {
                let local = prefix_name(rest.get(2..).unwrap_or_default());
                (Kind::Wildcard(Name { space: Space::Any, local }), 2 + local.len())
            }
            c if is_name_start(c) => name(rest),
            c => match SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
                Some(sign) => (Kind::Sign(sign), sign.len()),
                None => return Err(broken(&format!("`{c}` cannot stand here"), at, at + c.len_utf8())),
            },
        };
        if matches!(kind, Kind::Integer(_) | Kind::Decimal(_) | Kind::Double(_)) && starts_name(rest.get(length..)) {
            return Err(broken("a number and a name stand together", at, at + length));
        }
        tokens.push(Token { kind, span: Span::new(at, at + length) });
        at += length;
    }
}

fn broken(message: &str, start: usize, end: usize) -> Error {
    Error::new(error::SYNTAX, message).at(Span::new(start, end))
}

fn starts_name(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.starts_with(is_name_start))
}

/// The longest name without colon at the beginning.
fn prefix_name(text: &str) -> &str {
    let end = text.find(|c: char| !is_name_char(c) || c == ':').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

fn skip(text: &str, mut at: usize) -> Result<usize, Error> {
    loop {
        let rest = text.get(at..).unwrap_or_default();
        at += rest.len() - rest.trim_start().len();
        let rest = text.get(at..).unwrap_or_default();
        if !rest.starts_with("(:") {
            return Ok(at);
        }
        let mut depth = 0_usize;
        let mut inside = 0;
        loop {
            let rest = rest.get(inside..).unwrap_or_default();
            if rest.starts_with("(:") {
                depth += 1;
                inside += 2;
            } else if rest.starts_with(":)") {
                depth -= 1;
                inside += 2;
                if depth == 0 {
                    break;
                }
            } else {
                let c = rest.chars().next().ok_or_else(|| broken("the comment does not end", at, at + 2))?;
                inside += c.len_utf8();
            }
        }
        at += inside;
    }
}

fn string(rest: &str, quote: char) -> Option<(Kind<'_>, usize)> {
    let mut end = 1;
    let mut is_doubled = false;
    loop {
        end += rest.get(end..)?.find(quote)?;
        if !rest.get(end + 1..)?.starts_with(quote) {
            break;
        }
        is_doubled = true;
        end += 2;
    }
    let inside = rest.get(1..end)?;
    let text = match is_doubled {
        true => Cow::Owned(inside.replace(&format!("{quote}{quote}"), &quote.to_string())),
        false => Cow::Borrowed(inside),
    };
    Some((Kind::String(text), end + 1))
}

fn number(rest: &str) -> (Kind<'_>, usize) {
    let digits = |from: usize| rest.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let bytes = rest.as_bytes();
    let mut end = digits(0);
    let mut has_point = false;
    // `1..2` would be no number with a point; `1 to 2` is what is written.
    if bytes.get(end) == Some(&b'.') && bytes.get(end + 1) != Some(&b'.') {
        has_point = true;
        end += 1 + digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if digits(signed) > 0 {
            end = signed + digits(signed);
            return (Kind::Double(rest.get(..end).unwrap_or_default()), end);
        }
    }
    let text = rest.get(..end).unwrap_or_default();
    (if has_point { Kind::Decimal(text) } else { Kind::Integer(text) }, end)
}

fn braced(rest: &str) -> Option<(Kind<'_>, usize)> {
    let end = rest.find('}')?;
    let uri = rest.get(2..end)?.trim();
    let space = if uri.is_empty() { Space::None } else { Space::Uri(uri) };
    let after = rest.get(end + 1..)?;
    if after.starts_with('*') {
        let space = Space::Uri(uri);
        return Some((Kind::Wildcard(Name { space, local: "*" }), end + 2));
    }
    let local = Some(prefix_name(after)).filter(|local| !local.is_empty())?;
    Some((Kind::Name(Name { space, local }), end + 1 + local.len()))
}

fn name(rest: &str) -> (Kind<'_>, usize) {
    let first = prefix_name(rest);
    let after = rest.get(first.len()..).unwrap_or_default();
    let behind = after.strip_prefix(':').filter(|behind| !behind.starts_with(':'));
    let space = Space::Prefix(first);
    if behind.is_some_and(|behind| behind.starts_with('*')) {
        return (Kind::Wildcard(Name { space, local: "*" }), first.len() + 2);
    }
    match behind.map(prefix_name).filter(|local| local.starts_with(is_name_start)) {
        Some(local) => (Kind::Name(Name { space, local }), first.len() + 1 + local.len()),
        None => (Kind::Name(Name { space: Space::None, local: first }), first.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_wildcards_and_signs_are_told_apart() {
        let kinds = |text| lex(text).unwrap().into_iter().map(|token| format!("{:?}", token.kind)).collect::<Vec<_>>();
        assert_eq!(kinds("tei:div[a:*]/*:p").len(), 7);
        assert_eq!(kinds("child::p"), kinds("child :: p"));
        assert_eq!(kinds("1.5e3 (: a (: b :) :) 'it''s'").len(), 3);
        assert_eq!(kinds("a-b").len(), 2);
        for bad in ["'a", "(: x", "12a", "~"] {
            assert_eq!(lex(bad).unwrap_err().code, "XPST0003", "{bad}");
        }
    }
}
