//! What a schema, and a document against it, may cost. Takes the limits of the run; gives the bounds, each in a unit that does not depend on
//! the machine, so that the same input ends the same way everywhere.
//!
//! The run raises them and does not lower them: whoever gives documents little still has schemas that are compiled.

use crate::budget;

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

impl From<budget::Limits> for Limits {
    fn from(limits: budget::Limits) -> Self {
        let usual = budget::Limits::USUAL;
        let (steps, memory) = (limits.steps.max(usual.steps), limits.memory.max(usual.memory));
        Self {
            patterns: u32::try_from(memory / 128).unwrap_or(u32::MAX),
            expressions: memory / 512,
            schema_steps: steps,
            parts: memory / 8,
            document_steps: steps / 4,
            help_steps: steps / 4,
            automaton_bytes: usize::try_from(memory / 8).unwrap_or(usize::MAX),
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        budget::Limits::USUAL.into()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_raises_bounds_and_lowers_none() {
        let usual = budget::Limits::USUAL;
        let raised = Limits::from(budget::Limits { steps: usual.steps * 2, memory: usual.memory * 4, ..usual });
        assert_eq!(raised.patterns, Limits::default().patterns * 4);
        assert_eq!(raised.document_steps, Limits::default().document_steps * 2);
        assert_eq!(Limits::from(budget::Limits { steps: 1, memory: 1, ..usual }), Limits::default());
    }
}
