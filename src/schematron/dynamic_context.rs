//! What surrounds a run: other documents, texts, the time. Takes addresses; gives documents with their numbers, each read once, to the
//! functions of XPath.

use std::cell::OnceCell;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use crate::budget::Meter;
use crate::text::{Load, Unread};
use crate::xml::{Document, External};
use crate::xpath::{Documents, Error, NodeRef, Temporal};

/// Documents that are kept for a whole run, at most.
const MOST_DOCUMENTS: usize = 256;

/// Documents that were asked for in a run, to be asked for again.
#[derive(Debug, Default)]
pub struct DocumentCache(Mutex<FxHashMap<String, Result<Arc<Document>, Unread>>>);

impl DocumentCache {
    fn get(&self, loader: &dyn Load, address: &str) -> Result<Arc<Document>, Unread> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = known.get(address) {
            return found.clone();
        }
        let found = loader.load(address).map(|source| Arc::new(Document::parse(source.text(), External::Noted).0));
        if known.len() < MOST_DOCUMENTS {
            known.insert(address.to_owned(), found.clone());
        }
        found
    }
}

/// What surrounds a run: where other documents come from, and the time.
pub struct DynamicContext<'r> {
    /// Where documents come from.
    pub loader: &'r (dyn Load + Sync),
    /// Those that were read before.
    pub documents: &'r DocumentCache,
    /// The time of the run, as seconds since 1970; `None` where rules must not know it.
    pub now: Option<i64>,
    /// What counts the work on the document.
    pub meter: &'r Meter,
}

impl DynamicContext<'_> {
    /// The document at an address; it is read once for all that ask for it.
    ///
    /// # Errors
    /// Why there is none.
    pub fn document(&self, address: &str) -> Result<Arc<Document>, Unread> {
        self.documents.get(self.loader, address)
    }
}

impl std::fmt::Debug for DynamicContext<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DynamicContext").field("now", &self.now).finish_non_exhaustive()
    }
}

/// The documents of one run beside the one that is checked, which has the number 0. They are kept to the end of the run.
#[derive(Default)]
pub(super) struct DocumentPool {
    slots: [OnceCell<(String, Arc<Document>)>; 32],
    more: OnceCell<Box<DocumentPool>>,
}

/// Documents that functions may make in one run, and documents that may be opened.
const MOST_OPENED: u32 = 100_000;

impl DocumentPool {
    /// Keeps a document that `make` gives, unless there is one of this address; gives it with its number.
    fn keep(
        &self,
        address: &str,
        make: impl FnOnce() -> Result<Arc<Document>, Error>,
    ) -> Result<(u32, &Document), Error> {
        let mut part = self;
        let mut number = 0;
        // What has no address is another document each time: only the last part has room.
        while let Some(more) = part.more.get().filter(|_| address.is_empty()) {
            number += u32::try_from(part.slots.len()).unwrap_or_default();
            part = more;
        }
        loop {
            for slot in &part.slots {
                number += 1;
                match slot.get() {
                    Some((known, document)) if known == address && !address.is_empty() => {
                        return Ok((number, document));
                    }
                    Some(_) => {}
                    None => {
                        let document = make()?;
                        return Ok((number, &slot.get_or_init(|| (address.to_owned(), document)).1));
                    }
                }
            }
            if number >= MOST_OPENED {
                return Err(Error::new("XPDY0130", "too many documents"));
            }
            part = part.more.get_or_init(Box::default);
        }
    }

    /// How many parts there are to be looked through.
    fn parts(&self) -> u64 {
        std::iter::successors(Some(self), |part| part.more.get().map(|more| &**more)).count() as u64
    }

    fn address(&self, number: u32) -> Option<&str> {
        let mut part = self;
        let mut at = usize::try_from(number).ok()?.checked_sub(1)?;
        while at >= part.slots.len() {
            at -= part.slots.len();
            part = part.more.get()?;
        }
        part.slots.get(at)?.get().map(|(address, _)| address.as_str())
    }
}

/// What functions of XPath ask for outside their document.
pub(super) struct Library<'r, 'd> {
    pub(super) dynamic_context: &'r DynamicContext<'r>,
    pub(super) opened: &'d DocumentPool,
    /// The address of the document that is checked.
    pub(super) address: &'r str,
    /// The address of the schema.
    pub(super) base: &'r str,
}

/// How far a collection goes down where it takes all folders below its own.
const DEEPEST_FOLDER: usize = 50;

