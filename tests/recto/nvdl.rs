//! NVDL as a user meets it: which part of a document goes to which schema, and what is not run.

use super::folder::Folder;

/// The codes of findings in JSON with their lines, in order.
fn found(output: &str) -> Vec<String> {
    let rows = output.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    rows.map(|row| {
        let line = row["line"].as_u64().unwrap_or_default();
        format!("{}:{line} {}", row["file"].as_str().unwrap(), row["code"].as_str().unwrap())
    })
    .collect()
}

/// A letter with a formula and a picture, each in a namespace of its own; `m:bad` fits no grammar.
const DOCUMENT: &str = "<letter xmlns='urn:l' xmlns:m='urn:m' xmlns:p='urn:p/1'>
<p>a<m:f>
<m:n/>
<p>inside</p></m:f></p>
<p:pic><p:x/></p:pic>
</letter>
";

/// Takes what is of its namespace, and what is attached.
const LETTER: &str = "default namespace = 'urn:l' start = element letter { p* } p = element p { text }";
const LETTER_WITH_FORMULA: &str = "default namespace = 'urn:l' namespace m = 'urn:m'
    start = element letter { p* } p = element p { (text | f)* } f = element m:f { element m:n { empty }, p }";
const FORMULA: &str = "namespace m = 'urn:m' start = element m:f { element m:n { empty } }";
const FORMULA_WITHOUT: &str = "namespace m = 'urn:m' start = element m:f { empty }";
const RULES: &str = "<schema xmlns='http://purl.oclc.org/dsdl/schematron'><ns prefix='m' uri='urn:m'/><ns prefix='l' uri='urn:l'/>
    <pattern><rule context='m:f'><report test='..//l:p'>a letter</report><assert test='m:gone'>gone</assert></rule></pattern></schema>";

fn check(rules: &str, status: i32, expected: &[&str]) {
    let script = format!("<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0' {rules}</rules>");
    let folder = Folder::with(&[
        ("a.xml", &format!("<?xml-model href='s.nvdl'?>{DOCUMENT}")),
        ("s.nvdl", &script),
        ("letter.rnc", LETTER),
        ("both.rnc", LETTER_WITH_FORMULA),
        ("formula.rnc", FORMULA),
        ("without.rnc", FORMULA_WITHOUT),
        ("rules.sch", RULES),
        ("x.xsd", ""),
    ]);
    let ran = folder.run(&["validate", "a.xml", "--rules", "never", "--format", "json"]).exits(status);
    assert_eq!(found(&ran.stdout), expected, "{rules}");
}

#[test]
fn parts_go_to_schemas_by_namespace() {
    let letter = "<namespace ns='urn:l'><validate schema='letter.rnc'/></namespace>";
    // What is inside the formula is a part of its own, which the grammar of letters does not take as a root.
    check(&format!(">{letter}<anyNamespace><allow/></anyNamespace>"), 1, &["a.xml:4 R1302"]);
    let cases: [(&str, i32, &[&str]); 6] = [
        ("<anyNamespace><allow/></anyNamespace>", 0, &[]),
        (
            "<namespace ns='urn:m'><validate schema='formula.rnc'/></namespace><anyNamespace><allow/></anyNamespace>",
            0,
            &[],
        ),
        (
            "<namespace ns='urn:m'><validate schema='without.rnc'/></namespace><anyNamespace><allow/></anyNamespace>",
            1,
            &["a.xml:3 R1301"],
        ),
        ("<namespace ns='urn:m'><reject/></namespace><anyNamespace><allow/></anyNamespace>", 1, &["a.xml:2 R1226"]),
        ("<namespace ns='urn:m'><allow/></namespace>", 1, &["a.xml:4 R1226", "a.xml:5 R1226"]),
        ("<namespace ns='urn:*'><allow/></namespace>", 0, &[]),
    ];
    for (inside, status, expected) in cases {
        let rules = format!(
            "startMode='l'><mode name='l'><namespace ns='urn:l'><validate schema='letter.rnc' useMode='in'/></namespace></mode>\
             <mode name='in'>{inside}</mode>"
        );
        check(&rules, status, expected);
    }
}

