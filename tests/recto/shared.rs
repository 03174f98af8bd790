//! What stands beside the project and not in it, and a reader of files for schemas.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use recto::internals::text::{Load, Source, Unread};

/// Files of this machine.
pub struct Files;

impl Load for Files {
    fn resolve(&self, base: &str, href: &str) -> String {
        Path::new(base).with_file_name(href).display().to_string()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        let text = std::fs::read_to_string(address).map_err(|error| error.to_string())?;
        Ok(Arc::new(Source::new(address, text)))
    }
}

/// A folder or file beside the project; `None`, said past the test harness, where it is not at hand.
pub fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(name);
    if !path.exists() {
        let _ = writeln!(std::io::stderr(), "SKIPPED: `shared/{name}` is not here");
        return None;
    }
    Some(path)
}
