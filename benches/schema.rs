//! How fast a schema is read: `cargo bench --bench schema`.
//!
//! From the text of the largest published schema, that of all TEI, to its grammar; beside it the same text read as XML only, which
//! is a floor. Skipped where the schema is not at hand.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark fails by panicking and tells what it skips; `main` is divan's"
)]

use std::path::Path;
use std::sync::{Arc, LazyLock};

use divan::Bencher;
use divan::counter::BytesCount;
use recto::internals::relaxng::{read, xml_syntax};
use recto::internals::text::{Load, Source, Unread};
use recto::internals::xml::{External, Sink, parse};

fn main() {
    divan::main();
}

static TEI: LazyLock<Option<Arc<Source>>> = LazyLock::new(|| {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/schemas/tei_all.rng");
    Some(Arc::new(Source::new("tei_all.rng", std::fs::read_to_string(path).ok()?)))
});

struct Memory<'s>(&'s Arc<Source>);

impl Load for Memory<'_> {
    fn resolve(&self, _: &str, href: &str) -> String {
        href.to_owned()
    }

    fn load(&self, _: &str) -> Result<Arc<Source>, Unread> {
        Ok(Arc::clone(self.0))
    }
}

struct Nobody;

impl Sink for Nobody {}

fn each(bencher: Bencher, run: impl Fn(&Arc<Source>) -> usize + Sync) {
    match &*TEI {
        Some(source) => bencher.counter(BytesCount::of_str(source.text())).bench(|| run(source)),
        None => println!("SKIPPED: tei_all.rng is not there"),
    }
}

#[divan::bench]
fn xml_only(bencher: Bencher) {
    each(bencher, |source| parse(source.text(), External::Refused, &mut Nobody).len());
}

#[divan::bench]
fn syntax_tree(bencher: Bencher) {
    each(bencher, |source| xml_syntax::parse(Arc::clone(source)).1.len());
}

#[divan::bench]
fn grammar(bencher: Bencher) {
    each(bencher, |source| read(&Memory(source), "tei_all.rng").grammar.unwrap().elements.len());
}