#[test]
fn parts_are_attached_and_unwrapped() {
    let in_letter = |schema: &str, inside: &str| {
        format!("><namespace ns='urn:l'><validate schema='{schema}'><mode>{inside}</mode></validate></namespace>")
    };
    let attach = "<namespace ns='urn:m'><attach/></namespace><namespace ns='urn:l'><attach/></namespace>\
                  <anyNamespace><allow/></anyNamespace>";
    check(&in_letter("both.rnc", attach), 0, &[]);
    check(&in_letter("letter.rnc", attach), 1, &["a.xml:2 R1301"]);
    // The formula vanishes; the paragraph in it stands in another paragraph.
    let unwrap = attach.replacen("<attach/>", "<unwrap/>", 1);
    check(&in_letter("letter.rnc", &unwrap), 1, &["a.xml:4 R1302"]);
    // What stands in a formula alone is left out.
    let context = "<namespace ns='urn:l'><validate schema='letter.rnc'><mode><anyNamespace><allow/></anyNamespace></mode>\
                   <context path='letter/p' useMode='none'/></validate></namespace>";
    check(
        &format!(
            "startMode='l'><mode name='l'>{context}</mode><mode name='none'><anyNamespace><reject/></anyNamespace></mode>"
        ),
        1,
        &["a.xml:2 R1226", "a.xml:4 R1226"],
    );
}

#[test]
fn rules_see_their_part_alone() {
    let rules = "><namespace ns='urn:m'><validate schema='rules.sch'/><validate schema='formula.rnc'/></namespace>\
                 <anyNamespace><allow/></anyNamespace>";
    check(rules, 1, &["a.xml:2 R1501"]);
}

#[test]
fn what_is_wrong_or_not_run_is_told() {
    let some = "<anyNamespace><allow/></anyNamespace>";
    let cases: [(String, i32, &[&str]); 7] = [
        (format!("><trigger ns='x' nameList='y'/>{some}"), 0, &["s.nvdl:1 R1206", "a.xml:0 R1207", "a.xml:1 R1206"]),
        (
            "><anyNamespace><attachPlaceholder/></anyNamespace>".to_owned(),
            0,
            &["s.nvdl:1 R1206", "a.xml:0 R1207", "a.xml:1 R1206"],
        ),
        (
            format!("><namespace ns='x' match='attributes'><reject/></namespace>{some}"),
            0,
            &["s.nvdl:1 R1206", "a.xml:0 R1207", "a.xml:1 R1206"],
        ),
        (format!("startMode='gone'>{some}"), 1, &["s.nvdl:1 R1225", "a.xml:1 R1204"]),
        ("><anyNamespace><allow useMode='gone'/></anyNamespace>".to_owned(), 1, &["s.nvdl:1 R1225", "a.xml:1 R1204"]),
        (
            "><anyNamespace><validate schema='gone.rng'/></anyNamespace>".to_owned(),
            1,
            &["s.nvdl:1 R1203", "a.xml:1 R1204"],
        ),
        (
            "><anyNamespace><validate schema='x.xsd'/></anyNamespace>".to_owned(),
            0,
            &["s.nvdl:1 R1206", "a.xml:0 R1207", "a.xml:1 R1206"],
        ),
    ];
    for (rules, status, expected) in cases {
        check(&rules, status, expected);
    }
    let folder = Folder::with(&[("a.xml", "<?oxygen NVDLSchema='gone.nvdl'?><a/>")]);
    let ran = folder.run(&["validate", "a.xml", "--format", "json"]).exits(0);
    assert_eq!(found(&ran.stdout), ["a.xml:0 R1207", "a.xml:1 R1206"]);
}

#[test]
fn scripts_that_multiply_end() {
    let rules = "><anyNamespace><allow/><allow/><unwrap/></anyNamespace>";
    let script = format!("<rules xmlns='http://purl.oclc.org/dsdl/nvdl/ns/structure/1.0' {rules}</rules>");
    let deep = (0..500).map(|n| format!("<a xmlns='urn:{}'>", n % 2)).collect::<String>() + &"</a>".repeat(500);
    let folder = Folder::with(&[("a.xml", &deep), ("s.nvdl", &script)]);
    folder.run(&["validate", "a.xml", "--schema", "s.nvdl", "--format", "concise"]).exits(0).prints("R1206");
}
