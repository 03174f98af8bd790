//! Every function, operator and cast of XPath with values at the edges of their types: none panics, none takes long, whatever it gives.
//! Arithmetic that overflows panics in tests, so the same values find it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use recto::internals::budget::{Limits, Meter};
use recto::internals::xml::{Document, External};
use recto::internals::xpath::{
    Bound, Error, Evaluation, Expression, ExternalVariables, Item, Library, NodeRef, QName, StaticContext, Version,
    functions,
};

use crate::xpath::Alone;

/// What the variables hold: `$v0`, `$v1` and so on.
const VALUES: &[&str] = &[
    "()",
    "''",
    "//*",
    "//@*[1]",
    "(1, 'a', //b)",
    "9223372036854775807",
    "-9223372036854775807 - 1",
    "xs:double('INF')",
    "xs:double('-1.7976931348623157E308')",
    "xs:double('NaN')",
    "xs:float('1E-45')",
    "79228162514264337593543950335.0",
    "-0.0000000000000000000000000001",
    "xs:dateTime('-999999999999-01-01T00:00:00-14:00')",
    "xs:date('999999999999-12-31+14:00')",
    "xs:time('24:00:00-14:00')",
    "xs:yearMonthDuration('P768614336404564650Y7M')",
    "xs:dayTimeDuration('-P999999999999999999DT999999999999999999H')",
    "string-join(1 to 14000, '0')",
    "replace(string-join(1 to 14000), '.', '0')",
    "'[Y0001,1000-1000][f000000000,*-1000][ZZ]#,##0.#e0;o(-x)'",
    "'&#x1F468;&#x200D;&#x1F469;e&#x301;[a-z'",
    "'(a|b?c{1000}){1000}'",
    "xs:QName('xml:id')",
    "1 to 1000",
    "true()",
];

/// Operators and casts; `A` and `B` are values.
const OPERATORS: &[&str] = &[
    "A + B",
    "A - B",
    "A * B",
    "A div B",
    "A idiv B",
    "A mod B",
    "-A",
    "A to B",
    "A = B",
    "A < B",
    "A eq B",
    "A lt B",
    "A is B",
    "A << B",
    "A | B",
    "A except B",
    "A || B",
    "(A, B)[A]",
    "//*[B]",
    "A ! string(.)",
    "some $x in A, $y in B satisfies $x = $y",
    "A instance of xs:integer+",
    "(A)[last()]",
    "(A)[position() = B]",
];

/// Types to cast to.
const TYPES: &[&str] = &[
    "string",
    "token",
    "Name",
    "language",
    "anyURI",
    "boolean",
    "decimal",
    "integer",
    "long",
    "byte",
    "unsignedLong",
    "float",
    "double",
    "dateTime",
    "date",
    "time",
    "gYear",
    "gYearMonth",
    "gMonth",
    "gMonthDay",
    "gDay",
    "duration",
    "yearMonthDuration",
    "dayTimeDuration",
    "QName",
    "untypedAtomic",
];

/// The values of [`VALUES`].
struct Extremes<'d>(Vec<Rc<Bound<'d>>>);

impl<'d> ExternalVariables<'d> for Extremes<'d> {
    fn variable(&self, _: &mut Evaluation<'_, 'd>, number: u32) -> Result<Rc<Bound<'d>>, Error> {
        Ok(self.0.get(number as usize).cloned().unwrap_or_default())
    }
}

fn read(library: &mut Library, text: &str) -> Result<Expression, Error> {
    let name = |number| QName { namespace: "".into(), prefix: "".into(), local: format!("v{number}").into() };
    let variables = [(0..VALUES.len()).zip(0..).map(|(number, place)| (name(number), place)).collect()];
    let mut context = StaticContext {
        library,
        prefixes: Arc::default(),
        default_namespace: "".into(),
        version: Version::Later,
        variables: &variables,
    };
    Expression::parse(text, &mut context)
}

/// Ways to choose `count` values: all where they are few, else some of them, always the same.
fn choices(count: usize) -> Vec<Vec<usize>> {
    const MOST: usize = 700;
    let all = VALUES.len().pow(u32::try_from(count).unwrap());
    let mut state = 0x9E37_79B9_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        usize::try_from(state >> 33).unwrap()
    };
    let pick = |mut number: usize| {
        let mut digits = Vec::new();
        for _ in 0..count {
            digits.push(number % VALUES.len());
            number /= VALUES.len();
        }
        digits
    };
    if all <= MOST { (0..all).map(pick).collect() } else { (0..MOST).map(|_| pick(next() % all)).collect() }
}

