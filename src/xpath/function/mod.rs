//! The functions of XPath (Functions and Operators 3.1) and those of XSLT that rules use. Takes a call; carries it out. What each function
//! takes and gives is its [`Signature`], by which arguments are converted here, in one place (XPath 3.1, 3.1.5.2); [`ROWS`] says how each
//! is carried out.

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
use super::parse::signatures;
use super::signature::{Builtin, Default, Parameter, Signature};
use super::types::{AtomicType, ItemType, NodeTest};
use crate::datatype::{Duration, Temporal};

/// A function that is called.
struct Call<'c, 'e, 'd> {
    signature: &'static Signature,
    evaluation: &'c mut Evaluation<'e, 'd>,
    arguments: &'c [Expr],
    focus: &'c Focus<'d>,
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

const fn one(name: &'static str, body: One) -> (&'static str, Body) {
    (name, Body::One(body))
}

const fn many(name: &'static str, body: Many) -> (&'static str, Body) {
    (name, Body::Many(body))
}

/// How all functions are carried out, in the order of their signatures.
static ROWS: &[(&str, Body)] = &[
    // Accessors, names and nodes (sections 2, 13, 14.1).
    one("node-name", names::node_name),
    one("name", names::name),
    one("local-name", names::local_name),
    one("namespace-uri", names::namespace_uri),
    one("QName", names::qname),
    one("resolve-QName", names::resolve_qname),
    one("prefix-from-QName", names::prefix_from_qname),
    one("local-name-from-QName", names::local_name_from_qname),
    one("namespace-uri-from-QName", names::namespace_uri_from_qname),
    one("namespace-uri-for-prefix", names::namespace_uri_for_prefix),
    many("in-scope-prefixes", names::in_scope_prefixes),
    one("string", nodes::string),
    many("data", nodes::data),
    one("base-uri", nodes::base_uri),
    one("document-uri", nodes::document_uri),
    one("static-base-uri", nodes::static_base_uri),
    one("nilled", nodes::nilled),
    one("root", nodes::root),
    one("has-children", nodes::has_children),
    one("lang", nodes::lang),
    one("path", nodes::path),
    one("generate-id", nodes::generate_id),
    many("innermost", nodes::innermost),
    many("outermost", nodes::outermost),
    many("id", nodes::id),
    many("element-with-id", nodes::id),
    many("idref", nodes::idref),
    one("doc", nodes::doc),
    one("doc-available", nodes::doc_available),
    many("document", nodes::document),
    many("collection", nodes::collection),
    one("unparsed-text", nodes::unparsed_text),
    many("unparsed-text-lines", nodes::unparsed_text_lines),
    one("unparsed-text-available", nodes::unparsed_text_available),
    many("key", nodes::key),
    one("current", nodes::current),
    // Errors and truth values (sections 3, 7).
    one("error", sequences::error),
    many("trace", sequences::trace),
    one("true", sequences::yes),
    one("false", sequences::no),
    one("boolean", sequences::boolean),
    one("not", sequences::not),
    // Numbers (section 4).
    one("abs", numbers::abs),
    one("ceiling", numbers::ceiling),
    one("floor", numbers::floor),
    one("round", numbers::round),
    one("round-half-to-even", numbers::round_half_to_even),
    one("number", numbers::number),
    one("format-integer", numbers::format_integer),
    one("format-number", numbers::format_number),
    // Strings (section 5).
    one("codepoints-to-string", strings::codepoints_to_string),
    many("string-to-codepoints", strings::string_to_codepoints),
    one("compare", strings::compare),
    one("codepoint-equal", strings::codepoint_equal),
    one("concat", strings::concat),
    one("string-join", strings::string_join),
    one("substring", strings::substring),
    one("string-length", strings::string_length),
    one("normalize-space", strings::normalize_space),
    one("normalize-unicode", strings::normalize_unicode),
    one("upper-case", strings::upper_case),
    one("lower-case", strings::lower_case),
    one("translate", strings::translate),
    one("contains", strings::contains),
    one("starts-with", strings::starts_with),
    one("ends-with", strings::ends_with),
    one("substring-before", strings::substring_before),
    one("substring-after", strings::substring_after),
    one("contains-token", strings::contains_token),
    one("matches", strings::matches),
    one("replace", strings::replace),
    many("tokenize", strings::tokenize),
    one("analyze-string", strings::analyze_string),
    one("encode-for-uri", strings::encode_for_uri),
    one("iri-to-uri", strings::iri_to_uri),
    one("escape-html-uri", strings::escape_html_uri),
    one("resolve-uri", strings::resolve_uri),
    // Dates, times and durations (sections 8, 9).
    one("years-from-duration", dates::years_from_duration),
    one("months-from-duration", dates::months_from_duration),
    one("days-from-duration", dates::days_from_duration),
    one("hours-from-duration", dates::hours_from_duration),
    one("minutes-from-duration", dates::minutes_from_duration),
    one("seconds-from-duration", dates::seconds_from_duration),
    one("dateTime", dates::date_time),
    one("year-from-dateTime", dates::year),
    one("month-from-dateTime", dates::month),
    one("day-from-dateTime", dates::day),
    one("hours-from-dateTime", dates::hours),
    one("minutes-from-dateTime", dates::minutes),
    one("seconds-from-dateTime", dates::seconds),
    one("timezone-from-dateTime", dates::timezone),
    one("year-from-date", dates::year),
    one("month-from-date", dates::month),
    one("day-from-date", dates::day),
    one("timezone-from-date", dates::timezone),
    one("hours-from-time", dates::hours),
    one("minutes-from-time", dates::minutes),
    one("seconds-from-time", dates::seconds),
    one("timezone-from-time", dates::timezone),
    one("adjust-dateTime-to-timezone", dates::adjust),
    one("adjust-date-to-timezone", dates::adjust),
    one("adjust-time-to-timezone", dates::adjust),
    one("current-dateTime", dates::current_date_time),
    one("current-date", dates::current_date),
    one("current-time", dates::current_time),
    one("implicit-timezone", dates::implicit_timezone),
    one("format-date", dates::format),
    one("format-dateTime", dates::format),
    one("format-time", dates::format),
    one("parse-ietf-date", dates::parse_ietf_date),
    // The surroundings (section 15; XSLT 3.0, sections 20 and 22).
    one("default-collation", environment::default_collation),
    one("default-language", environment::default_language),
    one("environment-variable", environment::environment_variable),
    many("available-environment-variables", environment::available_environment_variables),
    one("function-available", environment::function_available),
    one("system-property", environment::system_property),
    // Sequences (section 14) and the context (section 15).
    one("empty", sequences::empty),
    one("exists", sequences::exists),
    one("head", sequences::head),
    many("tail", sequences::tail),
    many("insert-before", sequences::insert_before),
    many("remove", sequences::remove),
    many("reverse", sequences::reverse),
    many("subsequence", sequences::subsequence),
    many("unordered", sequences::unordered),
    many("distinct-values", sequences::distinct_values),
    many("index-of", sequences::index_of),
    one("deep-equal", sequences::deep_equal),
    many("sort", sequences::sort),
    one("zero-or-one", sequences::zero_or_one),
    many("one-or-more", sequences::one_or_more),
    one("exactly-one", sequences::exactly_one),
    one("count", sequences::count),
    one("avg", sequences::avg),
    one("max", sequences::max),
    one("min", sequences::min),
    one("sum", sequences::sum),
    one("position", sequences::position),
    one("last", sequences::last),
];

