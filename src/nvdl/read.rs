//! Reading a script (ISO/IEC 19757-4:2006, section 7 and 8). Takes the text; gives the [`Script`], and what is wrong with it or not run of it.

use std::collections::BTreeMap;

use super::{Act, Action, Asked, Context, Mode, NAMESPACE, Namespace, Rule, Script};
use crate::diag::{self, Diagnostic, Severity};
use crate::text::Span;
use crate::xml::document::Node;
use crate::xml::{Document, External};

/// Modes inside each other, at most.
const DEEPEST: usize = 50;

/// Findings in a script before the rest is left out.
const MOST_FINDINGS: usize = 10_000;

/// What became of a script.
#[derive(Debug)]
pub struct Read {
    /// The script; `None` where there is any error, or anything that is not run.
    pub script: Option<Script>,
    /// What is wrong, and what is not run.
    pub findings: Vec<Diagnostic>,
}

/// Reads a script.
#[must_use]
pub fn read(text: &str) -> Read {
    let (document, mut findings) = Document::parse(text, External::Noted);
    let root = document.root().filter(|_| findings.iter().all(|finding| finding.severity() != Severity::Error));
    let Some(root) = root else { return Read { script: None, findings } };
    let mut reader =
        Reader { findings: Vec::new(), script: Script::default(), names: BTreeMap::new(), asked: Vec::new() };
    reader.rules(root);
    let is_run = reader.findings.is_empty();
    findings.append(&mut reader.findings);
    Read { script: is_run.then_some(reader.script), findings }
}

struct Reader<'d> {
    findings: Vec<Diagnostic>,
    script: Script,
    /// Named modes with their numbers.
    names: BTreeMap<String, usize>,
    /// Modes that are asked for by name: whether an action or a context asks is in the place that is filled in.
    asked: Vec<(Place, &'d str, Span)>,
}

/// Where the number of a mode belongs: mode, rule, action, and the context where it is one.
type Place = (usize, usize, usize, Option<usize>);