/// Whether a name fits a pattern in which `*` stands for any characters.
fn is_like(name: &str, pattern: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return name == pattern };
    let Some(mut name) = name.strip_prefix(start) else { return false };
    let mut parts = rest.split('*').peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return name.ends_with(part);
        }
        let Some(at) = name.find(part) else { return false };
        name = name.get(at + part.len()..).unwrap_or_default();
    }
    true
}

impl<'d> Library<'_, 'd> {
    /// That something cannot be had, which was asked for as `href`.
    fn missing(&self, what: &str, address: &str, href: &str, unread: &Unread) -> Error {
        let remote = self.dynamic_context.loader.is_remote(address).then(|| address.to_owned());
        Error { remote, ..Error::unread(&format!("the {what} `{href}`"), unread) }
    }

    /// The document at an address that was asked for as `href`.
    fn at(&self, address: &str, href: &str) -> Result<NodeRef<'d>, Error> {
        let missing = |unread: Unread| self.missing("document", address, href, &unread);
        let make = || {
            let document = self.dynamic_context.document(address).map_err(missing)?;
            // It is read once for all files, and counted for each, so that it does not matter which was the first.
            self.dynamic_context.meter.spend(document.weight() / 16)?;
            self.dynamic_context.meter.keep(document.weight())?;
            Ok(document)
        };
        self.dynamic_context.meter.spend(16 * self.opened.parts())?;
        let (number, document) = self.opened.keep(address, make)?;
        let top = document.root().and(document.top()).ok_or_else(|| missing("it has no element".into()))?;
        Ok(NodeRef { node: top, document: number, attribute: 0 })
    }
}

impl<'d> Documents<'d> for Library<'_, 'd> {
    fn document(&self, href: &str, base: &str) -> Result<NodeRef<'d>, Error> {
        self.at(&self.dynamic_context.loader.resolve(base, href), href)
    }

    fn keep(&self, document: Document) -> Result<NodeRef<'d>, Error> {
        self.dynamic_context.meter.spend(self.opened.parts())?;
        let (number, document) = self.opened.keep("", || Ok(Arc::new(document)))?;
        let top = document.top().ok_or_else(|| Error::new("XPDY0130", "the document is too large"))?;
        Ok(NodeRef { node: top, document: number, attribute: 0 })
    }

    fn collection(&self, href: &str, base: &str) -> Result<Vec<NodeRef<'d>>, Error> {
        let loader = self.dynamic_context.loader;
        let (folder, query) = href.split_once('?').unwrap_or((href, ""));
        let address = loader.resolve(base, folder);
        let missing = |unread: Unread| self.missing("collection", &address, href, &unread);
        if folder.is_empty() {
            return Err(missing("it needs the name of a folder".into()));
        }
        let (mut select, mut depth) = ("*.xml", 0);
        for part in query.split([';', '&']).filter(|part| !part.is_empty()) {
            match part.split_once('=') {
                Some(("select", pattern)) => select = pattern,
                Some(("recurse", "yes")) => depth = DEEPEST_FOLDER,
                Some(("recurse", "no")) => depth = 0,
                _ => return Err(missing(format!("`{part}` is not known: there are `select` and `recurse`").into())),
            }
        }
        let files = loader.list(&address, depth).map_err(missing)?;
        let name = |address: &str| address.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let chosen = files.iter().filter(|address| is_like(&name(address), select));
        chosen.map(|address| self.at(address, href)).collect()
    }

    fn text(&self, href: &str, base: &str) -> Result<String, Error> {
        let address = self.dynamic_context.loader.resolve(base, href);
        let missing = |unread: Unread| self.missing("text", &address, href, &unread);
        let source = self.dynamic_context.loader.load(&address).map_err(missing)?;
        self.dynamic_context.meter.spend(source.text().len() as u64)?;
        self.dynamic_context.meter.hold(2 * source.text().len() as u64)?;
        Ok(source.text().to_owned())
    }

    fn address(&self, document: u32) -> String {
        self.opened.address(document).unwrap_or(self.address).to_owned()
    }

    fn base(&self) -> String {
        self.base.to_owned()
    }

    fn now(&self) -> Option<Temporal> {
        Temporal::from_unix(self.dynamic_context.now?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_for_any_characters() {
        for (name, pattern, is_it) in [
            ("a.xml", "*.xml", true),
            ("a.xml", "a.xml", true),
            ("a.xml", "b*.xml", false),
            ("a.b.xml", "a*b*l", true),
            ("ab", "a*bb", false),
            ("a", "*", true),
            ("aba", "a*b*a", true),
            ("ab", "ab*b", false),
        ] {
            assert_eq!(is_like(name, pattern), is_it, "{name} {pattern}");
        }
    }
}
