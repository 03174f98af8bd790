//! The grammar of regular expressions (XML Schema part 2, appendix F), and what XPath adds to it (Functions and Operators 3.1,
//! 5.6.1). Takes an expression; gives the same in the syntax of the crate `regex`, and how large it is.
//!
//! Every character is written as a number, so that none means more there than here.

use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

use super::block::BLOCKS;
use crate::datatype::name_chars::{MORE, START};
use crate::text::nearest;

/// What is said of an expression that is larger.
pub(super) const TOO_LARGE: &str = "the expression repeats too much: it would take too much memory";

/// How deeply parentheses and brackets may be nested.
pub(super) const MAX_DEPTH: u32 = 100;

/// Categories of characters (F.1.1), without `Cs`: no text contains surrogates.
pub(super) const CATEGORIES: [&str; 36] = [
    "C", "Cc", "Cf", "Cn", "Co", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd", "Nl", "No", "P",
    "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl", "Zp", "Zs",
];

/// Characters that stand for themselves behind `\`.
const ESCAPED: &str = r"\|.-^?*+{}()[]";

/// Characters that repeat what stands before them.
const REPEATING: &str = "?*+{";

/// What a class of characters weighs, when one character weighs 1.
const CLASS_WEIGHT: u64 = 64;

/// Expressions up to this weight take no more than a few megabytes.
const SMALL: u64 = 4096;

/// Expressions beyond this weight would take seconds to refuse.
const LARGE: u64 = 1 << 20;

/// An expression in the syntax of `regex`.
#[derive(Debug)]
pub(super) struct Expression {
    /// It matches a part of a string; groups capture only in XPath.
    pub(super) translated: String,
    /// How much it repeats.
    pub(super) size: Size,
    /// The same as a number: one for each character of it when written without repetitions, about so many kilobytes.
    pub(super) weight: u64,
    /// Whether it is one or more of a class of characters, and nothing else.
    pub(super) is_repeated_class: bool,
    /// The group around each group that captures; 0 where there is none.
    pub(super) around: Vec<usize>,
    /// Whether it has back-references, each written as `(?(1)\1|)`: one to a group that took no part matches nothing.
    pub(super) refers_back: bool,
}

/// Whose grammar it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// XML Schema: the whole of a string is matched, nothing is captured.
    Schema,
    /// XPath: `^`, `$`, captured groups, reluctant quantifiers.
    XPath {
        /// What `.` is.
        dot: Dot,
    },
}

/// What `.` matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dot {
    /// Any character but line ends.
    InLine,
    /// Any character.
    Any,
}

/// How much memory an expression takes when compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Little.
    Small,
    /// Perhaps too much.
    Large,
    /// Too much.
    Excessive,
}

/// Reads an expression.
///
/// # Errors
/// What is wrong with it, as a phrase.
pub(super) fn read(text: &str, dialect: Dialect) -> Result<Expression, String> {
    let (chars, translated) = (text.chars().peekable(), String::new());
    let mut reader = Reader {
        chars,
        dialect,
        translated,
        depth: 0,
        outline: Vec::new(),
        groups: Vec::new(),
        open: 0,
        refers_back: false,
    };
    let weight = reader.branches()?;
    if let Some(c) = reader.chars.next() {
        return Err(unexpected(c));
    }
    let size = match weight {
        weight if weight <= SMALL => Size::Small,
        weight if weight <= LARGE => Size::Large,
        _ => Size::Excessive,
    };
    let is_repeated_class = reader.outline == [Piece::Class, Piece::Plus];
    let Reader { translated, refers_back, groups, .. } = reader;
    let around = groups.iter().map(|group| group.around).collect();
    Ok(Expression { translated, size, weight, is_repeated_class, around, refers_back })
}

struct Reader<'t> {
    chars: Peekable<Chars<'t>>,
    dialect: Dialect,
    translated: String,
    depth: u32,
    /// What stands outside of parentheses.
    outline: Vec<Piece>,
    /// Those that capture, in order.
    groups: Vec<Group>,
    /// The innermost of them that is open; 0 where none is.
    open: usize,
    refers_back: bool,
}

/// A group that captures.
#[derive(Clone, Copy, Debug)]
struct Group {
    around: usize,
    is_closed: bool,
}

/// A part of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// A class of characters.
    Class,
    /// `+`
    Plus,
    /// Anything else.
    Other,
}

/// One member of a class of characters.
enum Member {
    /// A character, which can begin or end a range.
    Character(char),
    /// An escape for many, already translated.
    Class,
}

