//! The schemas of a project: each is found, read and compiled once, and shared by all threads.
//!
//! Takes names as people, profiles and `recto.toml` give them, and addresses as documents do; gives compiled schemas. An address
//! is first looked up as it is written, then relative to the file it stands in, in `recto.toml` and in the catalogs. Nothing is
//! ever read from the network: a URL that leads to no file is a fault that says how to map it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::Refusal;
use super::border::Border;
use super::catalog::Catalog;
use super::disk_files::{BUILT_IN, DiskFiles, built_in};
use super::load;
use crate::budget::Meter;
use crate::check::{self, Charset, Language, Reading};
use crate::diag::{self, Diagnostic, Severity};
use crate::nvdl;
use crate::relaxng::write::Syntax;
use crate::relaxng::{self, Translation};
use crate::schematron::{self, DocumentCache, DynamicContext, Phase};
use crate::text::uri::is_url;
use crate::text::{Load, Source, Unread, nearest};

/// The name of the schema of all of TEI P5, which is not built in.
const TEI: &str = "tei";

/// Where the TEI publishes it.
const TEI_PUBLISHED: &str = "https://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng";

/// Addresses by which it is known: what a catalog says of one of them holds for [`TEI`].
const TEI_ADDRESSES: &[&str] = &[
    TEI_PUBLISHED,
    "http://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng",
    "https://tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng",
    "http://tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rng",
    "https://vault.tei-c.org/P5/current/xml/tei/custom/schema/relaxng/tei_all.rng",
    "https://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rnc",
    "http://www.tei-c.org/release/xml/tei/custom/schema/relaxng/tei_all.rnc",
];

/// The schemas of a project.
#[derive(Debug)]
pub struct Schemas {
    files: DiskFiles,
    compiled: Mutex<BTreeMap<Request, Slot>>,
    /// The phase of rules.
    phase: Phase,
    /// Documents that rules have asked for.
    documented: DocumentCache,
    /// The time at which the run began, as seconds since 1970.
    now: Option<i64>,
}

/// What was found in the files of a schema.
type Found = Vec<(Arc<Source>, Vec<Diagnostic>)>;

/// The place of one schema, filled by the thread that asks first.
type Slot = Arc<OnceLock<Arc<Compiled>>>;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The address of the schema.
    pub address: String,
    /// What is wanted of it.
    pub reading: Reading,
    /// The phase of its rules, where none is given for the run.
    pub phase: Option<String>,
    /// How it is encoded, where it is said to be in compact syntax.
    pub compact: Option<Charset>,
}

impl Request {
    /// The schema with this address, as it is.
    #[must_use]
    pub fn of(address: &str) -> Self {
        Self { address: address.to_owned(), reading: Reading::Whole, phase: None, compact: None }
    }
}

/// A schema that was looked for.
#[derive(Debug)]
pub struct Compiled {
    /// Its address.
    pub address: String,
    /// The schema, with rules that are embedded in it; or why there is none.
    pub schemas: Result<Vec<check::Schema>, Fault>,
    /// What was found in its files.
    pub findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
    /// What there is to say to who asked for a part of it.
    pub aside: Option<Aside>,
}

/// What became of the rules where a part of a schema was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aside {
    /// They were asked for, and there are none.
    NoRules,
    /// They were not asked for, and there are some.
    RulesUnasked,
}

/// Why there is no schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Its address leads to no file.
    Unmapped,
    /// Its file cannot be read: why.
    Unreadable(Unread),
    /// It is in a language that is not run.
    Foreign(Language),
    /// It is NVDL that is not run: why.
    NotRun(String),
    /// It has errors: [`Compiled::findings`].
    Broken,
}

impl Schemas {
    /// The schemas that these catalogs lead to, the first strongest; rules are of this phase. No schema is read yet.
    #[must_use]
    pub fn new(border: Arc<Border>, catalogs: Vec<Catalog>, phase: Phase) -> Self {
        Self {
            files: DiskFiles::new(border, catalogs),
            compiled: Mutex::default(),
            phase,
            documented: DocumentCache::default(),
            now: since_1970(),
        }
    }

