//! Files of Word and LibreOffice: what of their paragraphs, notes, lists, tables and tracked changes is text.

use recto::internals::source::Format;

use super::folder::Folder;
use super::source::{docx, messages, odt, taken};

#[track_caller]
fn word(body: &str, more: &[(&str, &str)], text: &str, findings: &[&str]) {
    let taken = taken(Format::Docx, &docx(body, more));
    assert_eq!(taken.text, text);
    assert_eq!(messages(&taken.findings), findings);
}

#[track_caller]
fn libre(styles: &str, body: &str, text: &str, findings: &[&str]) {
    let taken = taken(Format::Odt, &odt(styles, body));
    assert_eq!(taken.text, text);
    assert_eq!(messages(&taken.findings), findings);
}

#[test]
fn runs_of_word_are_words_and_lines() {
    word(
        "<w:p><w:r><w:t>Ash, </w:t></w:r><w:r><w:t xml:space='preserve'>June</w:t><w:t> 1</w:t></w:r></w:p><w:p/>\
         <w:p><w:r><w:t>Dear</w:t><w:tab/><w:t>Tom</w:t><w:br/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/><w:t>c</w:t></w:r></w:p>\
         <w:p><w:r><w:t>one</w:t><w:br w:type='page'/><w:t>two</w:t></w:r></w:p>\
         <w:p><w:pPr><w:pageBreakBefore/></w:pPr><w:r><w:lastRenderedPageBreak/><w:t>three</w:t></w:r></w:p>",
        &[],
        "Ash, June 1\n\nDear\tTom\na\u{2011}b\u{ad}c\n\none\n\u{c}two\n\n\u{c}three\n",
        &[],
    );
}

#[test]
fn changes_are_accepted_and_counted() {
    word(
        "<w:p><w:r><w:t>I </w:t></w:r><w:ins><w:r><w:t>do </w:t></w:r></w:ins><w:del><w:r><w:rPr><w:i/></w:rPr><w:delText>did</w:delText></w:r></w:del>\
         <w:moveFrom><w:r><w:t>go</w:t></w:r></w:moveFrom><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>\
         <w:r><w:rPr><w:vanish w:val='0'/><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>see.</w:t></w:r>\
         <w:r><w:commentReference w:id='1'/></w:r><w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r></w:p>",
        &[("header", "<w:p><w:r><w:t>The House</w:t></w:r></w:p>"), ("footer", "<w:p><w:r><w:t>7</w:t></w:r></w:p>")],
        "I do see.\n",
        &[
            "R0014 left out of the text: 2 deletions of tracked changes (5 characters), 1 hidden passage (6 characters), \
           1 comment, 1 header, footer or page number (8 characters), 1 sign of a symbol font",
        ],
    );
}

#[test]
fn fields_show_their_result() {
    word(
        "<w:p><w:r><w:t>On </w:t></w:r><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>\
         <w:r><w:t>code</w:t></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>Monday</w:t></w:r>\
         <w:r><w:fldChar w:fldCharType='end'/></w:r><w:fldSimple w:instr='TIME'><w:r><w:t>, noon</w:t></w:r></w:fldSimple></w:p>",
        &[],
        "On Monday, noon\n",
        &["R0015 not carried over: 2 field codes"],
    );
}

#[test]
fn notes_of_word_stand_at_the_end_in_the_order_of_their_marks() {
    let footnotes = "<w:footnote w:id='-1' w:type='separator'><w:p><w:r><w:t>x</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id='7'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> The mill.</w:t></w:r></w:p>\
        <w:p><w:r><w:t>At Ash.</w:t></w:r></w:p></w:footnote>";
    let endnotes = "<w:endnote w:id='7'><w:p><w:r><w:t>His son.</w:t></w:r></w:p></w:endnote>";
    word(
        "<w:p><w:r><w:t>Tom</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:endnoteReference w:id='7'/></w:r>\
         <w:r><w:t> at the mill</w:t></w:r><w:r><w:footnoteReference w:id='7'/><w:t>.</w:t><w:footnoteReference w:id='9'/></w:r></w:p>",
        &[("footnotes", footnotes), ("endnotes", endnotes)],
        "Tom/1/ at the mill/2/./3/\n\n/1/His son.\n/2/The mill.\nAt Ash.\n/3/\n",
        &["R0014 left out of the text: 1 note without text"],
    );
}

#[test]
fn tables_of_word_have_a_line_a_row() {
    let cell = |text: &str| format!("<w:tc><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>");
    let inner = format!("<w:tc><w:tbl><w:tr>{}{}</w:tr></w:tbl><w:p/></w:tc>", cell("c"), cell("d"));
    word(
        &format!(
            "<w:p><w:r><w:t>He sold:</w:t></w:r></w:p><w:tbl><w:tr>{}{}{}</w:tr><w:tr><w:tc><w:p/></w:tc>\
             <w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr><w:p><w:r><w:t>e</w:t></w:r></w:p><w:p><w:r><w:t>f</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
             <w:p><w:r><w:t>No more.</w:t></w:r></w:p>",
            cell("a"),
            cell("b"),
            inner
        ),
        &[],
        "He sold:\n\na\tb\tc d\n\te f\t\n\nNo more.\n",
        &[],
    );
}

