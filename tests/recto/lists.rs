//! Lists in the sentence of their paragraph, and sections: the settings of a house that give them elements.

use super::folder::Folder;

/// The body of a letter with this text, as a house reads it; valid, and with every character.
fn body(text: &str, settings: &str) -> String {
    let letter = format!("Dear Ann,\n\n{text}\n\nYours,\n\nOld Robin\n");
    let house = format!("extends = \"letter\"\n{settings}");
    let folder = Folder::with(&[("a.txt", &letter), ("house.toml", &house)]);
    folder.run(&["convert", "a.txt", "-o", "tei/", "--profile", "house.toml"]).exits(0);
    folder.run(&["validate", "tei/"]).exits(0);
    folder.run(&["verify", "a.txt", "tei/a.xml", "--profile", "house.toml"]).exits(0);
    let tei = folder.read("tei/a.xml");
    let body = tei.split_once("</opener>").and_then(|(_, rest)| rest.split_once("<closer>")).unwrap().0;
    body.split_whitespace().collect::<Vec<_>>().join(" ").replace("> <", "><")
}

const INSIDE: &str = "[lists]\nintroduced = \"inside\"\n";
const RUN_IN: &str = "[lists]\nrun-in = \"list\"\n";
const SECTIONS: &str = "[section]\nelement = \"head\"\n[words.section]\n\"any:harvest\" = 60.0\n\"any:mill\" = 60.0\n\"any:ii\" = 60.0\n\"any:frost\" = -60.0\n";

#[test]
fn a_paragraph_goes_on_behind_the_list_inside_it() {
    let broken_off = "The wagon brought, besides the letters,\n\n• ten sacks of oats\n• a barrel of salt\n\nwhich we paid for at once.";
    let list = "<list rend=\"bulleted\"><item>ten sacks of oats</item><item>a barrel of salt</item></list>";
    assert_eq!(
        body(broken_off, INSIDE),
        format!("<p>The wagon brought, besides the letters,{list}which we paid for at once.</p>")
    );
    assert_eq!(
        body(broken_off, ""),
        format!("<p>The wagon brought, besides the letters,</p>{list}<p>which we paid for at once.</p>")
    );
    // A sentence that is at its end, and another behind the list.
    let ended = broken_off.replace("letters,", "letters.").replace("which we", "We");
    assert_eq!(
        body(&ended, INSIDE),
        format!("<p>The wagon brought, besides the letters.</p>{list}<p>We paid for at once.</p>")
    );
    // Two lists in one sentence, the second behind a page.
    let two = "We sold:\n\n• oats\n• salt\n\nand bought:\n\n[Page 2]\n\n• nails\n• rope";
    let items = |one: &str, two: &str| format!("<list rend=\"bulleted\"><item>{one}</item><item>{two}</item></list>");
    assert_eq!(
        body(two, INSIDE),
        format!(
            "<p>We sold:{}and bought:<pb xml:id=\"pg_2\" n=\"2\"/>{}</p>",
            items("oats", "salt"),
            items("nails", "rope")
        )
    );
}

#[test]
fn a_list_may_run_on_in_its_line() {
    let text = "We resolved on three things: 1) to write to your uncle, 2) to wait for his answer, and 3) to sell nothing before.";
    let list = "<list><label>1)</label><item>to write to your uncle,</item><label>2)</label><item>to wait for his answer, and</item>\
                <label>3)</label><item>to sell nothing before.</item></list>";
    assert_eq!(body(text, RUN_IN), format!("<p>We resolved on three things:{list}</p>"));
    assert_eq!(body(text, ""), format!("<p>{text}</p>"));
    // It goes on behind a page, with the label that is next.
    let parted = "The lots that remain are 1. the mill, 2. the barn with the two carts.\n\n[Page 2]\n\n3. the lower field. Nobody bids.";
    assert_eq!(
        body(parted, RUN_IN),
        "<p>The lots that remain are<list><label>1.</label><item>the mill,</item><label>2.</label>\
         <item>the barn with the two carts. <pb xml:id=\"pg_2\" n=\"2\"/></item><label>3.</label><item>the lower field. Nobody bids.</item></list></p>"
    );
    // What counts to two, or does not count, is text.
    for text in ["He saw 1) the mill and 2) the barn.", "On 1. May, 3. May and 2. June it rained without end."] {
        assert_eq!(body(text, RUN_IN), format!("<p>{text}</p>"));
    }
}

#[test]
fn a_number_in_a_bracket_belongs_to_the_paragraph_below_it() {
    let text = "1)\n\nThe mill stands still since the frost came, and the miller has gone to his sister.";
    assert_eq!(body(text, ""), format!("<p>{}</p>", text.replace("\n\n", " ")));
}

#[test]
fn sections_are_divisions_with_a_heading() {
    let text = "All goes as it went.\n\nII.\n\nThe Harvest\n\nIt was poor since the frost, and the rain spoiled half of it.\n\nThe Mill\n\nSince the frost it stands still.";
    assert_eq!(
        body(text, SECTIONS),
        "<p>All goes as it went.</p><div><head>II.<lb/>The Harvest</head><p>It was poor since the frost, and the rain spoiled half of it.</p></div>\
         <div><head>The Mill</head><p>Since the frost it stands still.</p></div>"
    );
}