    /// The address of a schema named by a person: a name in `recto.toml`, a built-in one, or a file relative to the one with
    /// address `base`.
    ///
    /// # Errors
    /// That nothing has this name.
    pub fn named(&self, base: &str, name: &str) -> Result<String, Diagnostic> {
        if let Some(address) = self.files.look_up(name) {
            return Ok(address);
        }
        if let Some((_, address, _)) = BUILT_IN.iter().find(|(known, ..)| *known == name) {
            return Ok((*address).to_owned());
        }
        if name == TEI {
            return self.tei();
        }
        // A person names a file as the system does: `%20` is no blank.
        let path = Path::new(base).parent().unwrap_or(Path::new("")).join(name);
        if is_url(name)
            || load::looks_like_path(Path::new(name))
            || self.files.border().is_there(&path).is_ok_and(|is_there| is_there)
        {
            return Ok(if is_url(name) { name.to_owned() } else { path.display().to_string() });
        }
        let names = self.files.names();
        let finding = Diagnostic::new(&diag::UNKNOWN_SCHEMA, format!("no schema is named `{name}`"));
        Err(match nearest(name, &names) {
            Some(likely) => finding.help(format!("did you mean `{likely}`?")),
            None => {
                let built_in: Vec<&str> = BUILT_IN.iter().map(|(name, ..)| *name).collect();
                finding.help(format!("built in: {}; another is named by its path: `./house.rng`", built_in.join(", ")))
            }
        })
    }

    /// The address of TEI P5.
    fn tei(&self) -> Result<String, Diagnostic> {
        let found = TEI_ADDRESSES.iter().find_map(|address| self.files.look_up(address));
        found.ok_or_else(|| {
            Diagnostic::new(&diag::UNKNOWN_SCHEMA, "the schema of TEI P5 is not at hand").help(format!(
                "nothing is read from the network: save {TEI_PUBLISHED} and write `tei = \"tei_all.rng\"` under `[schemas]` in recto.toml, or give \
                 a catalog that knows this address with `--catalog`"
            ))
        })
    }

    /// The address of the schema that the document with address `base` names by `href`.
    #[must_use]
    pub fn associated(&self, base: &str, href: &str) -> String {
        self.files.resolve(base, href)
    }

    /// The schema that is asked for, compiled when it is asked for first.
    #[must_use]
    pub fn get(&self, request: &Request) -> Arc<Compiled> {
        let mut compiled = self.compiled.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = Arc::clone(compiled.entry(request.clone()).or_default());
        drop(compiled);
        Arc::clone(slot.get_or_init(|| Arc::new(self.compile(request))))
    }

    /// The schema with this address in another syntax.
    pub(super) fn translate(&self, address: &str, to: Syntax, name: &str) -> Result<Translation, Refusal> {
        relaxng::translate(&self.files, address, to, name).map_err(|unread| {
            Diagnostic::unread(&diag::UNREAD_SCHEMA, &format!("the schema `{address}`"), &unread).into()
        })
    }

    fn compile(&self, request: &Request) -> Compiled {
        let address = &request.address;
        let without =
            |fault| Compiled { address: address.clone(), schemas: Err(fault), findings: Vec::new(), aside: None };
        if is_url(address) && built_in(address).is_none() {
            return without(Fault::Unmapped);
        }
        let said = Said { files: &self.files, address, compact: request.compact.as_ref() };
        let compiled = said.load(address).and_then(|source| {
            match (request.reading, Language::of_schema(address, source.text())) {
                (Reading::Rules, Language::Schematron) | (Reading::Whole, Language::Schematron) => self.rules(request),
                // Rules may stand in a grammar, an ODD, and more.
                (Reading::Rules, _) => Ok(self.rules_inside(request, &said)),
                (_, Language::Nvdl) => Ok(self.script(request, source)),
                (_, language) if !language.is_run() => Ok(without(Fault::Foreign(language))),
                (_, _) => Ok(self.grammar(request, &said)),
            }
        });
        compiled.unwrap_or_else(|reason| {
            // A script that is not there was never run by most who name it.
            let is_script = Language::of_address(address) == Some(Language::Nvdl);
            without(if is_script { Fault::NotRun(reason.phrase()) } else { Fault::Unreadable(reason) })
        })
    }

