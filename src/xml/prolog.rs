//! What stands before the root element: byte-order mark, XML declaration, comments, processing instructions, document type (XML
//! 1.0, section 2.8). Takes a document; gives what its type declares and the place after it.

use super::characters::Provenance;
use super::cursor::Cursor;
use super::declaration::document_declaration;
use super::doctype;
use super::dtd::Dtd;
use super::errors::Errors;
use super::expand::Budget;
use super::external::External;
use super::files::Files;
use super::sink::Sink;
use super::special;

/// Reads up to the end of the document type, or to what is none of these; gives that place.
pub(super) fn read(
    text: &str,
    external: External,
    budget: &mut Budget,
    files: Option<&mut Files<'_>>,
    sink: &mut impl Sink,
    errors: &mut Errors,
) -> (Dtd, usize) {
    let mut cursor = Cursor::new(text, 0, Provenance::default());
    cursor.eat("\u{feff}");
    let standalone = document_declaration(&mut cursor, errors);
    loop {
        cursor.space();
        let at = cursor.at();
        let rest = cursor.rest();
        let end = if rest.starts_with("<!--") {
            let (content, end) = special::comment(text, at, cursor.provenance(), errors);
            sink.comment(&content, cursor.provenance().span(at, end));
            end
        } else if rest.starts_with("<?") {
            let (target, data, end) = special::instruction(text, at, cursor.provenance(), errors);
            sink.instruction(target, &data, cursor.provenance().span(at, end));
            end
        } else if rest.starts_with("<!DOCTYPE") {
            let dtd = doctype::read(&mut cursor, (external, standalone), budget, files, sink, errors);
            return (dtd, cursor.at());
        } else {
            return (Dtd::default(), at);
        };
        cursor.go_to(end);
    }
}
