//! The table of the functions of the specification, in `signatures.txt` as Functions and Operators writes them: `fn:name($arg as node()? :=
//! .) as xs:string`. Behind `:=` stands what an argument is where it is not given: the context item (`.`), its string, or what the function
//! makes of nothing (`()`). Takes names; gives signatures. Promises that the table is read once.

use std::sync::LazyLock;

use super::Parser;
use crate::xpath::error::Error;
use crate::xpath::lexer::{Kind as Token, Space};
use crate::xpath::library::Library;
use crate::xpath::namespace::FN;
use crate::xpath::signature::{Builtin, Default, Parameter, Signature};
use crate::xpath::static_context::StaticContext;

/// All functions, in the order of the table.
static SIGNATURES: LazyLock<Vec<Signature>> = LazyLock::new(|| {
    let lines = include_str!("signatures.txt").lines().filter(|line| !line.starts_with("(:"));
    // A line that cannot be read is found by a test.
    lines.enumerate().filter_map(|(number, line)| read(line, number).ok()).collect()
});

/// All functions, in the order of the table.
pub(in super::super) fn signatures() -> &'static [Signature] {
    &SIGNATURES
}

/// Why there is no function.
pub(in super::super) enum Missing {
    /// None has this name; the likely one.
    Name(Option<&'static str>),
    /// It takes another number of arguments.
    Arity(usize, usize),
}

/// The function of this name, written as in the table, with so many arguments.
pub(in super::super) fn find(name: &str, arity: usize) -> Result<Builtin, Missing> {
    let Some(signature) = SIGNATURES.iter().find(|signature| signature.name == name) else {
        let names: Vec<&'static str> = SIGNATURES.iter().map(|signature| signature.name).collect();
        return Err(Missing::Name(crate::text::nearest(name, &names)));
    };
    let (least, most) = signature.arity();
    if (least..=most).contains(&arity) { Ok(Builtin(signature)) } else { Err(Missing::Arity(least, most)) }
}

fn read(line: &'static str, number: usize) -> Result<Signature, Error> {
    let mut library = Library::default();
    let mut context = StaticContext::empty(&mut library);
    let mut parser = Parser::new(line, &mut context)?;
    let signature = parser.signature(line, number)?;
    parser.end()?;
    Ok(signature)
}

impl<'s, 'l> Parser<'static, 's, 'l> {
    fn signature(&mut self, line: &'static str, number: usize) -> Result<Signature, Error> {
        let Token::Name(name) = *self.token(0) else { return Err(self.unexpected("a name")) };
        let whole = line.split('(').next().unwrap_or_default();
        self.at += 1;
        let (mut parameters, mut is_variadic) = (Vec::new(), false);
        self.expect("(")?;
        while !self.eat(")") {
            if self.eat("..") {
                self.expect(".")?;
                is_variadic = true;
            } else {
                parameters.push(self.parameter()?);
            }
            self.eat(",");
        }
        self.expect_word("as")?;
        let name = match name.space {
            Space::Prefix(prefix) if prefix != "fn" => whole,
            _ => name.local,
        };
        Ok(Signature { name, number, parameters, is_variadic, result: self.sequence_type()? })
    }

    fn parameter(&mut self) -> Result<Parameter, Error> {
        self.variable_name()?;
        self.expect_word("as")?;
        let kind = self.sequence_type()?;
        let default = if !self.eat(":=") {
            Default::None
        } else if self.eat(".") {
            Default::Context
        } else if self.eat("(") {
            self.expect(")")?;
            Default::Nothing
        } else {
            let Token::Name(name) = *self.token(0) else { return Err(self.unexpected("`string`")) };
            self.at += 1;
            self.qname(name, FN)?;
            for sign in ["(", ".", ")"] {
                self.expect(sign)?;
            }
            Default::ContextString
        };
        Ok(Parameter { kind, default })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xpath::types::{AtomicType, Count, ItemType, SequenceType};

    #[test]
    fn every_line_is_read() {
        for line in include_str!("signatures.txt").lines().filter(|line| !line.starts_with("(:")) {
            assert_eq!(read(line, 0).err(), None, "{line}");
            assert!(["fn:", "math:", "map:", "array:", "xs:"].iter().any(|prefix| line.starts_with(prefix)), "{line}");
        }
    }

    #[test]
    fn names_stand_once_and_what_may_be_left_out_stands_last() {
        for (at, signature) in SIGNATURES.iter().enumerate() {
            assert_eq!(signature.number, at);
            assert!(SIGNATURES.iter().skip(at + 1).all(|other| other.name != signature.name), "{}", signature.name);
            let may_be_left_out = |parameter: &Parameter| parameter.default != Default::None;
            assert!(signature.parameters.is_sorted_by_key(may_be_left_out), "{}", signature.name);
        }
    }

    #[test]
    fn signatures_say_what_they_say() {
        let arity = |name, count| find(name, count).map(|found| found.0.arity()).map_err(|_| ());
        assert_eq!(arity("concat", 9), Ok((2, usize::MAX)));
        assert_eq!((arity("concat", 1), arity("position", 1), arity("none", 0)), (Err(()), Err(()), Err(())));
        assert_eq!(arity("string", 0), Ok((0, 1)));
        let Ok(Builtin(contains)) = find("contains", 2) else { unreachable!() };
        let string = |count| SequenceType { item: Some(ItemType::Atomic(AtomicType::String)), count };
        assert_eq!(contains.parameter(1), Parameter { kind: string(Count::Optional), default: Default::None });
        assert_eq!(contains.parameter(2), Parameter { kind: string(Count::One), default: Default::Nothing });
        assert!(Builtin(contains).gives_truth() && !Builtin(contains).gives_one());
        assert!(find("root", 1).is_ok_and(Builtin::gives_one) && find("id", 1).is_ok_and(|id| !id.gives_one()));
    }
}
