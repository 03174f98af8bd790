//! Conditions that are looked up by values, compared with the same conditions written so that nothing can be looked up; and how many steps
//! they take for documents of growing size.

use std::fmt::Write;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use recto::internals::budget::Meter;
use recto::internals::xml::{Document, External};
use recto::internals::xpath::{
    Atom, Bound, Error, Evaluation, Expression, ExternalVariables, Item, Library, NodeRef, Version,
};

use crate::xpath::{Alone, library_and, trees, written};

/// Variables that are bound once for a document: strings, and nodes in the place of `$seq`.
struct Once<'d>([Rc<Bound<'d>>; 4]);

impl<'d> Once<'d> {
    fn new(top: NodeRef<'d>) -> Self {
        let named = |name: &str| {
            let nodes = top.node.descendants().filter(|node| node.name().is_some_and(|own| *own.local == *name));
            nodes.map(|node| top.with(node).into()).collect::<Vec<Item<'d>>>()
        };
        let texts = vec![Atom::text("1").into(), Atom::text("t").into()];
        Self([vec![5.into()], texts, named("a"), Vec::new()].map(|items| Rc::new(Bound::new(items))))
    }
}

impl<'d> ExternalVariables<'d> for Once<'d> {
    fn variable(&self, _: &mut Evaluation<'_, 'd>, number: u32) -> Result<Rc<Bound<'d>>, Error> {
        Ok(self.0.get(number as usize).cloned().unwrap_or_default())
    }
}

fn top(document: &Document) -> NodeRef<'_> {
    NodeRef { node: document.top().unwrap(), document: 0, attribute: 0 }
}

/// All nodes that a rule may be about.
fn contexts(document: &Document) -> Vec<NodeRef<'_>> {
    let top = top(document);
    let nodes = std::iter::once(top.node).chain(top.node.descendants()).map(|node| top.with(node));
    nodes.flat_map(|node| std::iter::once(node).chain(node.attributes())).collect()
}

/// What a condition compares of an item, and with what; `I` is the item where it has a name.
const OWN: &[&str] = &[
    "I/@x",
    "I/@y",
    "I/.",
    "I/b",
    "I/b/@x",
    "I/*",
    "I/../@x",
    "string(I/.)",
    "normalize-space(I/.)",
    "concat('t', I/@x)",
    "substring(I/@y, 1)",
    "name(I/.)",
    "I/@x ! .",
    "string-length(I/.)",
    "tokenize(I/., ' ')",
    "I/text()",
    "I/comment()",
];
const WANTED: &[&str] = &[
    "current()/@x",
    "current()/@y",
    "string(current()/@x)",
    "'1'",
    "'t'",
    "1",
    "true()",
    "$s",
    "$n",
    "$none",
    "$seq/@x",
    "tokenize(current()/@y, ' ')",
    "(current()/@x, 't')",
    "current()/*",
    "current()/@x ! concat(., '')",
    "error()",
    "number(current()/@x)",
    "current()/xs:integer(@x)",
    "concat('t', current()/@x)",
    "current()/name()",
    "xs:anyURI('2')",
    "(if (current()/@x) then current()/@x else 't')",
    "xs:NCName('t')",
    "(for $k in current()/@x return string($k))",
    "()",
];
/// Wholes with a condition `C` in brackets or after `satisfies`.
const WHOLES: &[&str] = &[
    "//*[C]",
    "//a[C]",
    "//@x[C]",
    "//text()[C]",
    "/r/a[C]",
    "(//a)[C]",
    "(//*)[C][2]",
    "//a[C][@y]",
    "//a[C][1]",
    "//a/b[C]",
    "count(//b[C])",
    "count(//b[C]) > 1",
    "exists(//a[C])",
    "not(//b[C])",
    "//a[C]/@x",
    "//b[C]/*[C]",
    "$seq[C]",
    "$seq/b[C]",
    "$seq[C][last()]",
    "preceding::*[C]",
    "preceding::a[C][1]",
    "exists(preceding::b[C])",
    "following::*[C]",
    "following::b[C][2]",
    "preceding-sibling::*[C]",
    "preceding-sibling::a[C][1]",
    "following-sibling::*[C]",
    "following-sibling::b[C][last()]",
    "child::*[C]",
    "*[C][2]",
    "descendant::*[C][2]",
    "../a[C]",
    "ancestor::*[C]",
    "ancestor::*/a[C]",
    "descendant::node()[C]",
    "//*[C and not(. is current())]",
    "preceding::*[C and @y]",
    "//*[C and @x > 1]",
    "let $v := //a return $v[C]",
];
const QUANTIFIED: &[&str] = &[
    "some $i in //* satisfies C",
    "some $i in //@x satisfies C",
    "some $i in $seq satisfies C",
    "some $i in //a satisfies C and $i/@y",
    "some $j in (1, 2), $i in //a satisfies C",
    "every $j in * satisfies some $i in //a satisfies C",
];
/// Wholes beside the same with nothing to look up.
const PAIRS: &[(&str, &str)] = &[
    ("index-of(//@x, string(@x))", "index-of((//@x, ()), string(@x))"),
    ("index-of($seq, string(.))", "index-of(($seq, ()), string(.))"),
    ("index-of(//*, 1)", "index-of((//*, ()), 1)"),
    ("index-of($s, @x)", "index-of(($s, ()), @x)"),
    ("$seq/@x = @x", "($seq, ())/@x = @x"),
    ("@y = $seq/b/@y", "@y = ($seq, ())/b/@y"),
    ("$seq/@x = 1", "($seq, ())/@x = 1"),
    ("$seq[@y]/@x != @x", "($seq, ())[@y]/@x != @x"),
    ("distinct-values($seq/@x) = @x", "distinct-values(($seq, ())/@x) = @x"),
    ("count($seq/b) = 1", "count(($seq, ())/b) = 1"),
];

