//! The functions of XPath (Functions and Operators 3.1) and those of XSLT that rules use. Takes a name and a number of arguments;
//! gives a [`Builtin`]. Which functions there are is [`ROWS`], from which the documentation is made.

mod dates;
mod environment;
mod names;
mod nodes;
mod numbers;
mod sequences;
mod strings;

use std::borrow::Cow;

pub(crate) use nodes::location;

use super::cast;
use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus};
use super::expression::{Expr, Version};
use super::item::{Atom, Item, NodeRef};
use super::types::AtomicType;

/// A function that is called.
pub(super) struct Call<'c, 'e, 'd> {
    /// Its name: several functions of dates differ in the type that theirs says.
    pub(super) name: &'static str,
    pub(super) evaluation: &'c mut Evaluation<'e, 'd>,
    pub(super) arguments: &'c [Expr],
    pub(super) focus: &'c Focus<'d>,
}

/// What a function gives.
pub(super) enum FunctionResult<'d> {
    Item(Option<Item<'d>>),
    Items(Vec<Item<'d>>),
}

/// What a function gives that gives one item at most.
type Single<'d> = Result<Option<Item<'d>>, Error>;
/// What other functions give.
type Several<'d> = Result<Vec<Item<'d>>, Error>;

type One = for<'c, 'e, 'd> fn(&mut Call<'c, 'e, 'd>) -> Single<'d>;
type Many = for<'c, 'e, 'd> fn(&mut Call<'c, 'e, 'd>) -> Several<'d>;

/// How a function is carried out.
#[derive(Clone, Copy)]
enum Body {
    One(One),
    Many(Many),
}

/// What is known of the result of a function beforehand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gives {
    Truth,
    Node,
    Position,
    Last,
    Other,
}

/// A row of the table: name, least and most arguments, what it gives, how.
pub(super) struct Row {
    name: &'static str,
    least: usize,
    most: usize,
    gives: Gives,
    body: Body,
}

const fn one(name: &'static str, arity: (usize, usize), body: One) -> Row {
    Row { name, least: arity.0, most: arity.1, gives: Gives::Other, body: Body::One(body) }
}

const fn boolean(name: &'static str, arity: (usize, usize), body: One) -> Row {
    Row { name, least: arity.0, most: arity.1, gives: Gives::Truth, body: Body::One(body) }
}

const fn many(name: &'static str, arity: (usize, usize), body: Many) -> Row {
    Row { name, least: arity.0, most: arity.1, gives: Gives::Other, body: Body::Many(body) }
}

const fn other(name: &'static str, gives: Gives, arity: (usize, usize), body: One) -> Row {
    Row { name, least: arity.0, most: arity.1, gives, body: Body::One(body) }
}

const ANY: usize = usize::MAX;

