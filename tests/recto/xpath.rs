//! What XPath expressions give. The cases are the files in the folders of `xpath/`, one a line: an expression, ` ==> `, and the result
//! written out, or the code of an error. They are evaluated for the `context.xml` of their folder.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use recto::internals::budget::{Limits, Meter};
use recto::internals::xml::document::{Kind, Node};
use recto::internals::xml::{Document, External};
use recto::internals::xpath::{
    Atom, Bound, Documents, DurationKind, Encoding, Error, Evaluation, Expression, ExternalVariables, Item, Library,
    NodeRef, Parts, QName, StaticContext, Temporal, Version,
};
use serde_json::{Value, json};

/// What one expression may cost here.
const SMALL: Limits = Limits { steps: 20_000_000, memory: 64 << 20, ..Limits::USUAL };

/// The number of the next document that an expression makes.
static MADE: AtomicU32 = AtomicU32::new(1);

/// No document but the one at hand, and those that expressions make.
pub struct Alone;

impl<'d> Documents<'d> for Alone {
    fn document(&self, href: &str, _: &str) -> Result<NodeRef<'d>, Error> {
        Err(Error::new("FODC0002", format!("there is no `{href}`")))
    }

    fn keep(&self, document: Document) -> Result<NodeRef<'d>, Error> {
        // Documents that expressions make live as long as the test.
        let document: &'static Document = Box::leak(Box::new(document));
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        Ok(NodeRef { node: document.top().unwrap(), document: number, attribute: 0 })
    }

    fn collection(&self, href: &str, base: &str) -> Result<Vec<NodeRef<'d>>, Error> {
        self.document(href, base).map(|node| vec![node])
    }

    fn text(&self, href: &str, base: &str) -> Result<String, Error> {
        self.document(href, base).map(|_| String::new())
    }

    fn address(&self, _: u32) -> String {
        "context.xml".to_owned()
    }

    fn base(&self) -> String {
        "rules.sch".to_owned()
    }

    fn now(&self) -> Option<Temporal> {
        Temporal::from_unix(0)
    }
}

const VARIABLES: [&str; 4] = ["n", "s", "seq", "none"];

impl<'d> ExternalVariables<'d> for Alone {
    fn variable(&self, _: &mut Evaluation<'_, 'd>, number: u32) -> Result<Rc<Bound<'d>>, Error> {
        let items = match number {
            0 => vec![5.into()],
            1 => vec![Atom::text("abc").into()],
            2 => vec![1.into(), 2.into(), 3.into()],
            _ => Vec::new(),
        };
        Ok(Rc::new(Bound::new(items)))
    }
}

pub fn qname(local: &str) -> QName {
    QName { namespace: "".into(), prefix: "".into(), local: local.into() }
}

