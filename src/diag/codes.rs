//! The table of codes: one row a code. The long text of each stands in `explain/`, named by its id.
//!
//! R00 files and encodings, R01 profiles and metadata, R02 heading, opener and closer, R03 notes, R04 pages, lists and tables,
//! R05 header, R09 promises, R10 XML, R11 schemas, R12 finding schemas and Schematron, R13 documents against a schema, R14 rules of
//! our own for TEI, R15 documents against Schematron, from R1521 on review, from R1531 on differences, R16 projects and what they
//! allow, R17 layout and ids, R18 names from registers.

use super::{Code, Severity};

macro_rules! codes {
    ($($name:ident $id:literal $severity:ident $title:literal)+) => {
        $(
            #[doc = concat!($id, ": ", $title, ".")]
            pub static $name: Code = Code {
                id: $id,
                severity: Severity::$severity,
                title: $title,
                explanation: include_str!(concat!("explain/", $id, ".md")),
            };
        )+
        /// Every code, in the order of ids.
        pub static ALL: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    EMPTY_INPUT             "R0001" Error   "empty input"
    CONTROL_CHARACTER       "R0002" Error   "character that XML cannot hold"
    UNDECODABLE             "R0003" Error   "bytes do not fit the encoding"
    UNREADABLE              "R0004" Error   "file cannot be read"
    UNWRITABLE              "R0005" Error   "file cannot be written"
    UNKNOWN_ENCODING        "R0006" Error   "unknown encoding"
    FAULT                   "R0007" Error   "Recto failed"

    BAD_TOML                "R0101" Error   "not TOML"
    UNKNOWN_KEY             "R0102" Warning "unknown key"
    BAD_VALUE               "R0103" Error   "value of the wrong kind"
    CONFLICT                "R0104" Error   "two settings conflict"
    UNKNOWN_PROFILE         "R0105" Error   "unknown profile"
    UNUSED_METADATA         "R0106" Warning "metadata that contradicts the text"

    NO_HEADING              "R0201" Note    "no heading found"
    NO_DATELINE             "R0202" Warning "no dateline found"
    NO_SALUTATION           "R0203" Note    "no salutation found"
    NO_CLOSING              "R0204" Warning "no closing found"
    UNREAD_DATE             "R0205" Warning "date not read"
    NO_CORRESPONDENTS       "R0206" Note    "sender or addressee not found"
    AMBIGUOUS_DATE          "R0207" Warning "date with more than one reading"
    SALUTATION_KEPT         "R0208" Note    "salutation kept as paragraph"

    MARK_WITHOUT_NOTE       "R0301" Warning "mark without note"
    NOTE_WITHOUT_MARK       "R0302" Warning "note without mark"
    DOUBLED_MARK            "R0303" Warning "mark cited twice"
    NOTES_OUT_OF_ORDER      "R0304" Warning "notes out of order"
    NOTES_RENUMBERED        "R0305" Note    "note list numbered unlike its marks"

    PAGE_ORDER              "R0401" Warning "page numbers go back"
    UNEVEN_TABLE            "R0402" Note    "table rows of different length"
    DEEP_LIST               "R0403" Warning "list nested too deeply"
    DOUBTFUL_PAGE           "R0404" Note    "doubtful page mark"
    SIGN_UNCLOSED           "R0405" Warning "editors' sign not closed"

    TITLE_UNKNOWN           "R0501" Note    "title not known"
    PUBLICATION_UNKNOWN     "R0502" Note    "publication not known"
    SOURCE_UNKNOWN          "R0503" Note    "source not known"
    LANGUAGE_UNKNOWN        "R0504" Note    "language not known"

    TEXT_LOST               "R0901" Error   "text lost or changed"

    BAD_MARKUP              "R1001" Error   "markup that cannot be read"
    UNCLOSED_ELEMENT        "R1002" Error   "element not closed"
    STRAY_END_TAG           "R1003" Error   "end tag that closes nothing"
    BAD_NAME                "R1004" Error   "not a name"
    BAD_CHARACTER           "R1005" Error   "character that XML forbids"
    BAD_REFERENCE           "R1006" Error   "bad reference"
    UNDECLARED_ENTITY       "R1007" Error   "entity not declared"
    BAD_ATTRIBUTE           "R1008" Error   "bad attribute"
    DUPLICATE_ATTRIBUTE     "R1009" Error   "attribute given twice"
    UNDECLARED_PREFIX       "R1010" Error   "prefix not declared"
    BAD_NAMESPACE           "R1011" Error   "namespace that cannot be declared"
    OUTSIDE_ROOT            "R1012" Error   "not one root element"
    BAD_XML_DECLARATION     "R1013" Error   "bad XML declaration"
    BAD_DOCTYPE             "R1014" Error   "bad document type"
    ENTITY_NESTING          "R1015" Error   "entity that does not nest"
    TOO_LARGE               "R1016" Error   "more than is allowed"
    EXTERNAL_REFUSED        "R1017" Error   "text in another file"
    EXTERNAL_UNREAD         "R1018" Note    "other file not read"
    BAD_ENCODING            "R1019" Error   "encoding does not fit"
    READING_STOPPED         "R1020" Note    "too many errors"

    COMPACT_CHARACTER       "R1101" Error   "character that cannot stand in a schema"
    COMPACT_STRING          "R1102" Error   "string not closed"
    COMPACT_SYNTAX          "R1103" Error   "part of a schema not understood"
    COMPACT_OPERATORS       "R1104" Error   "operators without parentheses"
    COMPACT_DECLARATION     "R1105" Error   "declaration that cannot be"
    COMPACT_PREFIX          "R1106" Error   "prefix of a schema not declared"
    COMPACT_NOTE            "R1107" Error   "note that cannot stand here"
    SCHEMA_UNSAYABLE        "R1113" Error   "schema cannot be said in the other syntax"
    SCHEMA_ELEMENT          "R1120" Error   "element not allowed here in a schema"
    SCHEMA_ATTRIBUTE        "R1121" Error   "attribute not allowed here in a schema"
    SCHEMA_TEXT             "R1122" Error   "text not allowed here in a schema"
    SCHEMA_INCOMPLETE       "R1123" Error   "schema lacks a part"
    SCHEMA_BAD_VALUE        "R1124" Error   "bad value in a schema"
    SCHEMA_TOO_LARGE        "R1125" Error   "schema too large or nested too deeply"
    SCHEMA_UNREADABLE       "R1130" Error   "schema cannot be read"
    SCHEMA_CIRCLE           "R1131" Error   "schema file comes back to itself"
    SCHEMA_INCLUDE          "R1132" Error   "included file is no grammar"
    SCHEMA_OVERRIDE         "R1133" Error   "inclusion redefines what is not there"
    SCHEMA_COMBINE          "R1134" Error   "definitions cannot be combined"
    SCHEMA_UNDEFINED        "R1135" Error   "definition missing"
    SCHEMA_NO_GRAMMAR       "R1136" Error   "reference outside of a grammar"
    SCHEMA_NO_START         "R1137" Error   "grammar without start"
    SCHEMA_RECURSION        "R1138" Error   "definition comes back to itself"
    SCHEMA_DATATYPE         "R1140" Error   "unknown datatype"
    SCHEMA_PARAM            "R1141" Error   "bad parameter of a datatype"
    SCHEMA_VALUE_OUTSIDE    "R1142" Error   "value outside of its type"
    SCHEMA_EXCEPT           "R1143" Error   "wildcard in an exception"
    SCHEMA_XMLNS            "R1144" Error   "attribute that declares a namespace"
    SCHEMA_IN_ATTRIBUTE     "R1150" Error   "attribute holds an element or attribute"
    SCHEMA_IN_REPEATED      "R1151" Error   "attribute in a repeated group"
    SCHEMA_IN_LIST          "R1152" Error   "list holds more than data"
    SCHEMA_IN_EXCEPT        "R1153" Error   "exception holds more than data"
    SCHEMA_IN_START         "R1154" Error   "start is no element"
    SCHEMA_STRINGS          "R1155" Error   "data beside other content"
    SCHEMA_SAME_ATTRIBUTE   "R1156" Error   "attribute twice in one element"
    SCHEMA_WILDCARD         "R1157" Error   "attribute wildcard not repeated"
    SCHEMA_SAME_ELEMENT     "R1158" Error   "element twice in an interleave"
    SCHEMA_INTERLEAVED_TEXT "R1159" Error   "text twice in an interleave"
    SCHEMA_ID_PLACE         "R1170" Warning "identity outside of a named attribute"
    SCHEMA_ID_CONFLICT      "R1171" Warning "attribute is an id here and none there"

    UNKNOWN_SCHEMA          "R1201" Error   "unknown schema"
    UNMAPPED_SCHEMA         "R1202" Error   "schema is not on this machine"
    UNREAD_SCHEMA           "R1203" Error   "schema cannot be read"
    BROKEN_SCHEMA           "R1204" Error   "schema has errors"
    BAD_ASSOCIATION         "R1205" Error   "schema is named wrongly"
    NOT_RUN                 "R1206" Note    "schema or rules not run"
    NO_SCHEMA               "R1207" Note    "no schema named, built-in one used"
    BAD_CATALOG             "R1208" Warning "catalog entry cannot be used"
    MORE_FINDINGS           "R1209" Note    "more findings"
    SCHEMATRON_FILE         "R1210" Error   "part of a Schematron schema cannot be read"
    SCHEMATRON_STRUCTURE    "R1211" Error   "mistake in Schematron"
    BAD_EXPRESSION          "R1212" Error   "expression cannot be read"
    DUPLICATE_LET           "R1213" Error   "variable declared twice"
    UNKNOWN_ELEMENT         "R1301" Error   "unknown element"
    MISPLACED_ELEMENT       "R1302" Error   "misplaced element"
    MISSING_ELEMENT         "R1303" Error   "missing element"
    UNKNOWN_ATTRIBUTE       "R1304" Error   "unknown attribute"
    MISPLACED_ATTRIBUTE     "R1305" Error   "misplaced attribute"
    MISSING_ATTRIBUTE       "R1306" Error   "missing attribute"
    BAD_ATTRIBUTE_VALUE     "R1307" Error   "wrong value of an attribute"
    STRAY_TEXT              "R1308" Error   "text where none can stand"
    BAD_TEXT                "R1309" Error   "wrong text in an element"
    DUPLICATE_ID            "R1310" Error   "id given twice"
    DANGLING_IDREF          "R1311" Error   "reference to an id that is not there"
    WRONG_NAMESPACE         "R1312" Error   "wrong namespace"
    TOO_AMBIGUOUS           "R1313" Error   "schema too ambiguous to check"
    DANGLING_POINTER        "R1401" Error   "pointer to an id that is not there"
    POINTERS_ELSEWHERE      "R1402" Note    "pointers to nothing in this file"
    POINTER_TO_NO_FILE      "R1403" Warning "pointer to a file that is not there"
    SHARED_ID               "R1404" Note    "id in several files"
    PAGE_MISNUMBERED        "R1405" Warning "page out of order"
    NOTE_MISNUMBERED        "R1406" Warning "note out of order"
    DATE_CONTRADICTED       "R1407" Warning "date that its text contradicts"
    IMAGE_MISSING           "R1408" Warning "image that is not there"
    IMAGES_ELSEWHERE        "R1409" Note    "no image of this file is there"
    EMPTY_ELEMENT           "R1410" Warning "element that holds nothing"
    BREAK_SPACE             "R1411" Warning "white space at a page break or note"
    ODD_CHARACTER           "R1412" Warning "character that does not belong"
    MIXED_QUOTATION_MARKS   "R1413" Warning "mixed quotation marks"
    LANGUAGE_TAG            "R1414" Error   "bad language tag"

    RULE_FAILED             "R1501" Error   "rule not met"
    RULE_WARNING            "R1502" Warning "rule not met, a warning"
    RULE_NOTE               "R1503" Note    "rule not met, a note"
    RULE_BROKEN             "R1504" Error   "test without a value"
    RULE_NOT_RUN            "R1505" Note    "rule not run"
    NOT_ACCEPTED            "R1521" Error   "differs from the accepted file"
    EDITED_SINCE            "R1522" Warning "accepted file edited since"
    STALE_RULES             "R1523" Note    "rules of a pending file not known"
    DIFFERENT               "R1531" Error   "differs from the other version"

    UNKNOWN_CODE            "R1601" Error   "no finding has this code"
    BAD_PATTERN             "R1602" Error   "pattern of files cannot be read"
    NO_REASON               "R1603" Error   "allowed without a reason"
    FIXED_SEVERITY          "R1604" Error   "finding that stays an error"
    BAD_INSTRUCTION         "R1605" Error   "instruction to Recto not understood"
    ALLOWS_NOTHING          "R1606" Warning "allowed and not found"

    LAYOUT_CHANGES          "R1701" Error   "layout would change the document"
    NOT_LAID_OUT            "R1702" Error   "not in the one layout"
    NOT_UTF_8               "R1703" Error   "file is not UTF-8"
    LAYOUT_WITHOUT_SCHEMA   "R1704" Note    "laid out without its schema"
    IDS_CHANGE              "R1711" Error   "id or pointer that changes"
    ID_COLLISION            "R1712" Error   "two elements with one id"
    BAD_ID                  "R1713" Error   "id that cannot be given"
    REFERENCE_NOT_REWRITTEN "R1714" Error   "pointer that is not rewritten"

    AMBIGUOUS_NAME          "R1801" Warning "name that several records bear"
    NAME_OR_WORD            "R1802" Note    "name that may be a word"
    NAME_CROSSES            "R1803" Note    "name across other markup"
    BAD_REGISTER            "R1804" Error   "register cannot be read"
    BAD_RECORD              "R1805" Warning "record left out"
}
