//! What a schema, and a document against it, may cost. Takes nothing; gives the bounds, each in a unit that does not depend on the machine,
//! so that the same input ends the same way everywhere.

/// Bounds on time and memory. What exceeds one is reported, and not checked further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Patterns and definitions that a schema may come to, every file counted as often as it is taken in anew.
    pub patterns: u32,
    /// What the regular expressions of its types may weigh together: about so many kilobytes when all are used.
    pub expressions: u64,
    /// Steps that checking a schema may take: a pattern looked at, a name compared.
    pub schema_steps: u64,
    /// Parts that its patterns may have together once it is compiled; 4 bytes each.
    pub parts: u64,
    /// Steps that matching one document may take beside those that its length earns: a pattern looked at or made anew.
    pub document_steps: u64,
    /// Names and patterns that are compared for the help of findings in one document.
    pub help_steps: u64,
    /// Bytes that the automaton of a schema may take before it is made anew, about.
    pub automaton_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            patterns: 1 << 21,
            expressions: 1 << 19,
            schema_steps: 1 << 29,
            parts: 1 << 25,
            document_steps: 1 << 27,
            help_steps: 1 << 27,
            automaton_bytes: 32 << 20,
        }
    }
}

/// Steps that an element earns for its document.
pub(super) const STEPS_PER_ELEMENT: usize = 64;
/// Steps that a byte of text or of a value earns for its document.
pub(super) const STEPS_PER_BYTE: usize = 4;

/// Steps that are left.
#[derive(Clone, Copy, Debug)]
pub(super) struct Effort(u64);

impl Effort {
    /// So many steps.
    pub(super) fn new(steps: u64) -> Self {
        Self(steps)
    }

    /// Takes steps; `false` where they were not left.
    #[must_use]
    pub(super) fn takes(&mut self, steps: usize) -> bool {
        self.0 = self.0.saturating_sub(u64::try_from(steps).unwrap_or(u64::MAX));
        self.0 > 0
    }

    /// Whether none is left.
    pub(super) fn is_spent(&self) -> bool {
        self.0 == 0
    }

    /// How many are left.
    pub(super) fn left(&self) -> u64 {
        self.0
    }
}