pub fn library_and<T>(version: Version, work: impl FnOnce(&mut StaticContext<'_>) -> T) -> (Library, T) {
    let mut library = Library::default();
    let variables = [VARIABLES.iter().zip(0..).map(|(name, number)| (qname(name), number)).collect()];
    let mut context = StaticContext {
        library: &mut library,
        prefixes: Arc::new(vec![("t".into(), "http://www.tei-c.org/ns/1.0".into())]),
        default_namespace: "".into(),
        version,
        variables: &variables,
    };
    let result = work(&mut context);
    (library, result)
}

pub fn evaluate(text: &str, document: &Document) -> String {
    evaluate_in(Version::Later, text, document)
}

fn evaluate_in(version: Version, text: &str, document: &Document) -> String {
    let (library, expression) = library_and(version, |context| Expression::parse(text, context));
    let result = expression.and_then(|expression| {
        let meter = Meter::new(SMALL, 0);
        let mut evaluation = Evaluation::new(&library, &Alone, &Alone, &meter);
        evaluation.enter(document, 0);
        let top = NodeRef { node: document.top().unwrap(), document: 0, attribute: 0 };
        evaluation.items(&expression, Some(&top.into()))
    });
    match result {
        Err(error) => format!("!{}", error.code),
        Ok(items) if items.is_empty() => "()".to_owned(),
        Ok(items) => items.iter().map(written).collect::<Vec<_>>().join(", "),
    }
}

pub fn written(item: &Item<'_>) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let atom = match item {
        Item::Node(node) => return path(*node),
        Item::Atom(_) => item.clone().into_atom().unwrap(),
        Item::Function(_) => return item.string().into_owned(),
    };
    let string = atom.string();
    match &atom {
        Atom::String(text) => quoted(text),
        Atom::Untyped(text) => format!("untyped {}", quoted(text)),
        Atom::Uri(text) => format!("uri {}", quoted(text)),
        Atom::Boolean(_) | Atom::Integer(_) | Atom::Derived(_) => string.into_owned(),
        Atom::Decimal(_) => format!("decimal {string}"),
        Atom::Double(_) => format!("double {string}"),
        Atom::Float(_) => format!("float {string}"),
        Atom::Binary(binary) => match binary.encoding {
            Encoding::Hex => format!("hexBinary {string}"),
            Encoding::Base64 => format!("base64Binary {string}"),
        },
        Atom::QName(name) => format!("QName {{{}}}{}", name.namespace, name.local),
        Atom::Temporal(moment) => {
            let name = match moment.parts {
                Parts::DateTime => "dateTime",
                Parts::Date => "date",
                Parts::Time => "time",
                Parts::Year => "gYear",
                Parts::YearMonth => "gYearMonth",
                Parts::Month => "gMonth",
                Parts::MonthDay => "gMonthDay",
                Parts::Day => "gDay",
            };
            format!("{name} {string}")
        }
        Atom::Duration(duration) => {
            let name = match duration.kind {
                DurationKind::Any => "duration",
                DurationKind::YearMonth => "yearMonthDuration",
                DurationKind::DayTime => "dayTimeDuration",
            };
            format!("{name} {string}")
        }
    }
}

fn path(node: NodeRef<'_>) -> String {
    if let Some(attribute) = node.as_attribute() {
        return format!("{}/@{}", path(node.parent().unwrap()), attribute.name.local);
    }
    let around: Vec<Node<'_>> = std::iter::successors(Some(node.node), |node| node.parent()).collect();
    let mut path = String::new();
    for node in around.into_iter().rev().skip(1) {
        let name = match node.kind() {
            Kind::Text => "text()".to_owned(),
            Kind::Comment => "comment()".to_owned(),
            Kind::Instruction => format!("processing-instruction({})", node.target().unwrap()),
            _ => node.name().unwrap().local.to_string(),
        };
        let is_like = |other: &Node<'_>| {
            other.kind() == node.kind()
                && other.target() == node.target()
                && other.name().map(|name| &name.local) == node.name().map(|name| &name.local)
        };
        let before = std::iter::successors(node.previous_sibling(), |node| node.previous_sibling());
        write!(path, "/{name}[{}]", before.filter(is_like).count() + 1).unwrap();
    }
    if path.is_empty() { "/".to_owned() } else { path }
}

