//! JSON (Functions and Operators 3.1, section 17.5). Takes a text and what is to become of its escapes; gives its values, with the members of
//! objects in order. Promises an end: values stand [`DEEPEST`] deep inside each other at most.

use super::error::{self, Error};
use crate::xml::is_char;

/// Arrays and objects inside each other, at most.
pub(super) const DEEPEST: usize = 150;

/// A value.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(String),
    Text(String),
    Array(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// What becomes of characters that XML does not have, and of escapes.
pub(super) enum Escapes<'f> {
    /// They stand in the result as escapes.
    Kept,
    /// A function says what stands for one that XML does not have.
    Replaced(&'f mut dyn FnMut(String) -> Result<String, Error>),
}

struct Reader<'t, 'f> {
    text: &'t str,
    at: usize,
    escapes: Escapes<'f>,
}

/// Reads a text.
pub(super) fn read(text: &str, escapes: Escapes<'_>) -> Result<Value, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { text, at: 0, escapes };
    let value = reader.value(0)?;
    reader.skip();
    if reader.rest().is_empty() { Ok(value) } else { Err(reader.unexpected()) }
}

impl Reader<'_, '_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn skip(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r']).len();
    }

    fn eat(&mut self, sign: &str) -> bool {
        self.skip();
        let is_here = self.rest().starts_with(sign);
        self.at += if is_here { sign.len() } else { 0 };
        is_here
    }

    fn unexpected(&self) -> Error {
        let message = match self.rest().chars().next() {
            Some(c) => format!("`{c}` cannot stand at byte {} of the JSON text", self.at),
            None => "the JSON text ends too early".to_owned(),
        };
        Error::new("FOJS0001", message)
    }

    fn value(&mut self, depth: usize) -> Result<Value, Error> {
        if depth > DEEPEST {
            return Err(Error::new(error::LIMIT, "values of the JSON text stand too deep inside each other"));
        }
        self.skip();
        match self.rest().chars().next() {
            Some('"') => self.string().map(Value::Text),
            Some('-' | '0'..='9') => self.number().map(Value::Number),
            Some('[') => {
                self.at += 1;
                let mut members = Vec::new();
                if self.eat("]") {
                    return Ok(Value::Array(members));
                }
                loop {
                    members.push(self.value(depth + 1)?);
                    if !self.eat(",") {
                        break;
                    }
                }
                if self.eat("]") { Ok(Value::Array(members)) } else { Err(self.unexpected()) }
            }
            Some('{') => {
                self.at += 1;
                let mut members = Vec::new();
                if self.eat("}") {
                    return Ok(Value::Object(members));
                }
                loop {
                    self.skip();
                    let key = self.string()?;
                    if !self.eat(":") {
                        return Err(self.unexpected());
                    }
                    members.push((key, self.value(depth + 1)?));
                    if !self.eat(",") {
                        break;
                    }
                }
                if self.eat("}") { Ok(Value::Object(members)) } else { Err(self.unexpected()) }
            }
            _ if self.eat("null") => Ok(Value::Null),
            _ if self.eat("true") => Ok(Value::Boolean(true)),
            _ if self.eat("false") => Ok(Value::Boolean(false)),
            _ => Err(self.unexpected()),
        }
    }

    fn number(&mut self) -> Result<String, Error> {
        let start = self.at;
        let digits = |this: &mut Self| {
            let count = this.rest().bytes().take_while(u8::is_ascii_digit).count();
            this.at += count;
            count
        };
        self.at += usize::from(self.rest().starts_with('-'));
        let is_zero = self.rest().starts_with('0');
        let count = digits(self);
        if count == 0 || is_zero && count > 1 {
            return Err(self.unexpected());
        }
        if self.rest().starts_with('.') {
            self.at += 1;
            if digits(self) == 0 {
                return Err(self.unexpected());
            }
        }
        if self.rest().starts_with(['e', 'E']) {
            self.at += 1;
            self.at += usize::from(self.rest().starts_with(['+', '-']));
            if digits(self) == 0 {
                return Err(self.unexpected());
            }
        }
        Ok(self.text.get(start..self.at).unwrap_or_default().to_owned())
    }

    fn string(&mut self) -> Result<String, Error> {
        if !self.rest().starts_with('"') {
            return Err(self.unexpected());
        }
        self.at += 1;
        let mut text = String::new();
        loop {
            let Some(c) = self.rest().chars().next() else { return Err(self.unexpected()) };
            match c {
                '"' => {
                    self.at += 1;
                    return Ok(text);
                }
                '\\' => {
                    let code = self.escape()?;
                    self.push(code, &mut text)?;
                }
                c if c < ' ' => return Err(self.unexpected()),
                c => {
                    self.at += c.len_utf8();
                    self.push(u32::from(c), &mut text)?;
                }
            }
        }
    }

    /// The number of a character that is written with `\`; half of a pair where the other half is not there.
    fn escape(&mut self) -> Result<u32, Error> {
        const ESCAPES: [(char, u32); 8] =
            [('"', 0x22), ('\\', 0x5c), ('/', 0x2f), ('b', 8), ('f', 12), ('n', 10), ('r', 13), ('t', 9)];
        let sign = self.rest().chars().nth(1);
        if sign == Some('u') {
            let first = self.hexadecimal(2)?;
            self.at += 6;
            if (0xd800..0xdc00).contains(&first)
                && self.rest().starts_with("\\u")
                && let Ok(second) = self.hexadecimal(2)
                && (0xdc00..0xe000).contains(&second)
            {
                self.at += 6;
                return Ok(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00));
            }
            return Ok(first);
        }
        let found = ESCAPES.iter().find(|(own, _)| Some(*own) == sign).map(|(_, code)| *code);
        let code = found.ok_or_else(|| self.unexpected())?;
        self.at += 2;
        Ok(code)
    }

    fn hexadecimal(&self, from: usize) -> Result<u32, Error> {
        let digits =
            self.rest().get(from..from + 4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()).ok_or_else(|| self.unexpected())
    }

    fn push(&mut self, code: u32, text: &mut String) -> Result<(), Error> {
        let character = char::from_u32(code).filter(|c| is_char(*c));
        match (&mut self.escapes, character) {
            (Escapes::Kept, Some(c)) if !is_special(c) => text.push(c),
            (Escapes::Kept, _) => *text += &escaped(code),
            (Escapes::Replaced(_), Some(c)) => text.push(c),
            (Escapes::Replaced(replace), None) => *text += &replace(escaped(code))?,
        }
        Ok(())
    }
}

