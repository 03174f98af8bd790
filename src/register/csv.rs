//! Registers as tables: a line for each record, columns by their heads. Takes a source; gives records and what is wrong with lines.
//!
//! Values are separated as in any [table]. `name` must be there; `variants`
//! (further names, separated by `|`), `id` or `ref`, `kind` (`person` where it is not said), `birth` and `death` may. Others are left out.

use super::{Life, Pointer, Record, Register};
use crate::diag::{self, Diagnostic, LONGEST_MESSAGE};
use crate::model::{DateValue, NameKind};
use crate::text::table::{self, Separated};
use crate::text::{Source, Span, cut};

/// Lines of which something is said; the others are counted.
const MOST: usize = 1000;

/// Reads a table.
#[must_use]
pub fn csv(source: &Source) -> (Register, Vec<Diagnostic>) {
    let Separated { rows, unclosed } = table::separated(source);
    let mut rows = rows.into_iter();
    let heads = rows.next().unwrap_or_default();
    let column = |name: &str| heads.cells.iter().position(|head| head.text.eq_ignore_ascii_case(name));
    let Some(name) = column("name") else {
        let finding =
            Diagnostic { span: heads.span(), ..Diagnostic::new(&diag::BAD_REGISTER, "the table has no column `name`") };
        return (Register::default(), vec![finding.help("the first line names the columns: `name,variants,id,kind`")]);
    };
    let (variants, id, uri, kind) = (column("variants"), column("id"), column("ref"), column("kind"));
    let (birth, death) = (column("birth"), column("death"));
    let mut register = Register::default();
    let mut findings: Vec<Diagnostic> = unclosed.into_iter().map(not_closed).collect();
    let mut bad = 0_usize;
    for row in rows {
        let cell = |at: Option<usize>| at.map_or("", |at| row.text(at));
        let mut tell = |message: String| {
            bad += 1;
            if bad <= MOST {
                findings.push(Diagnostic { span: row.span(), ..Diagnostic::new(&diag::BAD_RECORD, message) });
            }
        };
        let Some(kind) = kind_of(cell(kind)) else {
            tell(format!("`{}` is no kind: person, place, organisation or term", cut(cell(kind), LONGEST_MESSAGE)));
            continue;
        };
        let names: Vec<String> = std::iter::once(cell(Some(name)))
            .chain(cell(variants).split('|'))
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty())
            .collect();
        if names.is_empty() {
            tell("a record without a name".to_owned());
            continue;
        }
        let pointer = match (cell(uri), cell(id)) {
            ("", "") => Pointer::None,
            ("", id) => Pointer::Id(id.to_owned()),
            (uri, _) => Pointer::Uri(uri.to_owned()),
        };
        let mut date = |at: Option<usize>| {
            let date = DateValue::parse(cell(at));
            if date.is_none() && !cell(at).is_empty() {
                tell(format!("`{}` is no date like `1790`, `1790-06` or `1790-06-01`", cut(cell(at), LONGEST_MESSAGE)));
            }
            date
        };
        let life = Life { birth: date(birth), death: date(death) };
        register.0.push(Record { kind, pointer, names, addresses: Vec::new(), life });
    }
    if bad > MOST {
        let message = format!("{} more lines are left out: {MOST} are reported", bad - MOST);
        findings.push(Diagnostic::new(&diag::BAD_RECORD, message));
    }
    (register, findings)
}

fn not_closed(mark: Span) -> Diagnostic {
    let finding =
        Diagnostic::new(&diag::BAD_REGISTER, "nothing ends the value that this quotation mark begins").at(mark);
    finding.help("close it, or double a quotation mark that belongs to a value in quotation marks")
}

fn kind_of(word: &str) -> Option<NameKind> {
    Some(match word {
        "" | "person" => NameKind::Person,
        "place" => NameKind::Place,
        "organisation" | "organization" | "org" => NameKind::Organisation,
        "term" => NameKind::Term,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_their_heads() {
        let source = Source::new(
            "p.csv",
            "\u{feff}id;name;kind;variants\r\np1;\"Bundy, William P.\";;Bill Bundy | W.P.B.\r\n;Wien;place;\r\n",
        );
        let (register, findings) = csv(&source);
        assert_eq!(findings, []);
        let record = |kind, pointer, names: &[&str]| Record {
            kind,
            pointer,
            names: names.iter().map(|&n| n.to_owned()).collect(),
            addresses: Vec::new(),
            life: Life::default(),
        };
        let id = Pointer::Id("p1".to_owned());
        let expected = vec![
            record(NameKind::Person, id, &["Bundy, William P.", "Bill Bundy", "W.P.B."]),
            record(NameKind::Place, Pointer::None, &["Wien"]),
        ];
        assert_eq!(register.0, expected);
    }

    #[test]
    fn a_bad_line_is_told_and_left_out() {
        let source = Source::new("p.csv", "name,kind\nA,person\n,person\nB,ship\n");
        let (register, findings) = csv(&source);
        assert_eq!(register.0.len(), 1);
        let places: Vec<&str> = findings.iter().map(|found| source.slice(found.span.unwrap())).collect();
        assert_eq!(places, [",person", "B,ship"]);
        let (_, findings) = csv(&Source::new("p.csv", "name\n".to_owned() + &"\"\"\n".repeat(MOST + 7)));
        assert_eq!(
            (findings.len(), findings.last().map(|last| last.message.starts_with("7 more"))),
            (MOST + 1, Some(true))
        );
        let (register, findings) = csv(&Source::new("p.csv", "who\nA\n"));
        assert_eq!((register.0.len(), findings.len()), (0, 1));
    }
}