/// The names of all functions, sorted.
#[must_use]
pub fn functions() -> Vec<&'static str> {
    let mut names: Vec<_> = signatures().iter().map(|signature| signature.name).collect();
    names.sort_unstable();
    names
}

/// Carries a function out.
pub(super) fn call<'d>(
    builtin: Builtin,
    evaluation: &mut Evaluation<'_, 'd>,
    arguments: &[Expr],
    focus: &Focus<'d>,
) -> Result<FunctionResult<'d>, Error> {
    let signature = builtin.0;
    let mut call = Call { signature, evaluation, arguments, focus };
    match ROWS.get(signature.number) {
        Some((_, Body::One(body))) => body(&mut call).map(FunctionResult::Item),
        Some((_, Body::Many(body))) => body(&mut call).map(FunctionResult::Items),
        None => Err(Error::new(error::NO_FUNCTION, format!("there is no function `{}`", signature.name))),
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

    fn context(&self) -> Result<Item<'d>, Error> {
        self.focus.item.clone().ok_or_else(|| Error::new(error::NO_CONTEXT, "there is no context item"))
    }

    /// All items of an argument, as they are.
    fn items(&mut self, at: usize) -> Result<Vec<Item<'d>>, Error> {
        match (self.arguments.get(at), self.signature.parameter(at).default) {
            (None, Default::Context) => self.context().map(|item| vec![item]),
            _ => self.evaluation.all(self.argument(at)?, self.focus),
        }
    }

    /// The only item of an argument, as it is.
    fn item(&mut self, at: usize) -> Result<Option<Item<'d>>, Error> {
        match (self.arguments.get(at), self.signature.parameter(at).default) {
            (None, Default::Context) => self.context().map(Some),
            (None, _) => Ok(None),
            (Some(argument), _) => self.evaluation.one(argument, self.focus).map_err(|error| error.at(argument.span)),
        }
    }

    /// The only node of an argument, of the kind that the signature asks for.
    fn node(&mut self, at: usize) -> Result<Option<NodeRef<'d>>, Error> {
        let kind = self.signature.parameter(at).kind;
        match (self.item(at)?, kind.item) {
            (None, _) if kind.count.allows(0) => Ok(None),
            (Some(Item::Node(node)), Some(ItemType::Node(test))) if test.takes(node, self.evaluation) => Ok(Some(node)),
            (_, Some(ItemType::Node(NodeTest::Element(_)))) => Err(Error::new(error::TYPE, "an element is asked for")),
            _ => Err(Error::new(error::TYPE, "a node is asked for")),
        }
    }

    /// The only value of an argument, converted as the signature asks for; nothing where it may be left out and is.
    fn value(&mut self, at: usize) -> Result<Option<Cow<'c, Atom<'d>>>, Error> {
        let Parameter { kind, default } = self.signature.parameter(at);
        let Some(argument) = self.arguments.get(at) else {
            return match default {
                Default::Context => self.converted(Cow::Owned(self.context()?.into_atom()), at).map(Some),
                Default::ContextString => Ok(Some(Cow::Owned(Atom::text(self.context()?.string())))),
                Default::None | Default::Nothing => Ok(None),
            };
        };
        match self.evaluation.atom(argument, self.focus)? {
            Some(atom) => self.converted(atom, at).map(Some).map_err(|error| error.at(argument.span)),
            None if kind.count.allows(0) => Ok(None),
            None => {
                let wanted = self.atomic(at).wanted();
                Err(Error::new(error::TYPE, format!("nothing stands where {wanted} is asked for")).at(argument.span))
            }
        }
    }

    /// All values of an argument, converted as the signature asks for, whose texts are looked at.
    fn values(&mut self, at: usize) -> Result<Vec<Atom<'d>>, Error> {
        let mut atoms = Vec::new();
        for item in self.items(at)? {
            let atom = self.converted(Cow::Owned(item.into_atom()), at)?.into_owned();
            self.evaluation.read(atom.as_text().map_or(0, str::len))?;
            atoms.push(atom);
        }
        Ok(atoms)
    }

    /// The atomic type that the signature asks for.
    fn atomic(&self, at: usize) -> AtomicType {
        match self.signature.parameter(at).kind.item {
            Some(ItemType::Atomic(kind)) => kind,
            _ => AtomicType::AnyAtomic,
        }
    }

    fn converted<'x>(&self, atom: Cow<'x, Atom<'d>>, at: usize) -> Result<Cow<'x, Atom<'d>>, Error> {
        let to = self.atomic(at);
        if self.evaluation.version == Version::One {
            match to {
                AtomicType::String if atom.as_text().is_none() => return Ok(Cow::Owned(Atom::String(atom.string()))),
                AtomicType::Numeric | AtomicType::Double => return Ok(Cow::Owned(Atom::Double(cast::number(&atom)))),
                _ => {}
            }
        }
        let converted = self.evaluation.promoted(atom, to)?;
        if to.has(&converted) { Ok(converted) } else { Err(Error::new(error::TYPE, to.not(&converted))) }
    }

    /// An argument of type `xs:string?`.
    fn string(&mut self, at: usize) -> Result<Option<Cow<'c, str>>, Error> {
        let atom = self.value(at)?;
        self.evaluation.read(atom.as_ref().and_then(|atom| atom.as_text()).map_or(0, str::len))?;
        Ok(match atom {
            Some(Cow::Borrowed(Atom::String(text))) => Some(Cow::Borrowed(text)),
            Some(Cow::Owned(Atom::String(text))) => Some(text),
            _ => None,
        })
    }

    /// An argument of type `xs:string`, or of type `xs:string?` where nothing is the empty string.
    fn text(&mut self, at: usize) -> Result<Cow<'c, str>, Error> {
        Ok(self.string(at)?.unwrap_or_default())
    }

    /// An argument of type `xs:integer`.
    fn integer(&mut self, at: usize) -> Result<Option<i64>, Error> {
        Ok(match self.value(at)?.as_deref() {
            Some(Atom::Integer(number)) => Some(*number),
            _ => None,
        })
    }

    /// An argument of type `xs:double`.
    fn double(&mut self, at: usize) -> Result<Option<f64>, Error> {
        Ok(self.value(at)?.as_deref().and_then(cast::double))
    }

    /// An argument that is a point in time.
    fn temporal(&mut self, at: usize) -> Result<Option<Temporal>, Error> {
        Ok(match self.value(at)?.as_deref() {
            Some(Atom::Temporal(moment)) => Some(*moment),
            _ => None,
        })
    }

    /// An argument that is a length of time.
    fn duration(&mut self, at: usize) -> Result<Option<Duration>, Error> {
        Ok(match self.value(at)?.as_deref() {
            Some(Atom::Duration(duration)) => Some(*duration),
            _ => None,
        })
    }

    /// Where a function begins, and where it ends if that is given: two arguments of type `xs:double`.
    fn range(&mut self, at: usize) -> Result<(f64, f64), Error> {
        // Half goes up.
        let round = |number: f64| (number + 0.5).floor();
        let start = round(self.double(at)?.unwrap_or(f64::NAN));
        Ok((start, self.double(at + 1)?.map_or(f64::INFINITY, |length| start + round(length))))
    }

    /// The effective boolean value of an argument.
    fn effective_boolean_value(&mut self, at: usize) -> Result<bool, Error> {
        let argument = self.argument(at)?;
        self.evaluation.effective_boolean_value(argument, self.focus)
    }

    /// A collation that is not that of code points cannot be used.
    fn collation(&mut self, at: usize) -> Result<(), Error> {
        match self.string(at)?.as_deref() {
            None | Some(CODEPOINT_COLLATION) => Ok(()),
            Some(_) => Err(Error::new("FOCH0002", "only the collation of code points is supported")),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_signatures() {
        let names: Vec<&str> = signatures().iter().map(|signature| signature.name).collect();
        assert_eq!(ROWS.iter().map(|(name, _)| *name).collect::<Vec<_>>(), names);
    }
}