/// All functions.
static ROWS: &[Row] = &[
    // Accessors, names and nodes (sections 2, 13, 14.1).
    one("node-name", (0, 1), names::node_name),
    one("name", (0, 1), names::name),
    one("local-name", (0, 1), names::local_name),
    one("namespace-uri", (0, 1), names::namespace_uri),
    one("QName", (2, 2), names::qname),
    one("resolve-QName", (2, 2), names::resolve_qname),
    one("prefix-from-QName", (1, 1), names::prefix_from_qname),
    one("local-name-from-QName", (1, 1), names::local_name_from_qname),
    one("namespace-uri-from-QName", (1, 1), names::namespace_uri_from_qname),
    one("namespace-uri-for-prefix", (2, 2), names::namespace_uri_for_prefix),
    many("in-scope-prefixes", (1, 1), names::in_scope_prefixes),
    one("string", (0, 1), nodes::string),
    many("data", (0, 1), nodes::data),
    one("base-uri", (0, 1), nodes::base_uri),
    one("document-uri", (0, 1), nodes::document_uri),
    one("static-base-uri", (0, 0), nodes::static_base_uri),
    boolean("nilled", (0, 1), nodes::nilled),
    other("root", Gives::Node, (0, 1), nodes::root),
    boolean("has-children", (0, 1), nodes::has_children),
    boolean("lang", (1, 2), nodes::lang),
    one("path", (0, 1), nodes::path),
    one("generate-id", (0, 1), nodes::generate_id),
    many("innermost", (1, 1), nodes::innermost),
    many("outermost", (1, 1), nodes::outermost),
    many("id", (1, 2), nodes::id),
    many("element-with-id", (1, 2), nodes::id),
    many("idref", (1, 2), nodes::idref),
    other("doc", Gives::Node, (1, 1), nodes::doc),
    boolean("doc-available", (1, 1), nodes::doc_available),
    many("document", (1, 2), nodes::document),
    many("collection", (0, 1), nodes::collection),
    one("unparsed-text", (1, 2), nodes::unparsed_text),
    many("unparsed-text-lines", (1, 2), nodes::unparsed_text_lines),
    boolean("unparsed-text-available", (1, 2), nodes::unparsed_text_available),
    many("key", (2, 3), nodes::key),
    one("current", (0, 0), nodes::current),
    // Errors and truth values (sections 3, 7).
    one("error", (0, 3), sequences::error),
    many("trace", (1, 2), sequences::trace),
    boolean("true", (0, 0), sequences::yes),
    boolean("false", (0, 0), sequences::no),
    boolean("boolean", (1, 1), sequences::boolean),
    boolean("not", (1, 1), sequences::not),
    // Numbers (section 4).
    one("abs", (1, 1), numbers::abs),
    one("ceiling", (1, 1), numbers::ceiling),
    one("floor", (1, 1), numbers::floor),
    one("round", (1, 2), numbers::round),
    one("round-half-to-even", (1, 2), numbers::round_half_to_even),
    one("number", (0, 1), numbers::number),
    one("format-integer", (2, 3), numbers::format_integer),
    one("format-number", (2, 3), numbers::format_number),
    // Strings (section 5).
    one("codepoints-to-string", (1, 1), strings::codepoints_to_string),
    many("string-to-codepoints", (1, 1), strings::string_to_codepoints),
    one("compare", (2, 3), strings::compare),
    boolean("codepoint-equal", (2, 2), strings::codepoint_equal),
    one("concat", (2, ANY), strings::concat),
    one("string-join", (1, 2), strings::string_join),
    one("substring", (2, 3), strings::substring),
    one("string-length", (0, 1), strings::string_length),
    one("normalize-space", (0, 1), strings::normalize_space),
    one("normalize-unicode", (1, 2), strings::normalize_unicode),
    one("upper-case", (1, 1), strings::upper_case),
    one("lower-case", (1, 1), strings::lower_case),
    one("translate", (3, 3), strings::translate),
    boolean("contains", (2, 3), strings::contains),
    boolean("starts-with", (2, 3), strings::starts_with),
    boolean("ends-with", (2, 3), strings::ends_with),
    one("substring-before", (2, 3), strings::substring_before),
    one("substring-after", (2, 3), strings::substring_after),
    boolean("contains-token", (2, 3), strings::contains_token),
    boolean("matches", (2, 3), strings::matches),
    one("replace", (3, 4), strings::replace),
    many("tokenize", (1, 3), strings::tokenize),
    other("analyze-string", Gives::Node, (2, 3), strings::analyze_string),
    one("encode-for-uri", (1, 1), strings::encode_for_uri),
    one("iri-to-uri", (1, 1), strings::iri_to_uri),
    one("escape-html-uri", (1, 1), strings::escape_html_uri),
    one("resolve-uri", (1, 2), strings::resolve_uri),
    // Dates, times and durations (sections 8, 9).
    one("years-from-duration", (1, 1), dates::years_from_duration),
    one("months-from-duration", (1, 1), dates::months_from_duration),
    one("days-from-duration", (1, 1), dates::days_from_duration),
    one("hours-from-duration", (1, 1), dates::hours_from_duration),
    one("minutes-from-duration", (1, 1), dates::minutes_from_duration),
    one("seconds-from-duration", (1, 1), dates::seconds_from_duration),
    one("dateTime", (2, 2), dates::date_time),
    one("year-from-dateTime", (1, 1), dates::year),
    one("month-from-dateTime", (1, 1), dates::month),
    one("day-from-dateTime", (1, 1), dates::day),
    one("hours-from-dateTime", (1, 1), dates::hours),
    one("minutes-from-dateTime", (1, 1), dates::minutes),
    one("seconds-from-dateTime", (1, 1), dates::seconds),
    one("timezone-from-dateTime", (1, 1), dates::timezone),
    one("year-from-date", (1, 1), dates::year),
    one("month-from-date", (1, 1), dates::month),
    one("day-from-date", (1, 1), dates::day),
    one("timezone-from-date", (1, 1), dates::timezone),
    one("hours-from-time", (1, 1), dates::hours),
    one("minutes-from-time", (1, 1), dates::minutes),
    one("seconds-from-time", (1, 1), dates::seconds),
    one("timezone-from-time", (1, 1), dates::timezone),
    one("adjust-dateTime-to-timezone", (1, 2), dates::adjust),
    one("adjust-date-to-timezone", (1, 2), dates::adjust),
    one("adjust-time-to-timezone", (1, 2), dates::adjust),
    one("current-dateTime", (0, 0), dates::current_date_time),
    one("current-date", (0, 0), dates::current_date),
    one("current-time", (0, 0), dates::current_time),
    one("implicit-timezone", (0, 0), dates::implicit_timezone),
    one("format-date", (2, 5), dates::format),
    one("format-dateTime", (2, 5), dates::format),
    one("format-time", (2, 5), dates::format),
    one("parse-ietf-date", (1, 1), dates::parse_ietf_date),
    // The surroundings (section 15; XSLT 3.0, sections 20 and 22).
    one("default-collation", (0, 0), environment::default_collation),
    one("default-language", (0, 0), environment::default_language),
    one("environment-variable", (1, 1), environment::environment_variable),
    many("available-environment-variables", (0, 0), environment::available_environment_variables),
    boolean("function-available", (1, 2), environment::function_available),
    one("system-property", (1, 1), environment::system_property),
    // Sequences (section 14) and the context (section 15).
    boolean("empty", (1, 1), sequences::empty),
    boolean("exists", (1, 1), sequences::exists),
    one("head", (1, 1), sequences::head),
    many("tail", (1, 1), sequences::tail),
    many("insert-before", (3, 3), sequences::insert_before),
    many("remove", (2, 2), sequences::remove),
    many("reverse", (1, 1), sequences::reverse),
    many("subsequence", (2, 3), sequences::subsequence),
    many("unordered", (1, 1), sequences::unordered),
    many("distinct-values", (1, 2), sequences::distinct_values),
    many("index-of", (2, 3), sequences::index_of),
    boolean("deep-equal", (2, 3), sequences::deep_equal),
    many("sort", (1, 2), sequences::sort),
    one("zero-or-one", (1, 1), sequences::zero_or_one),
    many("one-or-more", (1, 1), sequences::one_or_more),
    one("exactly-one", (1, 1), sequences::exactly_one),
    one("count", (1, 1), sequences::count),
    one("avg", (1, 1), sequences::avg),
    one("max", (1, 2), sequences::max),
    one("min", (1, 2), sequences::min),
    one("sum", (1, 2), sequences::sum),
    other("position", Gives::Position, (0, 0), sequences::position),
    other("last", Gives::Last, (0, 0), sequences::last),
];

