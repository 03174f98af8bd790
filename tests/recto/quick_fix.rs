//! Quick fixes of Schematron: what a fix of one step changes, and which fixes are none. Takes a fix and a document; gives the document
//! with the fix applied, `-` where there is no fix.

use super::folder::Folder;

const DOCUMENT: &str = "<d a=\"1\" b='2'>x<p>Dear  Bill</p><q/></d>";

/// The document with the fix of a rule about nodes of this context.
#[track_caller]
fn fixed(context: &str, fix: &str) -> String {
    let schema = format!(
        "<schema xmlns='http://purl.oclc.org/dsdl/schematron' queryBinding='xslt2' xmlns:sqf='http://www.schematron-quickfix.com/validator/process'>\
         <pattern><rule context='{context}'><let name='two' value='2'/><report test='true()' sqf:fix='f'>found</report>\
         <sqf:fix id='f'><sqf:description><sqf:title>Do it</sqf:title></sqf:description>{fix}</sqf:fix></rule></pattern></schema>"
    );
    let folder = Folder::with(&[("a.xml", DOCUMENT), ("s.sch", &schema)]);
    let ran = folder.run(&["validate", "a.xml", "--schema", "s.sch", "--format", "json"]).exits(1);
    // That a fix is not offered is a note in the schema.
    let mut rows = ran.stdout.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let row = rows.find(|row| row["code"] != "R1222").unwrap();
    assert_eq!(row["code"], "R1501", "{fix}: {ran:?}");
    let Some(fix) = row.get("fix") else { return "-".to_owned() };
    assert_eq!((row["help"].as_str(), fix["safe"].as_bool()), (Some("fix: Do it"), Some(false)));
    let at = |key: &str| usize::try_from(fix[key].as_u64().unwrap()).unwrap();
    let mut document = DOCUMENT.to_owned();
    document.replace_range(at("start")..at("end"), fix["text"].as_str().unwrap());
    document
}

#[test]
fn a_fix_of_one_step_is_a_change() {
    for (context, fix, expected) in [
        ("p", "<sqf:delete/>", "<d a=\"1\" b='2'>x<q/></d>"),
        ("@a", "<sqf:delete/>", "<d b='2'>x<p>Dear  Bill</p><q/></d>"),
        ("d", "<sqf:delete match='@b'/>", "<d a=\"1\">x<p>Dear  Bill</p><q/></d>"),
        ("d", "<sqf:delete match='text()'/>", "<d a=\"1\" b='2'><p>Dear  Bill</p><q/></d>"),
        (
            "p",
            "<sqf:replace node-type='element' target='salute' select='node()'/>",
            "<d a=\"1\" b='2'>x<salute>Dear  Bill</salute><q/></d>",
        ),
        ("p", "<sqf:replace select='node()'/>", "<d a=\"1\" b='2'>x<p>Dear  Bill</p><q/></d>"),
        (
            "@b",
            "<sqf:replace node-type='attribute' target='n' select='$two + 1'/>",
            "<d a=\"1\" n=\"3\">x<p>Dear  Bill</p><q/></d>",
        ),
        ("@b", "<sqf:replace select='\"&lt;\"'/>", "<d a=\"1\" b=\"&lt;\">x<p>Dear  Bill</p><q/></d>"),
        (
            "p",
            "<sqf:add node-type='attribute' target='n' select='$two'/>",
            "<d a=\"1\" b='2'>x<p n=\"2\">Dear  Bill</p><q/></d>",
        ),
        (
            "q",
            "<sqf:add node-type='element' target='w'>v</sqf:add>",
            "<d a=\"1\" b='2'>x<p>Dear  Bill</p><q><w>v</w></q></d>",
        ),
        (
            "q",
            "<sqf:add node-type='element' target='w' position='before'/>",
            "<d a=\"1\" b='2'>x<p>Dear  Bill</p><w/><q/></d>",
        ),
        (
            "d",
            "<sqf:add node-type='comment' position='last-child'>c</sqf:add>",
            "<d a=\"1\" b='2'>x<p>Dear  Bill</p><q/><!--c--></d>",
        ),
        (
            "p",
            "<sqf:stringReplace match='text()' regex=' {2,}' select='\" \"'/>",
            "<d a=\"1\" b='2'>x<p>Dear Bill</p><q/></d>",
        ),
        (
            "p/text()",
            "<sqf:stringReplace regex='[BD]'>&amp;</sqf:stringReplace>",
            "<d a=\"1\" b='2'>x<p>&amp;ear  &amp;ill</p><q/></d>",
        ),
    ] {
        assert_eq!(fixed(context, fix), expected, "{fix}");
    }
}

#[test]
fn what_is_not_simple_is_no_fix() {
    for (context, fix) in [
        ("d", "<sqf:delete match='*'/>"),
        ("d", "<sqf:delete match='@c'/>"),
        ("d", "<sqf:delete match='$none'/>"),
        ("p", "<sqf:delete/><sqf:add node-type='comment'>c</sqf:add>"),
        ("p", "<sqf:call-fix ref='g'/>"),
        ("p", "<sqf:replace><b/></sqf:replace>"),
        ("p", "<sqf:replace node-type='attribute' target='n' select='1'/>"),
        ("p", "<sqf:add node-type='element' target='1'/>"),
        ("/", "<sqf:delete/>"),
    ] {
        assert_eq!(fixed(context, fix), "-", "{fix}");
    }
    assert_eq!(fixed("p", "<sqf:delete match='../@b'/>"), "<d a=\"1\">x<p>Dear  Bill</p><q/></d>");
}