impl<'d> Reader<'d> {
    fn find(&mut self, finding: Diagnostic) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        }
    }

    fn wrong(&mut self, span: Span, message: impl Into<String>) {
        self.find(Diagnostic::new(&diag::BAD_NVDL, message).at(span));
    }

    fn not_run(&mut self, node: Node<'_>, what: &str) {
        let help = "the whole script is left out: name its schemas one by one with `xml-model` or `--schema`";
        let finding = Diagnostic::new(&diag::NOT_RUN, format!("{what} of NVDL is not run")).at(node.name_span());
        self.find(finding.help(help));
    }

    fn rules(&mut self, root: Node<'d>) {
        if !root.is(NAMESPACE, "rules") {
            return self.wrong(root.name_span(), "the root element is not `rules` of NVDL");
        }
        let modes: Vec<Node<'d>> = own(root).filter(|node| node.is(NAMESPACE, "mode")).collect();
        for node in own(root).filter(|node| !node.is(NAMESPACE, "mode")) {
            match name(node) {
                "trigger" => self.not_run(node, "`trigger`"),
                "include" => self.not_run(node, "`include`"),
                _ => {}
            }
        }
        if modes.is_empty() {
            self.script.start = self.mode(root, 0);
        }
        for node in modes {
            let number = self.mode(node, 0);
            match node.attribute("", "name") {
                None => self.wrong(node.name_span(), "this mode has no `name`"),
                Some(name) => {
                    if self.names.insert(name.value.to_string(), number).is_some() {
                        self.wrong(name.value_span, format!("two modes are named `{}`", name.value));
                    }
                }
            }
        }
        if let Some(start) = root.attribute("", "startMode") {
            match self.names.get(start.value) {
                Some(number) => self.script.start = *number,
                None => self.wrong(start.value_span, format!("no mode is named `{}`", start.value)),
            }
        }
        self.link();
    }

    /// Fills in the numbers of modes that were asked for by name.
    fn link(&mut self) {
        for ((mode, rule, action, context), name, span) in std::mem::take(&mut self.asked) {
            let Some(number) = self.names.get(name).copied() else {
                self.wrong(span, format!("no mode is named `{name}`"));
                continue;
            };
            let rule = self.script.modes.get_mut(mode).and_then(|mode| mode.rules.get_mut(rule));
            let Some(action) = rule.and_then(|rule| rule.actions.get_mut(action)) else { continue };
            match context.map(|at| action.contexts.get_mut(at)) {
                None => action.mode = Some(number),
                Some(Some(context)) => context.mode = number,
                Some(None) => {}
            }
        }
    }

    /// Reads the rules in an element; gives the number of their mode.
    fn mode(&mut self, node: Node<'d>, depth: usize) -> usize {
        let number = self.script.modes.len();
        self.script.modes.push(Mode::default());
        if depth > DEEPEST {
            self.wrong(node.name_span(), format!("modes are inside each other {DEEPEST} times at most"));
            return number;
        }
        for child in own(node) {
            let namespace = match name(child) {
                "namespace" => namespace(child),
                "anyNamespace" => Some(Namespace::Any),
                "mode" | "trigger" | "include" => continue,
                other => {
                    self.wrong(child.name_span(), format!("`{other}` is no rule of NVDL"));
                    continue;
                }
            };
            let Some(namespace) = namespace else {
                self.wrong(child.name_span(), "this rule has no `ns`");
                continue;
            };
            self.rule(child, (number, depth), namespace);
        }
        number
    }

    fn rule(&mut self, node: Node<'d>, (mode, depth): (usize, usize), namespace: Namespace) {
        let matched = node.attribute("", "match").map_or("elements".to_owned(), |matched| matched.value.to_string());
        let is_for = |what: &str| matched.split_whitespace().any(|word| word == what);
        let actions: Vec<Node<'d>> = own(node).collect();
        if is_for("attributes") && !actions.iter().all(|action| name(*action) == "attach") {
            return self.not_run(node, "a rule for attributes");
        }
        if !is_for("elements") {
            return;
        }
        let rule = self.script.modes.get(mode).map_or(0, |mode| mode.rules.len());
        if let Some(mode) = self.script.modes.get_mut(mode) {
            mode.rules.push(Rule { namespace, actions: Vec::new() });
        }
        for action in actions {
            self.action(action, (mode, rule, depth));
        }
    }

    fn action(&mut self, node: Node<'d>, (mode, rule, depth): (usize, usize, usize)) {
        let act = match name(node) {
            "validate" => match node.attribute("", "schema") {
                Some(schema) => {
                    self.script.schemas.push(Asked { href: schema.value.to_string(), span: schema.value_span });
                    Act::Validate(self.script.schemas.len() - 1)
                }
                None => return self.not_run(node, "a schema inside a script"),
            },
            "attach" => Act::Attach,
            "unwrap" => Act::Unwrap,
            "allow" => Act::Allow,
            "reject" => Act::Reject,
            "attachPlaceholder" => return self.not_run(node, "`attachPlaceholder`"),
            "cancelNestedActions" => return,
            other => return self.wrong(node.name_span(), format!("`{other}` is no action of NVDL")),
        };
        let own_rule = self.script.modes.get(mode).and_then(|mode| mode.rules.get(rule));
        let at = own_rule.map_or(0, |rule| rule.actions.len());
        let mut action = Action { act, mode: None, contexts: Vec::new() };
        if let Some(used) = node.attribute("", "useMode") {
            self.asked.push(((mode, rule, at, None), used.value, used.value_span));
        }
        for child in own(node) {
            match name(child) {
                "mode" => action.mode = Some(self.mode(child, depth + 1)),
                "context" => self.context(child, (mode, rule, at, depth), &mut action),
                "message" => {}
                "option" => self.not_run(child, "`option`"),
                "schema" => self.not_run(child, "a schema inside a script"),
                other => self.wrong(child.name_span(), format!("`{other}` is no part of an action of NVDL")),
            }
        }
        let mode = self.script.modes.get_mut(mode);
        if let Some(rule) = mode.and_then(|mode| mode.rules.get_mut(rule)) {
            rule.actions.push(action);
        }
    }

    fn context(&mut self, node: Node<'d>, (mode, rule, at, depth): (usize, usize, usize, usize), action: &mut Action) {
        let Some(path) = node.attribute("", "path") else {
            return self.wrong(node.name_span(), "this context has no `path`");
        };
        let nested = own(node).find(|child| name(*child) == "mode").map(|child| self.mode(child, depth + 1));
        for one in path.value.split('|') {
            let one = one.trim();
            let steps: Vec<String> =
                one.trim_start_matches('/').split('/').map(|step| step.trim().to_owned()).collect();
            if steps.iter().any(|step| step.is_empty() || step.contains(|c| "*:[@(.".contains(c))) {
                return self.not_run(node, "a `context` that is more than names");
            }
            if nested.is_none()
                && let Some(used) = node.attribute("", "useMode")
            {
                let place = (mode, rule, at, Some(action.contexts.len()));
                self.asked.push((place, used.value, used.value_span));
            }
            action.contexts.push(Context { steps, is_whole: one.starts_with('/'), mode: nested.unwrap_or(mode) });
        }
    }
}

/// The elements of NVDL in an element.
fn own(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.elements().filter(|child| child.name().is_some_and(|name| &*name.namespace == NAMESPACE))
}

fn name(node: Node<'_>) -> &str {
    node.name().map_or("", |name| &*name.local)
}

fn namespace(node: Node<'_>) -> Option<Namespace> {
    let written = node.attribute("", "ns")?;
    let sign = node.attribute("", "wildCard").map_or("*".to_owned(), |sign| sign.value.to_string());
    if sign.is_empty() || !written.value.contains(&sign) {
        return Some(Namespace::One(written.value.to_string()));
    }
    Some(Namespace::Like(written.value.split(&sign).map(str::to_owned).collect()))
}