/// The names of all functions, sorted.
#[must_use]
pub fn functions() -> Vec<&'static str> {
    let mut names: Vec<_> = ROWS.iter().map(|row| row.name).collect();
    names.sort_unstable();
    names
}

/// A function of the specification.
#[derive(Clone, Copy)]
pub(super) struct Builtin(&'static Row);

impl std::fmt::Debug for Builtin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name)
    }
}

/// Why there is no function.
pub(super) enum Missing {
    /// None has this name; the likely one.
    Name(Option<&'static str>),
    /// It takes another number of arguments.
    Arity(usize, usize),
}

impl Builtin {
    /// The function of this name with so many arguments.
    pub(super) fn find(name: &str, arity: usize) -> Result<Self, Missing> {
        let Some(row) = ROWS.iter().find(|row| row.name == name) else {
            let names: Vec<&'static str> = ROWS.iter().map(|row| row.name).collect();
            return Err(Missing::Name(crate::text::nearest(name, &names)));
        };
        if (row.least..=row.most).contains(&arity) { Ok(Self(row)) } else { Err(Missing::Arity(row.least, row.most)) }
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        self.0.name
    }

    /// Carries it out.
    pub(super) fn call<'d>(
        self,
        evaluation: &mut Evaluation<'_, 'd>,
        arguments: &[Expr],
        focus: &Focus<'d>,
    ) -> Result<FunctionResult<'d>, Error> {
        let mut call = Call { name: self.0.name, evaluation, arguments, focus };
        match self.0.body {
            Body::One(body) => body(&mut call).map(FunctionResult::Item),
            Body::Many(body) => body(&mut call).map(FunctionResult::Items),
        }
    }

    /// Whether it gives one node at most.
    pub(super) fn gives_one(self) -> bool {
        self.0.gives == Gives::Node
    }

    /// Whether it gives a truth value or a node.
    pub(super) fn gives_truth(self) -> bool {
        matches!(self.0.gives, Gives::Truth | Gives::Node)
    }

    /// Whether it asks for the position of the context item.
    pub(super) fn is_position(self) -> bool {
        matches!(self.0.gives, Gives::Position | Gives::Last)
    }

    /// Whether it asks how many items there are.
    pub(super) fn is_last(self) -> bool {
        self.0.gives == Gives::Last
    }
}