impl Reader<'_> {
    /// `regExp`: branches with `|` between them. Gives their weight.
    fn branches(&mut self) -> Result<u64, String> {
        let mut weight = self.branch()?;
        while self.chars.next_if_eq(&'|').is_some() {
            self.note(Piece::Other);
            self.translated.push('|');
            weight = weight.saturating_add(self.branch()?);
        }
        Ok(weight)
    }

    /// `branch`: pieces that follow each other.
    fn branch(&mut self) -> Result<u64, String> {
        let mut weight: u64 = 1;
        let mut sign = None;
        while let Some(&c) = self.chars.peek() {
            if matches!(c, '|' | ')') {
                break;
            }
            if REPEATING.contains(c) {
                return Err(match sign {
                    None => format!("`{c}` has nothing before it to repeat; write `\\{c}` for the character"),
                    Some(sign) => format!(
                        "`{c}` follows `{sign}`: put parentheses around what is repeated; write `\\{c}` for the character"
                    ),
                });
            }
            let (piece, atom) = self.atom()?;
            self.note(piece);
            let (times, next) = self.quantifier()?;
            sign = next;
            match sign {
                Some('+') => self.note(Piece::Plus),
                Some(_) => self.note(Piece::Other),
                None => {}
            }
            weight = weight.saturating_add(atom.saturating_mul(times));
        }
        Ok(weight)
    }

    fn note(&mut self, piece: Piece) {
        if self.depth == 0 {
            self.outline.push(piece);
        }
    }

    /// Passes over `?:`; whether it was there.
    fn opens_plain_group(&mut self) -> Result<bool, String> {
        if self.chars.next_if_eq(&'?').is_none() {
            return Ok(false);
        }
        match self.chars.next() {
            Some(':') => Ok(true),
            _ => Err("`:` is expected behind `(?`".to_owned()),
        }
    }

    /// What it is, and its weight.
    fn atom(&mut self) -> Result<(Piece, u64), String> {
        match self.chars.next() {
            Some('(') => self.nested(|reader| {
                let captures = reader.dialect != Dialect::Schema && !reader.opens_plain_group()?;
                reader.translated.push_str(if captures { "(" } else { "(?:" });
                let (at, around) = (reader.groups.len(), reader.open);
                if captures {
                    reader.groups.push(Group { around, is_closed: false });
                    reader.open = at + 1;
                }
                let weight = reader.branches()?;
                reader.close(')')?;
                reader.open = around;
                if let Some(group) = reader.groups.get_mut(at).filter(|_| captures) {
                    group.is_closed = true;
                }
                reader.translated.push(')');
                Ok((Piece::Other, weight))
            }),
            Some('[') => {
                self.nested(Self::class)?;
                Ok((Piece::Class, CLASS_WEIGHT))
            }
            Some(c @ ('^' | '$')) if self.dialect != Dialect::Schema => {
                self.translated.push(c);
                Ok((Piece::Other, 1))
            }
            Some('.') => {
                let is_any = self.dialect == Dialect::XPath { dot: Dot::Any };
                self.translated.push_str(if is_any { "(?s:.)" } else { r"[^\n\r]" });
                Ok((Piece::Class, CLASS_WEIGHT))
            }
            Some('\\') => {
                if self.dialect != Dialect::Schema
                    && let Some(digit) = self.chars.peek().and_then(|c| c.to_digit(10))
                {
                    self.chars.next();
                    self.back_reference(digit)?;
                    return Ok((Piece::Other, CLASS_WEIGHT));
                }
                let start = self.translated.len();
                match self.escape()? {
                    Member::Character(c) => Ok(self.character(c)),
                    Member::Class => {
                        // What is no single character is as it is written, whatever the flag `i` says (5.6.1.1).
                        if self.dialect != Dialect::Schema {
                            self.translated.insert_str(start, "(?-i:");
                            self.translated.push(')');
                        }
                        Ok((Piece::Class, CLASS_WEIGHT))
                    }
                }
            }
            Some(c @ (']' | '}')) => Err(unexpected(c)),
            Some(c) => Ok(self.character(c)),
            None => Ok((Piece::Other, 0)),
        }
    }

    /// A back-reference (5.6.1), behind its first digit. A further digit belongs to the number only where there are so many groups.
    fn back_reference(&mut self, digit: u32) -> Result<(), String> {
        let mut number = digit;
        while let Some(longer) = self.chars.peek().and_then(|c| c.to_digit(10)).map(|digit| number * 10 + digit) {
            if longer as usize > self.groups.len() {
                break;
            }
            self.chars.next();
            number = longer;
        }
        let group = (number as usize).checked_sub(1).and_then(|at| self.groups.get(at));
        if !group.is_some_and(|group| group.is_closed) {
            return Err(format!("no group is closed before the back-reference `\\{number}` to it"));
        }
        self.refers_back = true;
        let _ = write!(self.translated, "(?({number})\\{number}|)"); // writing to a string cannot fail
        Ok(())
    }

    /// `quantifier`: how often a piece is there at most or at least, and the last sign of it.
    fn quantifier(&mut self) -> Result<(u64, Option<char>), String> {
        let Some(sign) = self.chars.next_if(|c| REPEATING.contains(*c)) else { return Ok((1, None)) };
        self.translated.push(sign);
        let times = if sign == '{' { self.times()? } else { 1 };
        if self.dialect != Dialect::Schema && self.chars.next_if_eq(&'?').is_some() {
            self.translated.push('?');
        }
        Ok((times, Some(if sign == '{' { '}' } else { sign })))
    }

    /// Numbers in braces, behind the first brace: the greater of them.
    fn times(&mut self) -> Result<u64, String> {
        let least = self.number()?.ok_or(r"a number is expected behind `{`; write `\{` for the character")?;
        let mut times = least;
        if self.chars.next_if_eq(&',').is_some() {
            self.translated.push(',');
            if let Some(most) = self.number()? {
                if most < least {
                    return Err(format!("`{{{least},{most}}}` is upside down"));
                }
                times = most;
            }
        } else if let Some(c) = self.chars.peek().filter(|c| **c != '}') {
            return Err(format!("`}}` or `,` is expected behind the number, not `{c}`"));
        }
        self.close('}')?;
        self.translated.push('}');
        Ok(times.max(1))
    }

    fn number(&mut self) -> Result<Option<u64>, String> {
        let mut number: Option<u64> = None;
        while let Some(digit) = self.chars.peek().and_then(|c| c.to_digit(10)) {
            self.chars.next();
            let value = number.unwrap_or_default() * 10 + u64::from(digit);
            if value > LARGE {
                return Err(TOO_LARGE.to_owned());
            }
            number = Some(value);
        }
        if let Some(number) = number {
            let _ = write!(self.translated, "{number}"); // writing to a string cannot fail
        }
        Ok(number)
    }

    /// `charClassExpr`, behind its `[`.
    fn class(&mut self) -> Result<(), String> {
        self.translated.push_str("[[");
        let is_negative = self.chars.next_if_eq(&'^').is_some();
        if is_negative {
            self.translated.push('^');
        }
        let mut is_first = true;
        let mut was_range = false;
        loop {
            let mut is_range = false;
            match self.chars.next() {
                None => return Err("`]` is missing at its end".to_owned()),
                Some(']') if is_first => {
                    return Err(format!("there is nothing in `[{}]`", if is_negative { "^" } else { "" }));
                }
                Some(']') => {
                    self.translated.push_str("]]");
                    return Ok(());
                }
                Some('-') if !is_first && self.chars.next_if_eq(&'[').is_some() => return self.difference(),
                Some('-') if is_first || self.chars.peek() == Some(&']') => self.push('-'),
                // Behind a range or an escape for many it begins none (XML Schema 1.1, part 2, G.1), as `[0-9-.]` is often written.
                Some('-') if self.dialect != Dialect::Schema && was_range => self.push('-'),
                Some('-') => return Err(hyphen()),
                Some('[') => return Err(r"`[` stands in `[…]`; write `\[` for the character".to_owned()),
                Some('\\') => {
                    is_range = match self.escape()? {
                        Member::Character(c) => self.range(c)?,
                        Member::Class => true,
                    };
                }
                Some(c) => is_range = self.range(c)?,
            }
            (is_first, was_range) = (false, is_range);
        }
    }

    /// `charClassSub`, behind its second `[`.
    fn difference(&mut self) -> Result<(), String> {
        self.translated.push_str("]--");
        self.nested(Self::class)?;
        if let Some(c) = self.chars.peek().filter(|c| **c != ']') {
            return Err(format!("`]` is expected behind the class that is taken out, not `{c}`"));
        }
        self.close(']')?;
        self.translated.push(']');
        Ok(())
    }

    /// `charRange` that begins with a character; whether it is more than that.
    fn range(&mut self, first: char) -> Result<bool, String> {
        self.push(first);
        let mut ahead = self.chars.clone();
        if ahead.next() != Some('-') || matches!(ahead.next(), None | Some('[' | ']')) {
            return Ok(false);
        }
        self.chars.next();
        let last = match self.chars.next() {
            Some('\\') => match self.escape()? {
                Member::Character(c) => c,
                Member::Class => return Err(hyphen()),
            },
            Some('-') | None => return Err(hyphen()),
            Some(c) => c,
        };
        if last < first {
            return Err(format!("the range `{first}-{last}` is upside down"));
        }
        self.translated.push('-');
        self.push(last);
        Ok(true)
    }

    /// `charClassEsc`, behind its `\`. Translates one for many characters; gives one that stands for a single character.
    fn escape(&mut self) -> Result<Member, String> {
        let Some(c) = self.chars.next() else { return Err(r"there is no character behind the last `\`".to_owned()) };
        match c {
            '$' if self.dialect != Dialect::Schema => return Ok(Member::Character('$')),
            '0'..='9' if self.dialect != Dialect::Schema => {
                return Err(format!("the back-reference `\\{c}` stands in `[…]`"));
            }
            'n' => return Ok(Member::Character('\n')),
            'r' => return Ok(Member::Character('\r')),
            't' => return Ok(Member::Character('\t')),
            _ if ESCAPED.contains(c) => return Ok(Member::Character(c)),
            's' => self.translated.push_str(r"[ \t\n\r]"),
            'S' => self.translated.push_str(r"[^ \t\n\r]"),
            'd' => self.translated.push_str(r"\p{Nd}"),
            'D' => self.translated.push_str(r"\P{Nd}"),
            'w' => self.translated.push_str(r"[^\p{P}\p{Z}\p{C}]"),
            'W' => self.translated.push_str(r"[\p{P}\p{Z}\p{C}]"),
            'i' => self.ranges("[:", START.iter().copied()),
            'I' => self.ranges("[^:", START.iter().copied()),
            'c' => self.ranges("[:", START.iter().chain(MORE).copied()),
            'C' => self.ranges("[^:", START.iter().chain(MORE).copied()),
            'p' | 'P' => self.property(c)?,
            _ => {
                let who = if self.dialect == Dialect::Schema { "XML Schema" } else { "XPath" };
                let needless = if c.is_alphanumeric() { "" } else { "; the character needs none" };
                return Err(format!("{who} has no escape `\\{c}`{needless}"));
            }
        }
        Ok(Member::Class)
    }

    /// `catEsc` and `complEsc`, behind their letter.
    fn property(&mut self, letter: char) -> Result<(), String> {
        if self.chars.next_if_eq(&'{').is_none() {
            return Err(format!("`{{` and the name of a category or block are expected behind `\\{letter}`"));
        }
        let mut name = String::new();
        while let Some(c) = self.chars.next_if(|c| *c != '}') {
            name.push(c);
        }
        self.close('}')?;
        if let Some(block) = name.strip_prefix("Is") {
            let mut rows = BLOCKS.iter().filter(|(name, _, _)| *name == block).peekable();
            if rows.peek().is_none() {
                let names: Vec<&'static str> = BLOCKS.iter().map(|(name, _, _)| *name).collect();
                let likely = nearest(block, &names).map(|name| format!("; did you mean `{name}`?"));
                return Err(format!("Unicode has no block `{block}`{}", likely.unwrap_or_default()));
            }
            self.ranges(if letter == 'P' { "[^" } else { "[" }, rows.map(|&(_, first, last)| (first, last)));
        } else if CATEGORIES.contains(&name.as_str()) {
            let _ = write!(self.translated, "\\{letter}{{{name}}}"); // writing to a string cannot fail
        } else {
            let rest = if name == "Cs" { " that text can contain" } else { "" };
            return Err(format!("Unicode has no category `{name}`{rest}"));
        }
        Ok(())
    }

    /// A class of ranges behind its beginning.
    fn ranges(&mut self, beginning: &str, ranges: impl Iterator<Item = (char, char)>) {
        self.translated.push_str(beginning);
        for (first, last) in ranges {
            self.push(first);
            self.translated.push('-');
            self.push(last);
        }
        self.translated.push(']');
    }

    /// A character as an atom.
    fn character(&mut self, c: char) -> (Piece, u64) {
        self.push(c);
        (Piece::Other, 1)
    }

    fn push(&mut self, c: char) {
        if c.is_ascii_alphanumeric() {
            self.translated.push(c);
        } else {
            let _ = write!(self.translated, "\\x{{{:x}}}", u32::from(c)); // writing to a string cannot fail
        }
    }

    fn close(&mut self, sign: char) -> Result<(), String> {
        match self.chars.next_if_eq(&sign) {
            Some(_) => Ok(()),
            None => Err(format!("`{sign}` is missing at its end")),
        }
    }

    fn nested<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, String>) -> Result<T, String> {
        if self.depth >= MAX_DEPTH {
            return Err("its parentheses and brackets are nested too deeply".to_owned());
        }
        self.depth += 1;
        let made = read(self)?;
        self.depth -= 1;
        Ok(made)
    }
}

fn hyphen() -> String {
    r"`-` stands in the middle of `[…]`; write `\-` for the character".to_owned()
}

fn unexpected(c: char) -> String {
    format!("`{c}` closes nothing; write `\\{c}` for the character")
}