    /// What a grammar may cost.
    fn limits(&self) -> relaxng::Limits {
        self.files.border().limits().into()
    }

    /// A schema of rules.
    fn rules(&self, request: &Request) -> Result<Compiled, Unread> {
        let read = schematron::read(&self.files, &request.address, &self.phase(request))?;
        Ok(Compiled::of(request, read.schema.map(|rules| vec![of_rules(rules)]), read.findings))
    }

    /// The rules inside a schema of another language.
    fn rules_inside(&self, request: &Request, said: &Said<'_>) -> Compiled {
        let grammar = relaxng::read_within(said, &request.address, &self.limits());
        let Some(read) = self.embedded(request, &grammar.files) else {
            let compiled = Compiled::of(request, Some(Vec::new()), Vec::new());
            return Compiled { aside: Some(Aside::NoRules), ..compiled };
        };
        Compiled::of(request, read.schema.map(|rules| vec![of_rules(rules)]), read.findings)
    }

    /// A grammar, with the rules inside where they are wanted.
    fn grammar(&self, request: &Request, said: &Said<'_>) -> Compiled {
        let read = relaxng::read_within(said, &request.address, &self.limits());
        let mut findings = read.findings;
        let rules = self.embedded(request, &read.files);
        let is_whole = request.reading == Reading::Whole;
        let aside = (!is_whole && rules.is_some()).then_some(Aside::RulesUnasked);
        let rules = rules.filter(|_| is_whole).and_then(|rules| {
            // What is wrong with them is found in the same file.
            findings.extend(rules.findings.into_iter().filter(|(_, found)| !found.is_empty()));
            rules.schema.map(of_rules)
        });
        let grammar = read
            .grammar
            .map(|grammar| check::Schema::RelaxNg(Arc::new(relaxng::Schema::within(&grammar, &self.limits()))));
        let schemas = grammar.map(|grammar| std::iter::once(grammar).chain(rules).collect());
        Compiled { aside, ..Compiled::of(request, schemas, findings) }
    }

    /// A script with its schemas.
    fn script(&self, request: &Request, source: Arc<Source>) -> Compiled {
        let nvdl::Read { script, mut findings } = nvdl::read(source.text());
        let mut about = Vec::new();
        let asked = script.iter().flat_map(|script| &script.schemas);
        // What is asked for again is read once, and what is wrong with it is reported once.
        let mut known: BTreeMap<&str, nvdl::Part> = BTreeMap::new();
        let parts: Vec<nvdl::Part> = asked
            .map(|asked| match known.get(&*asked.href) {
                Some(part) => part.clone(),
                None => {
                    let part = self.part(request, asked, (&mut findings, &mut about));
                    known.insert(&asked.href, part.clone());
                    part
                }
            })
            .collect();
        let has_errors = findings.iter().any(|finding| finding.severity() == Severity::Error);
        // Where a part is not checked, the verdict on the whole would be another.
        let script = script.filter(|_| findings.iter().all(|finding| *finding.code != diag::NOT_RUN));
        about.insert(0, (source, findings));
        let schemas = match script {
            _ if has_errors => Err(Fault::Broken),
            None => Err(Fault::NotRun("not all of NVDL is run".to_owned())),
            Some(script) => Ok(vec![check::Schema::Nvdl(Arc::new(nvdl::Schema { script, parts }))]),
        };
        Compiled { address: request.address.clone(), schemas, findings: about, aside: None }
    }

    /// What a schema of a script holds. What is wrong is reported in the script, and in the files of the schema.
    fn part(
        &self,
        request: &Request,
        asked: &nvdl::Asked,
        (findings, about): (&mut Vec<Diagnostic>, &mut Found),
    ) -> nvdl::Part {
        let address = self.files.resolve(&request.address, &asked.href);
        let text = self.files.load(&address).map(|source| source.text().to_owned()).unwrap_or_default();
        if Language::of_schema(&address, &text) == Language::Nvdl {
            let finding = Diagnostic::new(&diag::NOT_RUN, "a script inside a script is not run");
            findings.push(finding.at(asked.span));
            return nvdl::Part::default();
        }
        let compiled = self.get(&Request { phase: request.phase.clone(), ..Request::of(&address) });
        findings.extend(compiled.fault().map(|fault| fault.at(asked.span)));
        about.extend(compiled.findings.iter().cloned());
        let mut part = nvdl::Part::default();
        for schema in compiled.schemas.iter().flatten() {
            match schema {
                check::Schema::RelaxNg(grammar) => part.grammars.push(Arc::clone(grammar)),
                check::Schema::Schematron(rules) => part.rules.push(Arc::clone(rules)),
                check::Schema::Nvdl(_) => {}
            }
        }
        part
    }

