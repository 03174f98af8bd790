//! Signatures of the functions of the specification: what each takes and gives. Takes nothing; gives what static analysis and calls ask of
//! them. Which there are is read from a table by `parse`.

use super::item::Atom;
use super::types::{AtomicType, Count, ItemType, SequenceType};

/// A function with its parameters and its result.
#[derive(Debug)]
pub(super) struct Signature {
    /// As it is written: with its prefix, unless that is `fn`.
    pub(super) name: &'static str,
    /// Its place in the table.
    pub(super) number: usize,
    pub(super) parameters: Vec<Parameter>,
    /// Whether the last parameter may be given any number of times.
    pub(super) is_variadic: bool,
    pub(super) result: SequenceType,
}

/// What a function takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Parameter {
    pub(super) kind: SequenceType,
    pub(super) default: Default,
}

/// What stands for an argument that is not given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Default {
    /// It must be given.
    None,
    /// `:= ()`: the function knows what to do without it.
    Nothing,
    /// `:= .`
    Context,
    /// `:= fn:string(.)`
    ContextString,
}

/// A function that is called, by its signature.
#[derive(Clone, Copy)]
pub(super) struct Builtin(pub(super) &'static Signature);

impl std::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}

impl Signature {
    /// The parameter of an argument.
    pub(super) fn parameter(&self, at: usize) -> Parameter {
        const ANY: Parameter = Parameter { kind: SequenceType::ANY, default: Default::Nothing };
        let last = || self.parameters.last().filter(|_| self.is_variadic);
        self.parameters.get(at).or_else(last).copied().unwrap_or(ANY)
    }

    /// The least and the greatest number of arguments.
    pub(super) fn arity(&self) -> (usize, usize) {
        let least = self.parameters.iter().filter(|parameter| parameter.default == Default::None).count();
        (least, if self.is_variadic { usize::MAX } else { self.parameters.len() })
    }
}

impl Builtin {
    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.0.name
    }

    /// Whether it gives one node at most.
    pub(super) fn gives_one(self) -> bool {
        let result = self.0.result;
        matches!(result.item, Some(ItemType::Node(_))) && matches!(result.count, Count::One | Count::Optional)
    }

    /// Whether it gives a truth value or a node.
    pub(super) fn gives_truth(self) -> bool {
        self.0.result.item == Some(ItemType::Atomic(AtomicType::Boolean)) || self.gives_one()
    }

    /// Whether it asks for the position of the context item, or may give a function that does.
    pub(super) fn is_position(self) -> bool {
        matches!(self.name(), "position" | "last" | "function-lookup")
    }

    /// Whether it asks how many items there are, or may give a function that does.
    pub(super) fn is_last(self) -> bool {
        matches!(self.name(), "last" | "function-lookup")
    }
}

impl AtomicType {
    /// What is said to be missing.
    pub(super) fn wanted(self) -> String {
        match self {
            Self::String => "a string".to_owned(),
            other => format!("`{}`", other.name()),
        }
    }

    /// That a value has another type.
    pub(super) fn not(self, found: &Atom<'_>) -> String {
        format!("{} is asked for, not `{}`", self.wanted(), Self::of(found).name())
    }
}
