//! The functions of XPath (Functions and Operators 3.1) and those of XSLT that rules use. Takes a call; carries it out. What each function
//! takes and gives is its [`Signature`](super::signature::Signature), by which arguments are converted here, in one place (XPath 3.1, 3.1.5.2); [`ROWS`] says how each
//! is carried out.

mod aggregates;
mod arrays;
mod call;
mod dates;
mod environment;
mod higher_order;
mod json;
mod maps;
mod math;
mod names;
mod nodes;
mod numbers;
mod parsing;
mod random;
mod sequences;
mod serialization;
mod strings;

pub(crate) use nodes::location;

use super::error::{self, Error};
use super::evaluate::{Evaluation, Focus, FunctionResult};
use super::expression::Expr;
use super::parse::signatures;
use super::signature::Builtin;
use call::{Call, Several, Single};

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
    // Constructors of types that are lists (section 18.3).
    many("xs:NMTOKENS", |call| names::list(call, "NMTOKEN")),
    many("xs:IDREFS", |call| names::list(call, "IDREF")),
    many("xs:ENTITIES", |call| names::list(call, "ENTITY")),
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
    one("count", aggregates::count),
    one("avg", aggregates::avg),
    one("max", aggregates::max),
    one("min", aggregates::min),
    one("sum", aggregates::sum),
    one("position", sequences::position),
    one("last", sequences::last),
    // Mathematics (section 4.8).
    one("math:pi", math::pi),
    one("math:exp", |call| math::of(call, f64::exp)),
    one("math:exp10", |call| math::of(call, |number| 10_f64.powf(number))),
    one("math:log", |call| math::of(call, f64::ln)),
    one("math:log10", |call| math::of(call, f64::log10)),
    one("math:sqrt", |call| math::of(call, f64::sqrt)),
    one("math:sin", |call| math::of(call, f64::sin)),
    one("math:cos", |call| math::of(call, f64::cos)),
    one("math:tan", |call| math::of(call, f64::tan)),
    one("math:asin", |call| math::of(call, f64::asin)),
    one("math:acos", |call| math::of(call, f64::acos)),
    one("math:atan", |call| math::of(call, f64::atan)),
    one("math:pow", math::pow),
    one("math:atan2", math::atan2),
    // Functions as values (section 16).
    many("for-each", higher_order::for_each),
    many("filter", higher_order::filter),
    many("fold-left", higher_order::fold_left),
    many("fold-right", higher_order::fold_right),
    many("for-each-pair", higher_order::for_each_pair),
    many("apply", higher_order::apply),
    one("function-lookup", higher_order::function_lookup),
    one("function-name", higher_order::function_name),
    one("function-arity", higher_order::function_arity),
    // Maps (section 17.1).
    one("map:merge", maps::merge),
    one("map:size", maps::size),
    many("map:keys", maps::keys),
    one("map:contains", maps::contains),
    many("map:get", maps::get),
    one("map:find", maps::find),
    one("map:put", maps::put),
    one("map:entry", maps::entry),
    one("map:remove", maps::remove),
    many("map:for-each", maps::for_each),
    // Arrays (section 17.3).
    one("array:size", arrays::size),
    many("array:get", arrays::get),
    one("array:put", arrays::put),
    one("array:append", arrays::append),
    one("array:subarray", arrays::subarray),
    one("array:remove", arrays::remove),
    one("array:insert-before", arrays::insert_before),
    many("array:head", arrays::head),
    one("array:tail", arrays::tail),
    one("array:reverse", arrays::reverse),
    one("array:join", arrays::join),
    one("array:for-each", arrays::for_each),
    one("array:filter", arrays::filter),
    many("array:fold-left", arrays::fold_left),
    many("array:fold-right", arrays::fold_right),
    one("array:for-each-pair", arrays::for_each_pair),
    one("array:sort", arrays::sort),
    many("array:flatten", arrays::flatten),
    // Texts of XML and JSON (sections 14.7, 17.5).
    one("parse-xml", parsing::parse_xml),
    one("parse-xml-fragment", parsing::parse_xml_fragment),
    one("serialize", serialization::serialize),
    one("parse-json", json::parse_json),
    one("json-doc", json::json_doc),
    one("json-to-xml", json::json_to_xml),
    one("xml-to-json", json::xml_to_json),
    // Others (sections 4.9, 5.3.9, 14.6.6).
    one("random-number-generator", random::random_number_generator),
    one("collation-key", strings::collation_key),
    many("uri-collection", nodes::uri_collection),
];

/// The names of all functions that are no constructors of types, sorted.
#[must_use]
pub fn functions() -> Vec<&'static str> {
    let names = signatures().iter().map(|signature| signature.name);
    let mut names: Vec<_> = names.filter(|name| !name.starts_with("xs:")).collect();
    names.sort_unstable();
    names
}

impl<'d> Evaluation<'_, 'd> {
    /// Carries a function out.
    pub(super) fn call_builtin(
        &mut self,
        Builtin(signature): Builtin,
        arguments: &[Expr],
        focus: &Focus<'d>,
    ) -> Result<FunctionResult<'d>, Error> {
        let mut call = Call { signature, evaluation: self, arguments, focus };
        match ROWS.get(signature.number) {
            Some((_, Body::One(body))) => body(&mut call).map(FunctionResult::Item),
            Some((_, Body::Many(body))) => body(&mut call).map(FunctionResult::Items),
            None => Err(Error::new(error::NO_FUNCTION, format!("there is no function `{}`", signature.name))),
        }
    }
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