/// An expression that can be looked up, and the same that cannot.
fn pairs() -> impl Strategy<Value = (String, String)> {
    let pick = prop::sample::select::<&'static str>;
    let pick = |from: &'static [&'static str]| pick(from);
    let condition = (pick(OWN), pick(&["=", "=", "eq"]), pick(WANTED), any::<bool>());
    let condition = condition.prop_map(|(own, operator, wanted, is_turned)| match is_turned {
        false => format!("{own} {operator} {wanted}"),
        true => format!("{wanted} {operator} {own}"),
    });
    let whole = prop_oneof![4 => pick(WHOLES), 1 => pick(QUANTIFIED)];
    let made = (whole, condition).prop_map(|(whole, condition)| {
        let item = if whole.contains("$i") { "$i/" } else { "./" };
        let condition = condition.replace("I/", item);
        (whole.replace('C', &condition), whole.replace('C', &format!("not(not({condition}))")))
    });
    prop_oneof![9 => made, 1 => prop::sample::select(PAIRS).prop_map(|(one, other)| (one.to_owned(), other.to_owned()))]
}

fn shown(result: Result<Vec<Item<'_>>, Error>) -> String {
    match result {
        Ok(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
        Err(error) => format!("!{}", error.code),
    }
}

fn parsed(version: Version, texts: [&str; 2]) -> (Library, [Expression; 2]) {
    library_and(version, |context| {
        texts.map(|text| Expression::parse(text, context).unwrap_or_else(|error| panic!("{text}: {error}")))
    })
}

#[test]
fn what_is_looked_up_is_what_plain_evaluation_gives() {
    let mut runner = TestRunner::deterministic();
    let strategy = (trees(), pairs());
    let (mut wrong, mut looked_up) = (String::new(), 0);
    for at in 0..2000 {
        let version = if at % 4 == 0 { Version::One } else { Version::Later };
        let (text, (one, other)) = strategy.new_tree(&mut runner).unwrap().current();
        let (document, _) = Document::parse(&text, External::Refused);
        let (library, [quick, plain]) = parsed(version, [&one, &other]);
        let (variables, meter) = (Once::new(top(&document)), Meter::default());
        let mut evaluation = Evaluation::new(&library, &Alone, &variables, &meter);
        evaluation.enter(&document, 0);
        for round in 0..3 {
            for node in contexts(&document) {
                let before = meter.left();
                let found = shown(evaluation.items(&quick, Some(&node.into())));
                let between = meter.left();
                let expected = shown(evaluation.items(&plain, Some(&node.into())));
                looked_up += usize::from(before - between < (between - meter.left()) / 4);
                if found != expected {
                    let node = written(&node.into());
                    writeln!(
                        wrong,
                        "{text} at {node}, round {round}\n    {one}\n    plainly {expected}\n    found   {found}"
                    )
                    .unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.lines().take(40).collect::<Vec<_>>().join("\n"));
    assert!(looked_up > 1000, "{looked_up}");
}

/// Steps for a rule that asks for each of so many persons.
fn steps(count: usize, version: Version, expression: &str) -> u64 {
    let person = |at: usize| format!("<b x='p{at}' y='#p{}'>p{}</b>", (at * 7919) % count, at / 2);
    let text = format!("<r><a>{}</a></r>", (0..count).map(person).collect::<String>());
    let (document, _) = Document::parse(&text, External::Refused);
    let (library, [expression, _]) = parsed(version, [expression, "1"]);
    let (variables, meter) = (Once::new(top(&document)), Meter::default());
    let mut evaluation = Evaluation::new(&library, &Alone, &variables, &meter);
    evaluation.enter(&document, 0);
    let before = meter.left();
    for node in contexts(&document).iter().filter(|node| node.node.name().is_some_and(|name| *name.local == *"b")) {
        evaluation.items(&expression, Some(&(*node).into())).unwrap();
    }
    before - meter.left()
}

#[test]
fn rules_that_look_up_values_take_time_in_proportion_to_the_document() {
    for expression in [
        "exists(//*[@x = substring(current()/@y, 2)])",
        "//*[concat('#', @x) = current()/@y]",
        "//b[current()/@y = concat('#', @x)]/@x",
        "some $i in //@x satisfies $i = substring(@y, 2)",
        "some $i in //b satisfies concat('#', $i/@x) = @y",
        "every $t in tokenize(@y, '\\s+') satisfies some $i in //@x satisfies concat('#', $i) eq $t",
        "index-of(//@x, substring(@y, 2))",
        "count(//b[. = current()]) > 1",
        "count(//@x[. = current()/@x]) > 1",
        "preceding::*[@x = current()/@x]",
        "preceding::*[@x eq current()/@x]",
        "following::b[@x = current()/@x]",
        "preceding-sibling::b[@x = current()/@x]",
        "count(../b[@x = current()/@x]) > 1",
        "for $t in tokenize(@y, ' ') return //*[@x = substring($t, 2)]",
        "let $ids := //@x return substring(@y, 2) = $ids",
        "let $y := substring(@y, 2) return (//b[@x = $y])[1]",
        "$seq/b/@x = substring(@y, 2)",
        "$seq/b[@x = substring(current()/@y, 2)]",
        "ancestor::a/b[@x = substring(current()/@y, 2)]",
        "not(//b[@x = current()/@x and not(. is current())])",
    ] {
        let (small, large) = (steps(400, Version::Later, expression), steps(1600, Version::Later, expression));
        assert!(large < 5 * small, "{expression}: {small} steps, {large} for four times as much");
    }
    for expression in ["//*[@x = substring(current()/@y, 2)]", "preceding::*[@x = current()/@x]"] {
        let (small, large) = (steps(400, Version::One, expression), steps(1600, Version::One, expression));
        assert!(large < 5 * small, "XPath 1.0, {expression}: {small} steps, {large} for four times as much");
    }
}