/// All expressions.
fn expressions() -> Vec<String> {
    let mut all = Vec::new();
    let mut library = Library::default();
    for function in functions() {
        for arity in 0..=5 {
            let call = |arguments: &[String]| format!("{function}({})", arguments.join(", "));
            if read(&mut library, &call(&vec!["()".to_owned(); arity])).is_err_and(|error| error.code == "XPST0017") {
                continue;
            }
            let named = |values: Vec<usize>| call(&values.iter().map(|value| format!("$v{value}")).collect::<Vec<_>>());
            all.extend(choices(arity).into_iter().map(named));
        }
    }
    for operator in OPERATORS {
        let filled = |values: Vec<usize>| {
            operator.replace('A', &format!("$v{}", values[0])).replace('B', &format!("$v{}", values[1]))
        };
        all.extend(choices(2).into_iter().map(filled));
    }
    let cast = |kind: &&str| (0..VALUES.len()).map(|value| format!("xs:{kind}($v{value})")).collect::<Vec<_>>();
    all.extend(TYPES.iter().flat_map(cast));
    all
}

#[test]
fn no_value_at_the_edge_of_a_type_panics_or_takes_long() {
    const LONG: Duration = Duration::from_secs(5);
    let (document, _) = Document::parse("<a x='1'><b xml:id='b' y='-0'>t<!--c--></b><b/></a>", External::Refused);
    let top = Item::from(NodeRef { node: document.top().unwrap(), document: 0, attribute: 0 });
    let mut library = Library::default();
    let values: Vec<Expression> = VALUES.iter().map(|text| read(&mut library, text).unwrap()).collect();
    let expressions = expressions();
    assert!(expressions.len() > 20_000, "{}", expressions.len());
    let read: Vec<_> = expressions.iter().map(|text| read(&mut library, text)).collect();
    let (nothing, meter) = (Extremes(Vec::new()), Meter::default());
    let mut evaluation = Evaluation::new(&library, &Alone, &nothing, &meter);
    evaluation.enter(&document, 0);
    let value = |expression| Rc::new(Bound::new(evaluation.items(expression, Some(&top)).unwrap()));
    let values = Extremes(values.iter().map(value).collect());
    let mut wrong = Vec::new();
    for (text, expression) in expressions.iter().zip(&read) {
        let Ok(expression) = expression else { continue };
        let meter = Meter::new(Limits { steps: 5_000_000, memory: 64 << 20, ..Limits::default() }, 0);
        let mut evaluation = Evaluation::new(&library, &Alone, &values, &meter);
        evaluation.enter(&document, 0);
        let begun = Instant::now();
        let strings = || evaluation.items(expression, Some(&top)).map(|items| items.iter().map(Item::string).count());
        if catch_unwind(AssertUnwindSafe(strings)).is_err() {
            wrong.push(format!("{text}: panics"));
        }
        if begun.elapsed() > LONG {
            wrong.push(format!("{text}: {:?}", begun.elapsed()));
        }
    }
    assert!(wrong.is_empty(), "of {}:\n{}", expressions.len(), wrong.join("\n"));
}

#[test]
fn pictures_of_any_length_are_written_or_refused() {
    for length in [100, 4_500, 65_535, 65_536, 70_000, 200_000] {
        let zeros = "0".repeat(length);
        for call in [
            "format-integer(1, 'P')",
            "format-number(1.5, 'P')",
            "format-number(1.5, '0.P')",
            "format-number(1.5, '0eP')",
            "format-number(1.5, '#,P;P')",
            "format-date(xs:date('1914-07-28Z'), '[YP]')",
            "format-date(xs:date('1914-07-28Z'), '[ZP]')",
            "format-dateTime(xs:dateTime('1914-07-28T10:00:00.5'), '[fP]')",
            "format-time(xs:time('10:00:00.5'), '[HP]')",
            "format-time(xs:time('10:00:00.5'), '[H,P]')",
        ] {
            let (document, _) = Document::parse("<a/>", External::Refused);
            let given = crate::xpath::evaluate(&call.replace('P', &zeros), &document);
            assert!(given.starts_with('"') == (length < 10_000) || given == "!FOFD1340", "{call} {length}");
        }
    }
}
