//! Rules of `hostile` that are made to take all time or all memory, with the schema around them and the documents they are run on.

/// Rules: what they are called, what their schema holds, and which [`document`] they are run on.
pub(super) const RULES: &[(&str, &str, &str)] = &[
    ("a long loop for each node", r#"<t>count(for $i in 1 to 40000000 return $i)</t>"#, "flat"),
    ("distinct numbers", r#"<t>count(distinct-values(for $i in 1 to 10000000 return $i div 7))</t>"#, "flat"),
    ("sorting", r#"<t>count(sort(reverse(1 to 3000000)))</t>"#, "flat"),
    ("parts of a text", r#"<t>count(for $i in 1 to 1000000 return substring(/*, $i, 1)[. = 'x'])</t>"#, "text"),
    ("translating", r#"<t>translate(/*, 'tab', 'TAB')</t>"#, "text"),
    ("searching", r#"<t>contains(/*, concat(., 'x'))</t>"#, "text"),
    ("normal forms", r#"<t>normalize-unicode(/*, 'NFKD')</t>"#, "text"),
    ("matching", r#"<t>matches(/*, '(t|tt|ttt)*x')</t>"#, "text"),
    ("replacing", r#"<t>replace(/*, '(t)(t)', '$2$1$0')</t>"#, "text"),
    ("cutting", r#"<t>count(tokenize(/*, 't'))</t>"#, "text"),
    ("code points", r#"<t>count(string-to-codepoints(/*))</t>"#, "text"),
    ("upper case", r#"<t>upper-case(lower-case(/*))</t>"#, "text"),
    ("each with each", r#"<t>//@n &lt; //@n/number()</t>"#, "flat"),
    ("each with each as text", r#"<t>//*[string(.) = //*/concat(., 'x')]</t>"#, "flat"),
    ("what comes before", r#"<t>count(preceding::node()/following::node())</t>"#, "flat"),
    ("three variables", r#"<t>every $a in //*, $b in //*, $c in //* satisfies $a/@n != $b/@n + $c/@n</t>"#, "flat"),
    ("deep equality", r#"<t>deep-equal(/, /)</t>"#, "flat"),
    ("ids in a list", r#"<t>count(id(string-join(//@xml:id, ' ')))</t>"#, "flat"),
    ("a path for each node", r#"<t>path()</t>"#, "flat"),
    ("a list of all places", r#"<t>index-of(//@n/number(), number(@n))</t>"#, "flat"),
    ("trees that are made", r#"<t>analyze-string(/*, 't')</t>"#, "text"),
    ("expressions that are made", r#"<t>matches('a', concat('(a{90}b){90}', count(preceding::*)))</t>"#, "flat"),
    (
        "a text that doubles",
        r#"<t>let $a := /*, $b := $a || $a, $c := $b || $b, $d := $c || $c return string-length($d || $d)</t>"#,
        "text",
    ),
    ("a long sequence", r#"<t>let $a := 1 to 100000000 return count($a)</t>"#, "flat"),
    ("texts inside each other", r#"<t>count(for $i in 1 to 100000 return string-join((//@n, $i), '-'))</t>"#, "flat"),
    (
        "ancestors of ancestors",
        r#"<rule context="a//a//a//a//a//a//b"><report test="true()">x</report></rule>"#,
        "deep",
    ),
    (
        "whole texts in messages",
        r#"<rule context="*"><report test="true()"><value-of select="/*"/></report></rule>"#,
        "text",
    ),
    (
        "a function that calls itself twice",
        r#"<xsl:function name="f:f"><xsl:param name="n"/><xsl:sequence select="if ($n gt 300) then 1 else f:f($n + 1) + f:f($n + 1)"/></xsl:function><t>f:f(1)</t>"#,
        "flat",
    ),
    ("a key that all share", r#"<xsl:key name="k" match="*" use="'x'"/><t>count(key('k', 'x'))</t>"#, "flat"),
    ("variables that double", "DOUBLE", "flat"),
    ("rules without number", "MANY", "flat"),
    ("a context as long as a book", "LONG", "flat"),
];

/// Documents by their names.
pub(super) fn document(name: &str) -> String {
    match name {
        "text" => format!("<a>{}{}</a>", "tt x".repeat(20_000), "<b/>".repeat(2_000)),
        "deep" => format!("{}{}", "<a>".repeat(200), "</a>".repeat(200)),
        _ => format!("<a>{}</a>", (0..4_000).map(|n| format!("<b xml:id='b{n}' n='{n}'/>")).collect::<String>()),
    }
}

/// A schema that holds this; `t` is a test that is asked for each element.
pub(super) fn schema(inside: &str) -> String {
    let inside = match inside {
        "DOUBLE" => {
            let lets = (1..60).map(|n| format!("<let name='v{n}' value='($v{0}, $v{0})'/>", n - 1));
            format!("<let name='v0' value='1'/>{}<t>count($v59)</t>", lets.collect::<String>())
        }
        "MANY" => "<rule context='*[@n = 7]'><report test='true()'>x</report></rule>".repeat(4_000),
        "LONG" => {
            let long = vec!["b[@n]"; 9_00].join(" | ");
            format!("<rule context='{long}'><report test='true()' role='{long}'>x</report></rule>")
        }
        other => other.to_owned(),
    };
    let (before, rules) = match inside.find("<t>").or_else(|| inside.find("<rule")) {
        Some(at) => inside.split_at(at),
        None => ("", inside.as_str()),
    };
    let rules = rules.replace("<t>", "<rule context='*'><report test=\"").replace("</t>", "\">x</report></rule>");
    format!(
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' xmlns:xsl='http://www.w3.org/1999/XSL/Transform' \
         queryBinding='xslt3'><ns prefix='f' uri='urn:f'/>{before}<pattern>{rules}</pattern></schema>"
    )
}
