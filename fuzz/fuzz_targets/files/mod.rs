//! Several files from one input: a zero byte ends a file, and every reference leads to the file after the one it stands in, the last to
//! the first.

use std::sync::Arc;

use recto::internals::text::{Load, Source, Unread};

/// The files, each known by its number.
pub struct Files<'t>(Vec<&'t str>);

impl<'t> Files<'t> {
    pub fn of(text: &'t str) -> Self {
        Self(text.split('\0').collect())
    }

    /// A file that does not begin with a tag is in compact syntax.
    pub fn address(&self, number: usize) -> String {
        let number = number % self.0.len();
        let ending = if self.0[number].trim_start().starts_with('<') { "rng" } else { "rnc" };
        format!("{number}.{ending}")
    }

    pub fn text(&self, number: usize) -> &'t str {
        self.0[number % self.0.len()]
    }
}

impl Load for Files<'_> {
    fn resolve(&self, base: &str, _: &str) -> String {
        self.address(number(base) + 1)
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        let text = self.0.get(number(address)).ok_or("there is no such file")?;
        Ok(Arc::new(Source::new(address, *text)))
    }
}

fn number(address: &str) -> usize {
    address.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}