impl<'c, 'd> Call<'c, '_, 'd> {
    /// How many arguments there are.
    fn len(&self) -> usize {
        self.arguments.len()
    }

    fn argument(&self, at: usize) -> Result<&'c Expr, Error> {
        self.arguments.get(at).ok_or_else(|| Error::new(error::NO_FUNCTION, "an argument is missing"))
    }

    /// All items of an argument.
    fn items(&mut self, at: usize) -> Result<Vec<Item<'d>>, Error> {
        let argument = self.argument(at)?;
        self.evaluation.all(argument, self.focus)
    }

    /// The only item of an argument.
    fn item(&mut self, at: usize) -> Result<Option<Item<'d>>, Error> {
        let argument = self.argument(at)?;
        self.evaluation.one(argument, self.focus).map_err(|error| error.at(argument.span))
    }

    /// The only item of an argument, or the context item where there is no argument.
    fn item_or_context(&mut self, at: usize) -> Result<Option<Item<'d>>, Error> {
        if self.len() > at {
            return self.item(at);
        }
        match &self.focus.item {
            Some(item) => Ok(Some(item.clone())),
            None => Err(Error::new(error::NO_CONTEXT, "there is no context item")),
        }
    }

    /// The only node of an argument, or the context node.
    fn node_or_context(&mut self, at: usize) -> Result<Option<NodeRef<'d>>, Error> {
        match self.item_or_context(at)? {
            None => Ok(None),
            Some(Item::Node(node)) => Ok(Some(node)),
            Some(Item::Atom(_)) => Err(Error::new(error::TYPE, "a node is asked for")),
        }
    }

    /// The only value of an argument.
    fn atom(&mut self, at: usize) -> Result<Option<Cow<'c, Atom<'d>>>, Error> {
        let argument = self.argument(at)?;
        self.evaluation.atom(argument, self.focus)
    }

    /// All values of an argument, whose texts are looked at.
    fn atoms(&mut self, at: usize) -> Result<Vec<Atom<'d>>, Error> {
        let atoms: Vec<Atom<'d>> = self.items(at)?.into_iter().map(Item::into_atom).collect();
        for atom in &atoms {
            self.evaluation.read(atom.as_text().map_or(0, str::len))?;
        }
        Ok(atoms)
    }

    /// An argument of type `xs:string?`.
    fn string(&mut self, at: usize) -> Result<Option<Cow<'c, str>>, Error> {
        let Some(atom) = self.atom(at)? else { return Ok(None) };
        self.evaluation.read(atom.as_text().map_or(0, str::len))?;
        match atom {
            Cow::Borrowed(Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text)) => Ok(Some(Cow::Borrowed(text))),
            Cow::Owned(Atom::Untyped(text) | Atom::String(text) | Atom::Uri(text)) => Ok(Some(text)),
            other if self.evaluation.version == Version::One => Ok(Some(Cow::Owned(other.string().into_owned()))),
            other => {
                let name = AtomicType::of(&other).name();
                let span = self.argument(at)?.span;
                Err(Error::new(error::TYPE, format!("a string is asked for, not `{name}`")).at(span))
            }
        }
    }

    /// An argument of type `xs:string?`, where nothing is the empty string.
    fn text(&mut self, at: usize) -> Result<Cow<'c, str>, Error> {
        Ok(self.string(at)?.unwrap_or_default())
    }

    /// An argument of type `xs:string`.
    fn required(&mut self, at: usize) -> Result<Cow<'c, str>, Error> {
        self.string(at)?.ok_or_else(|| Error::new(error::TYPE, "nothing stands where a string is asked for"))
    }

    /// An argument of an atomic type, what is untyped cast to it.
    fn typed(&mut self, at: usize, to: AtomicType) -> Result<Option<Atom<'d>>, Error> {
        let Some(atom) = self.atom(at)? else { return Ok(None) };
        let atom = atom.into_owned();
        if self.evaluation.version == Version::One && matches!(to, AtomicType::Numeric | AtomicType::Double) {
            return Ok(Some(Atom::Double(cast::number(&atom))));
        }
        let converted = match (&atom, to) {
            (Atom::Untyped(_), AtomicType::Numeric) => self.evaluation.cast(&atom, AtomicType::Double)?,
            (Atom::Untyped(_), _) => self.evaluation.cast(&atom, to)?,
            (_, AtomicType::Double) if atom.is_number() => self.evaluation.cast(&atom, to)?,
            _ => atom,
        };
        if to.has(&converted) {
            return Ok(Some(converted));
        }
        let name = AtomicType::of(&converted).name();
        Err(Error::new(error::TYPE, format!("`{}` is asked for, not `{name}`", to.name())))
    }

    /// An argument of type `xs:integer`.
    fn integer(&mut self, at: usize) -> Result<Option<i64>, Error> {
        match self.typed(at, AtomicType::Integer)? {
            Some(Atom::Integer(number)) => Ok(Some(number)),
            _ => Ok(None),
        }
    }

    /// An argument of type `xs:double`.
    fn double(&mut self, at: usize) -> Result<Option<f64>, Error> {
        Ok(self.typed(at, AtomicType::Double)?.as_ref().and_then(cast::double))
    }

    /// The effective boolean value of an argument.
    fn effective_boolean_value(&mut self, at: usize) -> Result<bool, Error> {
        let argument = self.argument(at)?;
        self.evaluation.effective_boolean_value(argument, self.focus)
    }

    /// A collation that is not that of code points cannot be used.
    fn collation(&mut self, at: usize) -> Result<(), Error> {
        if self.len() <= at || &*self.required(at)? == CODEPOINT_COLLATION {
            return Ok(());
        }
        Err(Error::new("FOCH0002", "only the collation of code points is supported"))
    }
}

/// The only collation: characters in the order of their numbers.
const CODEPOINT_COLLATION: &str = "http://www.w3.org/2005/xpath-functions/collation/codepoint";

/// A string as a result.
fn text<'d>(text: impl Into<Cow<'d, str>>) -> Single<'d> {
    Ok(Some(Atom::text(text).into()))
}

/// Any value as a result.
fn given<'d>(value: impl Into<Item<'d>>) -> Single<'d> {
    Ok(Some(value.into()))
}