/// Whether a character stands as an escape where escapes are kept.
fn is_special(c: char) -> bool {
    c == '\\' || matches!(u32::from(c), 0..=0x1f | 0x7f..=0x9f)
}

/// A character as an escape.
fn escaped(code: u32) -> String {
    match code {
        0x5c => "\\\\".to_owned(),
        8 => "\\b".to_owned(),
        9 => "\\t".to_owned(),
        10 => "\\n".to_owned(),
        12 => "\\f".to_owned(),
        13 => "\\r".to_owned(),
        code => format!("\\u{code:04X}"),
    }
}

/// A text between quotes, with escapes where JSON asks for them.
pub(super) fn quoted(text: &str) -> String {
    let mut written = "\"".to_owned();
    for c in text.chars() {
        match c {
            '"' => written += "\\\"",
            '/' => written += "\\/",
            c if is_special(c) => written += &escaped(u32::from(c)),
            c => written.push(c),
        }
    }
    written + "\""
}

/// A text that has escapes of JSON, between quotes; `None` where one of them is none.
pub(super) fn quoted_escaped(text: &str) -> Option<String> {
    let mut written = "\"".to_owned();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' => match rest.chars().nth(1)? {
                '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' => 2,
                'u' => 6,
                _ => return None,
            },
            c => c.len_utf8(),
        };
        let piece = rest.get(..length)?;
        match c {
            '\\' if length == 6 && !piece.bytes().skip(2).all(|byte| byte.is_ascii_hexdigit()) => return None,
            '\\' => written += piece,
            '"' => written += "\\\"",
            '/' => written += "\\/",
            c if is_special(c) => written += &escaped(u32::from(c)),
            _ => written += piece,
        }
        rest = rest.get(length..)?;
    }
    Some(written + "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> Result<String, &'static str> {
        read(text, Escapes::Kept).map(|value| format!("{value:?}")).map_err(|error| error.code)
    }

    #[test]
    fn values_are_read() {
        assert_eq!(written(" [1.5e3, true, null] ").unwrap(), r#"Array([Number("1.5e3"), Boolean(true), Null])"#);
        assert_eq!(written(r#"{"a\n":"\ud834\udd1e"}"#).unwrap(), r#"Object([("a\\n", Text("𝄞"))])"#);
        for bad in ["", "[1,]", "01", "\"\n\"", "{a:1}", "1 2", "nul", r#""\x""#, "1."] {
            assert_eq!(written(bad), Err("FOJS0001"), "{bad}");
        }
        assert_eq!(written(&"[".repeat(1000)), Err(error::LIMIT));
    }

    #[test]
    fn texts_are_written() {
        assert_eq!(quoted("a\"/\\\u{7f}"), r#""a\"\/\\\u007F""#);
        assert_eq!(quoted_escaped(r#"a\n"b"#).unwrap(), r#""a\n\"b""#);
        assert_eq!(quoted_escaped(r"\q"), None);
    }
}
