//! `recto convert --register`: names of tables and of TEI in the text, what is ambiguous, and what a project says.

use super::folder::Folder;

const TEXT: &str = "Tokyo, October 28, 1964.\n\nDear Bill:\n\nMr. Bundy met Ed⟨win Reisch⟩auer and E. O. Reisch[Page 3]auer at the UN.1\n\n\
    Sincerely,\n\nE. Reischauer\n\n1. By Rusk’s order.\n";
const TABLE: &str = "name,id,kind,variants\n\"Bundy, William P.\",b1,,\n\"Bundy, McGeorge\",b2,,\n\"Rusk, Dean\",r,,\n\
    \"Reischauer, Edwin O.\",e,person,\nTokyo,t,place,\nUnited Nations,un,organisation,UN\n";

#[test]
fn names_of_a_table_point_at_its_records() {
    let folder = Folder::with(&[("a.txt", TEXT), ("p.csv", TABLE)]);
    let ran = folder.run(&["convert", "a.txt", "--register", "p.csv"]).exits(0);
    for part in [
        "<placeName ref=\"#t\">Tokyo</placeName>",
        "<persName ref=\"#e\">E. O. Reisch<pb xml:id=\"pg_3\" n=\"3\"/>auer</persName>",
        "at the <orgName ref=\"#un\">UN</orgName>.<note",
        "<signed><persName ref=\"#e\">E. Reischauer</persName></signed>",
        "By <persName ref=\"#r\">Rusk</persName>’s order.",
        "Mr. Bundy met <persName ref=\"#e\">Ed<supplied>win Reisch</supplied>auer</persName> and",
    ] {
        assert!(ran.stdout.contains(part), "{part}: {}", ran.stdout);
    }
    assert!(ran.stderr.contains("R1801"), "{}", ran.stderr);
}

#[test]
fn a_project_and_a_profile_say_how() {
    let house = "extends = \"letter\"\nname = \"house\"\n[names]\npointer = \"register.xml#{id}\"\nrules = [\"natural-order\"]\nambiguous = \"element\"\n\
        person = { element = \"rs\", attribute = \"ref\" }\n";
    let register = "<listPerson><person xml:id='r'><persName><surname>Rusk</surname><forename>Dean</forename></persName></person></listPerson>";
    let files = [
        ("a.txt", "Dear Bill:\n\nDean Rusk and Rusk.\n"),
        ("house.toml", house),
        ("r.xml", register),
        ("recto.toml", "profile = \"house.toml\"\n[convert]\nsource = \"a.txt\"\nregisters = \"r.xml\"\n"),
    ];
    let ran = Folder::with(&files).run(&["convert"]).exits(0);
    assert!(ran.stdout.contains("<p><rs ref=\"register.xml#r\">Dean Rusk</rs> and Rusk.</p>"), "{}", ran.stdout);
}

#[test]
fn a_register_that_says_nothing_ends_the_run() {
    let files = [("a.txt", "Dear Bill:\n"), ("p.csv", "who\nBundy\n"), ("p.xml", "<TEI/>")];
    let folder = Folder::with(&files);
    for register in ["p.csv", "p.xml"] {
        folder.run(&["convert", "a.txt", "--register", register]).exits(2).says("R1804");
    }
    folder.run(&["convert", "a.txt", "--register", "gone.csv"]).exits(2).says("R0004");
}
