//! Functions that a schema writes in XSLT (`xsl:function`, XSLT 3.0, 10.3). Takes the element; gives its body as an expression of XPath,
//! which says the same: variables are `let`, `choose` is `if`, `for-each` is `!`.

use super::element::{Child, Element, Language};

/// The body of a function.
///
/// # Errors
/// What of it Recto does not run: a phrase.
pub(super) fn body(function: &Element) -> Result<String, String> {
    let parts = function.children.iter().filter(|child| !matches!(child, Child::Element(e) if is(e, "param")));
    sequence(&parts.collect::<Vec<_>>())
}

/// The content of a key or of another element whose value is a sequence.
///
/// # Errors
/// As [`body`].
pub(super) fn content(element: &Element) -> Result<String, String> {
    sequence(&element.children.iter().collect::<Vec<_>>())
}

fn is(element: &Element, name: &str) -> bool {
    element.language == Language::Xslt && element.name == name
}

/// Variables in a row and branches of a choice, at most: each stands inside the one before.
const MOST: usize = 100;

fn sequence(children: &[&Child]) -> Result<String, String> {
    let is_variable = |child: &&&Child| matches!(child, Child::Element(element) if is(element, "variable"));
    if children.iter().filter(is_variable).count() > MOST {
        return Err(format!("there are more than {MOST} variables in a row"));
    }
    let mut parts = Vec::new();
    for (at, child) in children.iter().enumerate() {
        match child {
            Child::Text(text) if crate::xml::is_blank(text) => {}
            Child::Text(text) => parts.push(untyped(&quoted(text))),
            Child::Element(element) if is(element, "variable") => {
                // What follows is in the scope of the variable.
                let rest = sequence(children.get(at + 1..).unwrap_or_default())?;
                let name = element.value("name").unwrap_or_default();
                let value = value(element)?;
                let value = match element.value("as") {
                    Some(kind) if kind.trim().starts_with("xs:") => format!("data(({value}))"),
                    _ => format!("({value})"),
                };
                parts.push(format!("let ${name} := {value} return ({rest})"));
                break;
            }
            Child::Element(element) => parts.push(instruction(element)?),
        }
    }
    Ok(if parts.is_empty() { "()".to_owned() } else { parts.join(", ") })
}

/// The value of a variable.
///
/// # Errors
/// As [`body`].
pub(super) fn value(variable: &Element) -> Result<String, String> {
    Ok(match (variable.value("select"), variable.value("as")) {
        (Some(select), _) => select.to_owned(),
        // Text alone is one text, not a sequence of its parts (XSLT 3.0, 9.3).
        (None, None) if makes_text(variable) => {
            format!("xs:untypedAtomic(string-join(({}), ''))", content(variable)?)
        }
        (None, _) => content(variable)?,
    })
}

/// An instruction.
///
/// # Errors
/// As [`body`].
pub(super) fn instruction(element: &Element) -> Result<String, String> {
    let needed = |name: &str| {
        let missing = || format!("`xsl:{}` has no `{name}`", element.name);
        element.value(name).map(|value| format!("({value})")).ok_or_else(missing)
    };
    if element.language != Language::Xslt {
        return Err(format!("a function cannot make the element `{}`", element.name));
    }
    Ok(match element.name.as_str() {
        "sequence" | "copy-of" => needed("select")?,
        "text" => untyped(&quoted(&element.text())),
        "value-of" => {
            let select = match element.value("select") {
                Some(select) => select.to_owned(),
                None => content(element)?,
            };
            let separator = element.value("separator").unwrap_or(" ");
            untyped(&format!("string-join(data(({select})) ! string(.), {})", quoted(separator)))
        }
        "if" => format!("(if ({}) then ({}) else ())", needed("test")?, content(element)?),
        "choose" => {
            if element.elements().count() > MOST {
                return Err(format!("`xsl:choose` has more than {MOST} branches"));
            }
            let mut end = "()".to_owned();
            for branch in element.elements().collect::<Vec<_>>().into_iter().rev() {
                let inside = content(branch)?;
                end = match branch.value("test") {
                    Some(test) => format!("(if ({test}) then ({inside}) else {end})"),
                    None => format!("({inside})"),
                };
            }
            end
        }
        "for-each" => format!("({} ! ({}))", needed("select")?, content(element)?),
        other => return Err(format!("`xsl:{other}` is not run in functions")),
    })
}

/// Whether all that an element makes is text.
fn makes_text(element: &Element) -> bool {
    let is_text = |inner: &Element| match inner.name.as_str() {
        "text" | "value-of" | "variable" => true,
        "if" | "choose" | "when" | "otherwise" | "for-each" => makes_text(inner),
        _ => false,
    };
    element.elements().all(is_text)
}

/// Text that is made is a text node, whose value has no type yet.
fn untyped(string: &str) -> String {
    format!("xs:untypedAtomic({string})")
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
