//! One tag. Takes it as it is written, well-formed; writes it with one blank between attributes, the attributes in order, double
//! quotes where the value holds none. Values stay as they are written.

use crate::xml::attribute_order;

/// An attribute or a declaration of a namespace, as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Written<'t> {
    /// The name with its prefix.
    pub(super) name: &'t str,
    /// The value without its quotes, references as they stand.
    pub(super) value: &'t str,
}

/// The name of a tag, and the attributes in their order.
pub(super) fn parts<'t>(tag: &'t str, attributes: &mut Vec<Written<'t>>) -> &'t str {
    let inside = tag.strip_prefix('<').unwrap_or(tag);
    let (name, mut rest) = inside.split_at(inside.find([' ', '\t', '\r', '\n', '/', '>']).unwrap_or(inside.len()));
    attributes.clear();
    while let Some((before, after)) = rest.split_once('=') {
        let after = after.trim_start();
        let Some(quote) = after.chars().next() else { break };
        let Some((value, after)) = after.get(1..).and_then(|after| after.split_once(quote)) else { break };
        attributes.push(Written { name: before.trim(), value });
        rest = after;
    }
    name
}

/// Writes a start tag, or the tag of an empty element.
pub(super) fn push_start<'t>(out: &mut String, tag: &'t str, attributes: &mut Vec<Written<'t>>) {
    let name = parts(tag, attributes);
    attributes.sort_by_key(|attribute| attribute_order(attribute.name));
    out.push('<');
    out.push_str(name);
    for Written { name, value } in attributes.iter() {
        let quote = if value.contains('"') { '\'' } else { '"' };
        out.push(' ');
        out.push_str(name);
        out.push('=');
        out.push(quote);
        out.push_str(value);
        out.push(quote);
    }
    out.push_str(if tag.ends_with("/>") { "/>" } else { ">" });
}

/// Writes an end tag.
pub(super) fn push_end(out: &mut String, tag: &str) {
    out.push_str(tag.trim_end_matches('>').trim_end());
    out.push('>');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_written_in_one_way() {
        for (tag, expected) in [
            ("<p>", "<p>"),
            ("<p >", "<p>"),
            ("<pb\n/>", "<pb/>"),
            ("<pb n = '3'\t/>", "<pb n=\"3\"/>"),
            ("<p rend='a' type=\"b\" xml:id='c' n='d'>", "<p xml:id=\"c\" n=\"d\" type=\"b\" rend=\"a\">"),
            ("<a k='x\"y' j=\"x'y\"/>", "<a j=\"x'y\" k='x\"y'/>"),
            ("<a k='&quot;a&#x20;=\n>'>", "<a k=\"&quot;a&#x20;=\n>\">"),
            (
                "<T xml:lang='de' z:a='1' xmlns:z='u' subtype='s' xmlns:b='v' xmlns='w'>",
                "<T xmlns=\"w\" xmlns:b=\"v\" xmlns:z=\"u\" subtype=\"s\" xml:lang=\"de\" z:a=\"1\">",
            ),
        ] {
            let mut out = String::new();
            push_start(&mut out, tag, &mut Vec::new());
            assert_eq!(out, expected);
            let mut again = String::new();
            push_start(&mut again, &out, &mut Vec::new());
            assert_eq!(again, out);
        }
    }

    #[test]
    fn an_end_tag_holds_no_blank() {
        for (tag, expected) in [("</p>", "</p>"), ("</p\n >", "</p>")] {
            let mut out = String::new();
            push_end(&mut out, tag);
            assert_eq!(out, expected);
        }
    }
}
