//! What XPath expressions give. The cases are the files in the folders of `xpath/`, one a line: an expression, ` ==> `, and the result
//! written out, or the code of an error. They are evaluated for the `context.xml` of their folder.

use std::fmt::Write as _;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use recto::xml::document::{Kind, Node};
use recto::xml::{Document, External};
use recto::xpath::{
    Atom, Bound, Documents, DurationKind, Error, Evaluation, Expression, Item, Library, NodeRef, Outer, Parts, QName,
    Static, Temporal, Version,
};

/// No document but the one at hand.
struct Alone;

impl<'d> Documents<'d> for Alone {
    fn document(&self, href: &str, _: &str) -> Result<NodeRef<'d>, Error> {
        Err(Error::new("FODC0002", format!("there is no `{href}`")))
    }

    fn keep(&self, _: Document) -> Result<NodeRef<'d>, Error> {
        Err(Error::new("XPDY0130", "no document is kept here"))
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

impl<'d> Outer<'d> for Alone {
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

fn qname(local: &str) -> QName {
    QName { namespace: "".into(), prefix: "".into(), local: local.into() }
}

fn library_and<T>(version: Version, work: impl FnOnce(&mut Static<'_>) -> T) -> (Library, T) {
    let mut library = Library::default();
    let variables = VARIABLES.iter().zip(0..).map(|(name, number)| (qname(name), number)).collect();
    let mut context = Static {
        library: &mut library,
        prefixes: Arc::new(vec![("t".into(), "http://www.tei-c.org/ns/1.0".into())]),
        default_namespace: "".into(),
        version,
        variables,
    };
    let result = work(&mut context);
    (library, result)
}

fn evaluate(text: &str, document: &Document) -> String {
    evaluate_in(Version::Later, text, document)
}

fn evaluate_in(version: Version, text: &str, document: &Document) -> String {
    let (library, expression) = library_and(version, |context| Expression::parse(text, context));
    let result = expression.and_then(|expression| {
        let mut evaluation = Evaluation::new(&library, &Alone, &Alone);
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

fn written(item: &Item<'_>) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let atom = match item {
        Item::Node(node) => return path(*node),
        Item::Atom(atom) => atom,
    };
    let string = atom.string();
    match atom {
        Atom::String(text) => quoted(text),
        Atom::Untyped(text) => format!("untyped {}", quoted(text)),
        Atom::Uri(text) => format!("uri {}", quoted(text)),
        Atom::Boolean(_) | Atom::Integer(_) => string.into_owned(),
        Atom::Decimal(_) => format!("decimal {string}"),
        Atom::Double(_) => format!("double {string}"),
        Atom::Float(_) => format!("float {string}"),
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
    assert!(count >= 400, "{count} cases");
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
    assert_eq!(evaluate("count(for $x in 1 to 3000000000 return $x)", &document), "!XPDY0130");
    assert_eq!(evaluate("some $x in 1 to 3000000000 satisfies $x = 7", &document), "true");
    assert_eq!(evaluate("(1 to 3000000000)[3]", &document), "3");
}