fn entries(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn expressions_give_what_the_specification_says() {
    let (mut count, mut wrong) = (0, String::new());
    for folder in entries(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recto/xpath")) {
        let context = std::fs::read_to_string(folder.join("context.xml")).unwrap();
        let (document, findings) = Document::parse(&context, External::Refused);
        assert_eq!(findings, []);
        for file in entries(&folder).iter().filter(|file| file.extension().is_some_and(|extension| extension == "txt"))
        {
            let cases = std::fs::read_to_string(file).unwrap();
            let lines = (1..).zip(cases.lines()).filter(|(_, line)| !line.starts_with("# ") && !line.is_empty());
            for (number, line) in lines {
                let (expression, expected) = line.rsplit_once(" ==> ").unwrap_or_else(|| panic!("{number}: {line}"));
                let found = evaluate(expression, &document);
                count += 1;
                if found != expected {
                    let name = file.file_name().unwrap().display();
                    writeln!(wrong, "{name}:{number}: {expression}\n    expected {expected}\n    found    {found}")
                        .unwrap();
                }
            }
        }
    }
    assert!(wrong.is_empty(), "of {count} cases:\n{wrong}");
    assert!(count >= 900, "{count} cases");
}

#[test]
fn version_1_takes_the_first_node_and_turns_values_into_what_is_asked_for() {
    let (document, _) = Document::parse("<a><b>2</b><b>1</b><c/></a>", External::Refused);
    for (expression, expected) in [
        ("contains(//b, '2')", "true"),
        ("contains(12, '2')", "true"),
        ("string(//b)", "\"2\""),
        ("'1' = 1", "true"),
        ("//b = 1", "true"),
        ("//b < 2", "true"),
        ("//c = 0", "false"),
        ("true() = 'x'", "true"),
        ("//none = false()", "true"),
        ("'2' + 1", "double 3"),
        ("//none + 1", "double NaN"),
        ("1 div 0", "double INF"),
        ("floor('1.5')", "double 1"),
        ("//b[2]", "/a[1]/b[2]"),
    ] {
        assert_eq!(evaluate_in(Version::One, expression, &document), expected, "{expression}");
    }
}

#[test]
fn expressions_end() {
    let (document, _) = Document::parse("<a/>", External::Refused);
    let deep = format!("{}1{}", "(".repeat(5000), ")".repeat(5000));
    assert_eq!(evaluate(&deep, &document), "!XPST0003");
    for (count, sign, expected) in [
        (200, " + ", "200"),
        (900, " + ", "!XPDY0130"),
        (5000, " + ", "!XPST0003"),
        (200, " or ", "true"),
        (5000, " or ", "!XPST0003"),
        (900, " ! ", "!XPDY0130"),
    ] {
        assert_eq!(evaluate(&vec!["1"; count].join(sign), &document), expected, "{count}{sign}");
    }
    let steps = |count: usize| "self::node()/".repeat(count) + "name()";
    assert_eq!(
        (evaluate(&steps(100), &document), evaluate(&steps(900), &document)),
        ("\"\"".into(), "!XPDY0130".into())
    );
    let conditions = |count: usize| format!("a{}{}", "[".repeat(count) + "1", "]".repeat(count));
    assert_eq!(evaluate(&conditions(5000), &document), "!XPST0003");
    let bindings = |count: usize| format!("let {} return 1", vec!["$a := 1"; count].join(", "));
    assert_eq!(evaluate(&bindings(100), &document), "1");
    assert_eq!(evaluate(&bindings(100_000), &document), "!XPST0003");
    let sums = |levels: usize| (0..levels).fold("1".to_owned(), |inner, _| format!("({inner}){}", " + 1".repeat(999)));
    assert_eq!(
        (evaluate(&sums(2), &document), evaluate(&sums(59), &document)),
        ("!XPDY0130".into(), "!XPST0003".into())
    );
    assert_eq!(evaluate("count(for $x in 1 to 3000000000 return $x)", &document), "!XPDY0130");
    assert_eq!(evaluate("some $x in 1 to 3000000000 satisfies $x = 7", &document), "true");
    assert_eq!(evaluate("(1 to 3000000000)[3]", &document), "3");
}

#[test]
fn memory_has_an_end() {
    let (document, _) = Document::parse("<a/>", External::Refused);
    let doubled = |twice: &str| {
        let bindings = (0..60).map(|_| format!("$a := {twice}")).collect::<Vec<_>>();
        format!("let $a := 'xy', {} return string-length($a)", bindings.join(", "))
    };
    let long = "string-join(1 to 100000, '1234567890')";
    for expression in [
        &doubled("$a || $a"),
        &doubled("concat($a, $a)"),
        &doubled("string-join(($a, $a))"),
        &doubled("replace($a, '.+', '$0$0', 's')"),
        &format!("let $a := {long} return string-length(replace($a, '1', $a))"),
        &format!("let $a := {long} return string-length(string-join(1 to 100000, $a))"),
        &format!("let $a := {long}, $b := (for $x in 1 to 100000 return $a) return count($b)"),
        &format!("analyze-string({long}, '((((((((((.))))))))))')"),
    ] {
        assert_eq!(evaluate(expression, &document), "!XPDY0130", "{expression}");
    }
}

/// A random element of XML with text, comments and attributes.
pub fn trees() -> impl Strategy<Value = String> {
    let tag = || {
        let attributes = prop_oneof![Just(""), Just(" x='1'"), Just(" x='2' y='t'"), Just(" y=''")];
        (prop_oneof![Just("a"), Just("b"), Just("c")], attributes)
    };
    let leaf = tag().prop_map(|(name, attributes)| format!("<{name}{attributes}/>"));
    let tree = leaf.prop_recursive(4, 24, 4, move |inner| {
        let between = prop_oneof![Just(""), Just("t"), Just(" 2 "), Just("<!--n-->")];
        (tag(), prop::collection::vec((inner, between), 1..4)).prop_map(|((name, attributes), inner)| {
            let inner: String = inner.into_iter().map(|(element, between)| element + between).collect();
            format!("<{name}{attributes}>{inner}</{name}>")
        })
    });
    tree.prop_map(|tree| format!("<r>{tree}t</r>"))
}

/// A random expression of XPath 1.0.
fn expressions() -> impl Strategy<Value = String> {
    let pick = |names: &'static [&'static str]| prop::sample::select(names);
    let axis = pick(&[
        "child",
        "child",
        "descendant",
        "descendant-or-self",
        "parent",
        "ancestor",
        "ancestor-or-self",
        "following",
        "preceding",
        "following-sibling",
        "preceding-sibling",
        "self",
        "attribute",
    ]);
    let test = pick(&["a", "b", "c", "*", "*", "node()", "text()", "comment()", "x"]);
    let predicate = pick(&[
        "",
        "",
        "",
        "[1]",
        "[2]",
        "[last()]",
        "[position() < 3]",
        "[@x]",
        "[@x = 1]",
        "[b]",
        "[not(c)]",
        "[. = 't']",
        "[count(*) > 1]",
        "[@x][1]",
        "[last() - 1]",
        "[a or @y]",
        "[../b]",
        "[position() mod 2 = 1]",
    ]);
    let step = (axis, test, predicate).prop_map(|(axis, test, predicate)| format!("{axis}::{test}{predicate}"));
    let path = (pick(&["//", "/r/", "/descendant::node()/"]), prop::collection::vec(step, 1..4))
        .prop_map(|(start, steps)| start.to_owned() + &steps.join("/"));
    let whole = pick(&[
        "P",
        "P",
        "P",
        "P",
        "(P)[2]",
        "(P)[last()]",
        "P | Q",
        "count(P)",
        "count(P | Q)",
        "string(P)",
        "name(P)",
        "local-name(P)",
        "normalize-space(P)",
        "string-length(P)",
        "concat(P, '-', Q)",
        "contains(P, 't')",
        "starts-with(P, Q)",
        "substring(P, 2)",
        "substring(P, 0, 2.5)",
        "substring-before(P, 't')",
        "substring-after(P, 't')",
        "translate(P, 't2', 'T')",
        "sum(P/@x)",
        "number(P)",
        "floor(number(P) div 2)",
        "ceiling(number(P) div 2)",
        "round(number(P) div 4)",
        "boolean(P)",
        "not(P)",
        "P and Q",
        "P or Q",
        "P = Q",
        "P != Q",
        "P < Q",
        "P >= 2",
        "P = 't'",
        "P = true()",
        "count(P) + count(Q)",
        "count(P) mod 3",
        "-count(P)",
        "count(P) div 0",
        "string(number(P))",
        "string(count(P) = 2)",
        "P[count(. | Q) = count(Q)]",
        "count(P[Q])",
        "string(P = 2)",
    ]);
    (whole, path.clone(), path).prop_map(|(whole, one, other)| {
        let parts: Vec<String> = whole.split('P').map(|part| part.replace('Q', &other)).collect();
        parts.join(&one)
    })
}

