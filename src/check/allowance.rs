//! What a document allows in itself: `<?recto allow R1407 the date is the printer's?>`. Takes text; gives each allowance with the part of the
//! document it holds for, and what is wrong with how they are written.
//!
//! An instruction holds for the element that it stands in; before or after the root element for the whole file. The codes come
//! first, then the reason, which no allowance goes without.

use crate::diag::{self, Diagnostic};
use crate::text::Span;
use crate::xml::{self, External, Sink, Start};

/// The target of instructions to Recto.
const TARGET: &str = "recto";

/// Findings that a document allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// The ids of their codes, as they are written.
    pub codes: Vec<String>,
    /// Why.
    pub reason: String,
    /// The instruction.
    pub span: Span,
    /// What it holds for; `None` for the whole file.
    pub within: Option<Span>,
}

/// What a document allows, in the order of the text, and what is wrong with that.
#[must_use]
pub fn allowances(text: &str) -> (Vec<Allowance>, Vec<Diagnostic>) {
    if !text.contains("<?recto") {
        return (Vec::new(), Vec::new());
    }
    let mut reader = Reader::default();
    xml::parse(text, External::Noted, &mut reader);
    (reader.found, reader.findings)
}

#[derive(Default)]
struct Reader {
    /// Where each open element begins, and how many allowances there were then.
    open: Vec<(usize, usize)>,
    found: Vec<Allowance>,
    findings: Vec<Diagnostic>,
}

impl Sink for Reader {
    fn start(&mut self, start: &Start<'_>) {
        self.open.push((start.span.start, self.found.len()));
    }

    fn end(&mut self, span: Span) {
        let Some((start, before)) = self.open.pop() else { return };
        for allowance in self.found.iter_mut().skip(before) {
            // What stands in an element inside has its end already.
            if let Some(within) = allowance.within.as_mut().filter(|within| within.start == start) {
                within.end = span.end;
            }
        }
    }

    fn instruction(&mut self, target: &str, data: &str, span: Span) {
        if target != TARGET {
            return;
        }
        let within = self.open.last().map(|&(start, _)| Span::new(start, span.end));
        match read(data) {
            Ok((codes, reason)) => self.found.push(Allowance { codes, reason, span, within }),
            Err(finding) => self.findings.push(finding.at(span)),
        }
    }
}

/// The codes and the reason of an instruction.
fn read(data: &str) -> Result<(Vec<String>, String), Diagnostic> {
    const FORM: &str = "write `<?recto allow R1407 the reason?>`";
    let mut words = data.split_whitespace().peekable();
    let verb = words.next().unwrap_or_default();
    if verb != "allow" {
        let message = format!("Recto has no instruction `{verb}`");
        return Err(Diagnostic::new(&diag::BAD_INSTRUCTION, message).help(FORM));
    }
    let mut codes = Vec::new();
    while let Some(word) = words.next_if(|word| is_code(word)) {
        codes.push(word.trim_end_matches([',', ':']).to_owned());
    }
    if codes.is_empty() {
        return Err(Diagnostic::new(&diag::BAD_INSTRUCTION, "this allows nothing: it names no code").help(FORM));
    }
    let reason = words.collect::<Vec<_>>().join(" ");
    if reason.is_empty() {
        let message = format!("no reason is given to allow {}", codes.join(", "));
        return Err(Diagnostic::new(&diag::NO_REASON, message).help(FORM));
    }
    Ok((codes, reason))
}

/// Whether a word has the form of a code.
fn is_code(word: &str) -> bool {
    let word = word.trim_end_matches([',', ':']);
    word.strip_prefix(['R', 'r']).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_holds_for_the_element_it_stands_in() {
        let text = "<?recto allow R1410 all?><a><b><?recto allow R1407, r1411 two  of them?><c/></b><b/><?recto allow R1 x?></a>";
        let (found, findings) = allowances(text);
        assert_eq!(findings, []);
        let rows: Vec<_> = found
            .iter()
            .map(|one| (one.codes.join(" "), one.reason.as_str(), one.within.map_or("", |span| span.of(text))))
            .collect();
        let b = "<b><?recto allow R1407, r1411 two  of them?><c/></b>";
        let a = text.strip_prefix("<?recto allow R1410 all?>").unwrap();
        assert_eq!(
            rows,
            [("R1410".to_owned(), "all", ""), ("R1407 r1411".to_owned(), "two of them", b), ("R1".to_owned(), "x", a)]
        );
        assert_eq!(found[1].span.of(text), "<?recto allow R1407, r1411 two  of them?>");
    }

    #[test]
    fn what_is_written_wrongly_is_a_finding() {
        let cases = [
            ("<?recto?>", "R1605"),
            ("<?recto deny R1407 x?>", "R1605"),
            ("<?recto allow the date?>", "R1605"),
            ("<?recto allow R1407?>", "R1603"),
        ];
        for (instruction, code) in cases {
            let text = format!("<a>{instruction}</a>");
            let (found, findings) = allowances(&text);
            assert_eq!(found, [], "{instruction}");
            assert_eq!(findings.len(), 1, "{instruction}");
            assert_eq!(findings[0].code.id, code, "{instruction}");
            assert_eq!(findings[0].span.unwrap().of(&text), instruction);
        }
        assert_eq!(allowances("<a><?recton allow?></a>"), (vec![], vec![]));
    }
}
