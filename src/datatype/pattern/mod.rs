//! Stand-in until the patterns are there.
use std::sync::Arc;
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern(Arc<str>);
impl Pattern {
    pub fn new(text: &str) -> Result<Self, String> {
        Ok(Self(text.into()))
    }
    pub fn matches(&self, _: &str) -> bool {
        true
    }
    pub fn text(&self) -> &str {
        &self.0
    }
}