/// What the second engine gives for each document and expression; `None` where there is none.
fn second_engine(cases: &[(String, String)]) -> Option<Vec<Value>> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recto/second_engine.py");
    let python = |arguments: &[&str]| {
        let mut command = Command::new("python3");
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    };
    python(&["-c", "import lxml"]).output().ok().filter(|output| output.status.success())?;
    let mut process = python(&[script.to_str()?]).spawn().ok()?;
    let lines: String = cases.iter().map(|case| serde_json::to_string(case).unwrap() + "\n").collect();
    let mut stdin = process.stdin.take()?;
    let writing = std::thread::spawn(move || stdin.write_all(lines.as_bytes()));
    let output = process.wait_with_output().unwrap();
    writing.join().unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A result as the second engine writes it.
fn as_second_engine(items: &[Item<'_>], is_nodes: bool) -> Value {
    match items {
        [Item::Atom(Atom::Boolean(truth))] => json!(truth),
        [Item::Atom(atom)] if atom.is_number() => {
            let text = atom.string();
            text.parse::<f64>()
                .ok()
                .filter(|number| number.is_finite())
                .map_or_else(|| json!(text), |number| json!(number))
        }
        [Item::Atom(atom)] => json!(atom.string()),
        _ => {
            assert!(is_nodes, "{items:?}");
            let nodes = items.iter().filter_map(|item| match item {
                Item::Node(node) => place(*node),
                Item::Atom(_) | Item::Function(_) => None,
            });
            json!({ "nodes": nodes.collect::<Vec<_>>() })
        }
    }
}

/// A node as the second engine names it; it never gives the document itself.
fn place(node: NodeRef<'_>) -> Option<String> {
    let number = |node: Node<'_>| {
        let is_counted = |node: &Node<'_>| matches!(node.kind(), Kind::Element | Kind::Comment);
        node.document()
            .top()
            .unwrap()
            .descendants()
            .filter(is_counted)
            .position(|other| other.id() == node.id())
            .unwrap()
    };
    if let Some(attribute) = node.as_attribute() {
        return Some(format!("{} @{}", number(node.node), attribute.name.local));
    }
    match node.node.kind() {
        Kind::Document => None,
        Kind::Text => Some(match node.node.previous_sibling() {
            Some(before) => format!("{} tail", number(before)),
            None => format!("{} text", number(node.node.parent().unwrap())),
        }),
        _ => Some(number(node.node).to_string()),
    }
}