    /// The rules that stand in the files of a RELAX NG schema.
    fn embedded(&self, request: &Request, files: &[(String, relaxng::syntax::File)]) -> Option<schematron::Read> {
        schematron::read_embedded(&self.files, files, &self.phase(request))
    }

    /// The phase of the run, else that of a request.
    fn phase(&self, request: &Request) -> Phase {
        match (&self.phase, &request.phase) {
            (Phase::Default, Some(name)) => Phase::named(name),
            (phase, _) => phase.clone(),
        }
    }

    /// What rules may ask for; the meter counts what they do.
    pub(super) fn dynamic_context<'s>(&'s self, meter: &'s Meter) -> DynamicContext<'s> {
        DynamicContext { loader: &self.files, documents: &self.documented, now: self.now, meter }
    }
}

fn since_1970() -> Option<i64> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    i64::try_from(since.as_secs()).ok()
}

fn of_rules(rules: schematron::Schema) -> check::Schema {
    check::Schema::Schematron(Arc::new(rules))
}

impl Compiled {
    /// What came of reading the files of a schema.
    fn of(
        request: &Request,
        schemas: Option<Vec<check::Schema>>,
        findings: Vec<(Arc<Source>, Vec<Diagnostic>)>,
    ) -> Self {
        let address = request.address.clone();
        Self { address, schemas: schemas.ok_or(Fault::Broken), findings, aside: None }
    }

    /// The rules of Schematron, where there are some.
    #[must_use]
    pub fn rules(&self) -> Option<&schematron::Schema> {
        self.schemas.iter().flatten().find_map(|schema| match schema {
            check::Schema::Schematron(rules) => Some(&**rules),
            check::Schema::RelaxNg(_) | check::Schema::Nvdl(_) => None,
        })
    }

    /// Why there is no schema, as a finding in the file that asked for it.
    #[must_use]
    pub fn fault(&self) -> Option<Diagnostic> {
        let address = &self.address;
        Some(match self.schemas.as_ref().err()? {
            Fault::Foreign(language) => language.not_run(address),
            Fault::NotRun(reason) => {
                let finding = Diagnostic::new(&diag::NOT_RUN, format!("`{address}` was not run: {reason}"));
                finding.help("name the RELAX NG and Schematron schemas that it joins, each with its own `xml-model` or `--schema`")
            }
            Fault::Unmapped => {
                Diagnostic::new(&diag::UNMAPPED_SCHEMA, format!("no file stands for `{address}`")).help(format!(
                    "nothing is read from the network; save the schema and write `\"{address}\" = \"schema.rng\"` under \
                     `[schemas]` in recto.toml, or use `--catalog`"
                ))
            }
            Fault::Unreadable(unread) => {
                Diagnostic::unread(&diag::UNREAD_SCHEMA, &format!("the schema `{address}`"), unread)
            }
            Fault::Broken => Diagnostic::new(&diag::BROKEN_SCHEMA, format!("the schema `{address}` has errors"))
                .help("the file was not checked against it"),
        })
    }
}

/// The files of a schema of which a document says how the first one is encoded.
struct Said<'s> {
    files: &'s DiskFiles,
    address: &'s str,
    compact: Option<&'s Charset>,
}

impl Load for Said<'_> {
    fn resolve(&self, base: &str, href: &str) -> String {
        self.files.resolve(base, href)
    }

    fn largest(&self) -> u64 {
        self.files.largest()
    }

    fn load(&self, address: &str) -> Result<Arc<Source>, Unread> {
        match self.compact.filter(|_| address == self.address && built_in(address).is_none()) {
            Some(charset) => load::compact(self.files.border(), address, charset.as_deref()).map(Arc::new),
            None => self.files.load(address),
        }
    }
}