#[test]
fn items_of_word_have_the_labels_that_it_shows() {
    let level = |at: u8, format: &str, text: &str| {
        format!(
            "<w:lvl w:ilvl='{at}'><w:start w:val='1'/><w:numFmt w:val='{format}'/><w:lvlText w:val='{text}'/></w:lvl>"
        )
    };
    let numbering = format!(
        "<w:abstractNum w:abstractNumId='5'>{}{}</w:abstractNum><w:abstractNum w:abstractNumId='6'>{}{}</w:abstractNum>\
         <w:num w:numId='1'><w:abstractNumId w:val='5'/></w:num><w:num w:numId='2'><w:abstractNumId w:val='6'/></w:num>",
        level(0, "bullet", "x"),
        level(1, "bullet", "x"),
        level(0, "decimal", "%1."),
        level(1, "lowerLetter", "%1 %2)")
    );
    let item = |list: u8, level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='{level}'/><w:numId w:val='{list}'/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let of_style = "<w:p><w:pPr><w:pStyle w:val='L'/></w:pPr><w:r><w:t>d</w:t></w:r></w:p>";
    let body = [
        item(1, 0, "a"),
        item(1, 1, "b"),
        of_style.to_owned(),
        item(2, 0, "e"),
        item(2, 1, "f"),
        item(2, 0, "g"),
        item(0, 0, "h"),
    ];
    word(
        &body.concat(),
        &[
            ("numbering", &numbering),
            ("styles", "<w:style w:styleId='L'><w:pPr><w:numPr><w:numId w:val='1'/></w:numPr></w:pPr></w:style>"),
        ],
        "• a\n  • b\n• d\n\n1. e\n\n  1 a) f\n\n2. g\n\nh\n",
        &[],
    );
    let gone = "<w:p><w:pPr><w:numPr><w:numId w:val='2'/></w:numPr></w:pPr><w:del><w:r><w:delText>x</w:delText></w:r></w:del></w:p>";
    word(
        &[&item(2, 0, ""), "<w:p><w:r><w:t>To Ann</w:t></w:r></w:p>", &item(1, 0, ""), gone, &item(2, 0, "z")].concat(),
        &[("numbering", &numbering)],
        "1.\n\nTo Ann\n\n3. z\n",
        &["R0014 left out of the text: 1 deletion of a tracked change (1 character)"],
    );
}

#[test]
fn looks_have_the_signs_of_the_house() {
    let run = |properties: &str, text: &str| {
        format!("<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>")
    };
    let body = [
        "<w:p>".to_owned(),
        run("", "I "),
        run("<w:strike/>", "did "),
        run("<w:strike/><w:i/>", "not "),
        run("<w:rStyle w:val='E'/>", "go"),
        run("<w:rStyle w:val='E'/><w:i w:val='0'/>", " on"),
        "</w:p>".to_owned(),
    ];
    let styles = "<w:style w:type='character' w:styleId='E'><w:basedOn w:val='F'/></w:style>\
        <w:style w:type='character' w:styleId='F'><w:rPr><w:i/></w:rPr></w:style>";
    word(&body.concat(), &[("styles", styles)], "I ~~did not~~ go on\n", &[]);
}

#[test]
fn text_boxes_stand_behind_their_paragraph() {
    let inside = "<w:txbxContent><w:p><w:r><w:t>The House of Holt</w:t></w:r></w:p></w:txbxContent>";
    word(
        &format!(
            "<w:p><w:r><w:t>Ash</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><v:t>x</v:t>{inside}</w:drawing></mc:Choice>\
             <mc:Fallback><w:pict>{inside}</w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>, June</w:t></w:r></w:p>\
             <w:p><w:r><w:drawing/><w:t>Dear Tom,</w:t></w:r></w:p>"
        ),
        &[],
        "Ash, June\n\nThe House of Holt\n\nDear Tom,\n",
        &["R0014 left out of the text: 1 picture or object"],
    );
}