#[test]
fn another_engine_gives_the_same_on_random_trees() {
    const CASES: usize = 4000;
    let mut runner = TestRunner::deterministic();
    let strategy = (trees(), expressions());
    let cases: Vec<(String, String)> = (0..CASES).map(|_| strategy.new_tree(&mut runner).unwrap().current()).collect();
    let Some(expected) = second_engine(&cases) else {
        eprintln!("SKIPPED: no second engine for XPath (python3 with lxml)");
        return;
    };
    assert_eq!(expected.len(), CASES);
    let mut wrong = String::new();
    for ((text, expression), expected) in cases.iter().zip(&expected) {
        let (document, _) = Document::parse(text, External::Refused);
        let (library, parsed) = library_and(Version::One, |context| Expression::parse(expression, context));
        let meter = Meter::default();
        let mut evaluation = Evaluation::new(&library, &Alone, &Alone, &meter);
        evaluation.enter(&document, 0);
        let top = NodeRef { node: document.top().unwrap(), document: 0, attribute: 0 };
        let found = parsed.and_then(|parsed| evaluation.items(&parsed, Some(&top.into())));
        let found = match found {
            Ok(items) => as_second_engine(&items, expected.get("nodes").is_some()),
            Err(error) => json!({ "error": error.to_string() }),
        };
        if found != *expected {
            writeln!(wrong, "{text}\n    {expression}\n    second engine {expected}\n    found         {found}")
                .unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