#[test]
fn text_of_libreoffice() {
    libre(
        "<style:style style:name='P1' style:family='paragraph'><style:paragraph-properties fo:break-before='page'/></style:style>\
         <style:style style:name='T1' style:family='text'><style:text-properties style:text-line-through-style='solid'/></style:style>\
         <style:style style:name='T2' style:family='text'><style:text-properties text:display='none'/></style:style>\
         <text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1' style:num-suffix='.'/></text:list-style>",
        "<text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Ed</dc:creator></office:change-info>\
         <text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>\
         <text:p>Ash,\n   June<text:s text:c='2'/>1<text:tab/>1823</text:p>\
         <text:p>I <text:span text:style-name='T1'>did </text:span>go<text:note><text:note-citation>9</text:note-citation><text:note-body>\
         <text:p>To Ash.</text:p></text:note-body></text:note><text:line-break/>on<office:annotation><dc:creator>Ed</dc:creator><text:p>why?</text:p></office:annotation>\
         <text:span text:style-name='T2'>or not</text:span>.</text:p>\
         <text:list text:style-name='L1'><text:list-item><text:p>one</text:p></text:list-item><text:list-item text:start-value='5'><text:p>two</text:p></text:list-item></text:list>\
         <text:p text:style-name='P1'>Page<draw:frame><draw:text-box><text:p>Box</text:p></draw:text-box></draw:frame><draw:frame><draw:image/></draw:frame></text:p>\
         <table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell table:number-columns-repeated='2'/></table:table-row>\
         <table:table-row><table:table-cell/><table:table-cell><text:p>b</text:p><text:p>c</text:p></table:table-cell></table:table-row></table:table>",
        "Ash, June  1\t1823\n\nI ~~did~~ go/1/\non.\n\n1. one\n\n5. two\n\n\u{c}Page\n\nBox\n\na\t\t\n\tb c\n\n/1/To Ash.\n",
        &[
            "R0014 left out of the text: 1 deletion of a tracked change (4 characters), 1 hidden passage (5 characters), \
           1 comment (4 characters), 1 picture or object",
        ],
    );
    libre(
        "<text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='I' style:num-suffix='.' text:start-value='14'/></text:list-style>",
        "<text:list text:style-name='L1'><text:list-item><text:p/></text:list-item></text:list><text:p>To Ann</text:p>\
         <text:list><text:list-item><text:p/></text:list-item></text:list>",
        "XIV.\n\nTo Ann\n",
        &[],
    );
}

#[test]
fn the_profile_says_what_tracked_changes_are() {
    let letter = "<w:p><w:r><w:t>Dear Tom,</w:t></w:r></w:p><w:p><w:r><w:t xml:space='preserve'>I go </w:t></w:r>\
        <w:del><w:r><w:delText xml:space='preserve'>not </w:delText></w:r></w:del><w:ins><w:r><w:t>there</w:t></w:r></w:ins><w:r><w:t>.</w:t></w:r></w:p>";
    let folder = Folder::new();
    folder.write("a.docx", &docx(letter, &[]));
    for (tracked, text, said) in [
        ("accepted", "<p>I go there.</p>", "1 deletion of a tracked change (3 characters)"),
        ("rejected", "<p>I go not .</p>", "1 insertion of a tracked change (5 characters)"),
        ("marked", "<p>I go <del>not</del> <add>there</add>.</p>", ""),
    ] {
        folder.write("house.toml", format!("name = 'house'\n[changes]\ntracked = '{tracked}'\n").as_bytes());
        let run = folder.run(&["convert", "a.docx", "--profile", "house.toml"]).exits(0).says(said);
        assert!(run.stdout.contains(text), "{tracked}: {}", run.stdout);
        assert_eq!(run.stderr.contains("R0014"), tracked != "marked", "{}", run.stderr);
    }
}

#[test]
fn tracked_changes_of_libreoffice_are_those_of_word() {
    let region =
        |id: &str, what: &str| format!("<text:changed-region text:id='{id}'><text:{what}</text:changed-region>");
    let info = "<office:change-info><dc:creator>Ed</dc:creator><dc:date>1823</dc:date></office:change-info>";
    let regions = [
        region("a", &format!("insertion>{info}</text:insertion>")),
        region("b", &format!("deletion>{info}<text:p>not<text:s/></text:p></text:deletion>")),
        region("c", &format!("deletion>{info}<text:p> at</text:p><text:p>noon</text:p></text:deletion>")),
        region("d", &format!("format-change>{info}</text:format-change>")),
    ];
    let text = format!(
        "<text:tracked-changes>{}</text:tracked-changes><text:p>Dear Tom,</text:p>\
         <text:p>I go <text:change text:change-id='b'/><text:change-start text:change-id='a'/>there<text:note><text:note-citation>1</text:note-citation>\
         <text:note-body><text:p>To Ash.</text:p></text:note-body></text:note>.</text:p>\
         <text:p>We<text:change-end text:change-id='a'/> <text:change-start text:change-id='d'/>row<text:change-end text:change-id='d'/>\
         <text:change text:change-id='c'/>.</text:p>",
        regions.concat()
    );
    let folder = Folder::new();
    folder.write("a.odt", &odt("", &text));
    for (tracked, texts, said) in [
        ("accepted", &["<p>I go there<note", "<p>We row.</p>"][..], "2 deletions of tracked changes (9 characters)"),
        ("rejected", &[">I go not<", ">row at<", ">noon.<"], "1 insertion of a tracked change (15 characters)"),
        (
            "marked",
            &[
                "<p>I go <del>not</del> <add>there<note",
                "</add></p>",
                "<p><add>We</add> row <del>at</del></p>",
                "<p><del>noon</del>.</p>",
            ],
            "",
        ),
    ] {
        folder.write("house.toml", format!("name = 'house'\n[changes]\ntracked = '{tracked}'\n").as_bytes());
        let run = folder.run(&["convert", "a.odt", "--profile", "house.toml"]).exits(0).says(said);
        for text in texts {
            assert!(run.stdout.contains(text), "{tracked}: {text}: {}", run.stdout);
        }
        assert_eq!(run.stderr.contains("R0014"), tracked != "marked", "{}", run.stderr);
    }
}
