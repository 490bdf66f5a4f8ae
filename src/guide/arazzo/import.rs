//! An Arazzo document, 1.0 or 1.1, as a guide without a page.
//!
//! Read leniently: what a guide has no words for becomes a `# choose:` mark, values may have any
//! type. What can't be sent is an error with its place.

use serde_json::{Map, Value, json};

use super::expression::Variables;
use super::reader::{Reader, SourceCollection, fail};
use super::{EXTENSION, PAGE};
use crate::guide::directive::lines::{Content, Line, last_of_each, yaml};
use crate::guide::error::Problems;
use crate::guide::texts::Text;
use crate::guide::yaml::{self, Node};

/// A guide that was made of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The side-car.
    pub text: String,
    /// How many steps it has.
    pub steps: usize,
    /// How many marks its author has to settle.
    pub choices: usize,
    /// What of the document is left out, a line each.
    pub notes: Vec<String>,
}

/// Everything that keeps a document from being a guide.
pub type Unread = Problems;

/// The sources that a document describes: their names and addresses. The page of an exported guide
/// is none of them.
///
/// # Errors
/// The document can't be read, or is no Arazzo document.
pub fn sources(name: &str, text: &str) -> Result<Vec<(String, String)>, Unread> {
    let mut problems = Problems::of(name);
    let document = read_document(text, &mut problems);
    let found = document
        .iter()
        .filter_map(|node| node.get("sourceDescriptions")?.elements())
        .flatten();
    let sources =
        found.filter_map(|node| Some((node.get("name")?.text()?, node.get("url")?.text()?)));
    let sources: Vec<(String, String)> = sources.filter(|(name, _)| name != PAGE).collect();
    problems.unless_any(sources)
}

/// Makes a guide of a workflow of a document. `collections` are the sources that could be read as
/// collections.
///
/// # Errors
/// Everything that keeps the document from being a guide.
pub fn import(
    document: Text<'_>,
    collections: &[SourceCollection],
    workflow: Option<&str>,
) -> Result<Imported, Unread> {
    let mut problems = Problems::of(document.name);
    let document = read_document(document.text, &mut problems);
    let workflow = document
        .as_ref()
        .and_then(|document| find_workflow(document, workflow, &mut problems));
    let Some((document, workflow)) = document.as_ref().zip(workflow) else {
        return Err(problems);
    };
    let nodes = workflow
        .get("steps")
        .and_then(Node::elements)
        .unwrap_or_default();
    let mut variables = Variables::default();
    for step in nodes {
        let id = step.get("stepId").and_then(Node::text).unwrap_or_default();
        for output in step
            .get("outputs")
            .and_then(Node::entries)
            .unwrap_or_default()
        {
            variables.add(&id, &output.key);
        }
    }
    let mut reader = Reader {
        document,
        collections,
        variables,
        used: Vec::new(),
        problems: &mut problems,
    };
    let steps: Vec<Vec<Line>> = nodes.iter().filter_map(|node| reader.step(node)).collect();
    let used = std::mem::take(&mut reader.used);
    let named: Vec<&SourceCollection> = collections
        .iter()
        .filter(|source| used.contains(&source.name))
        .collect();
    let text = write(document, workflow, &steps, &named);
    let choices = text.matches(crate::guide::mark::CHOOSE).count();
    let left_out = nodes.iter().flat_map(left_out).collect();
    let imported = Imported {
        steps: steps.len(),
        choices,
        notes: left_out,
        text,
    };
    problems.unless_any(imported)
}

/// What of a step a guide has no words for: it goes from its first step to its last.
fn left_out(step: &Node) -> Vec<String> {
    let id = step.get("stepId").and_then(Node::text).unwrap_or_default();
    let keys = ["onSuccess", "onFailure", "dependsOn", "timeout"];
    let there = keys.iter().filter(|key| step.get(key).is_some());
    let extension = step.get(EXTENSION).map(Node::to_json).unwrap_or_default();
    let samples = ["sample", "like", "except"].iter();
    let samples = samples.filter(|key| extension["expect"].get(**key).is_some());
    let said = |key: &&str| format!("`{key}` of the step `{id}` is left out");
    let needs_page = |note: String| format!("{note}: it compares with a sample of the page");
    let samples = samples.map(|key| needs_page(said(key)));
    there.map(said).chain(samples).collect()
}

fn read_document(text: &str, problems: &mut Problems) -> Option<Node> {
    let node = match yaml::parse(text, 1) {
        Ok(node) => node,
        Err((at, mistake)) => {
            problems.add(at, mistake);
            return None;
        }
    };
    let version = node.get("arazzo").and_then(Node::text);
    match version.as_deref() {
        Some(version) if version.starts_with("1.0") || version.starts_with("1.1") => Some(node),
        Some(version) => {
            fail(
                problems,
                &node,
                format!("the document is of Arazzo {version}, expected 1.0 or 1.1"),
                None,
            );
            None
        }
        None => {
            fail(
                problems,
                &node,
                "the document has no `arazzo`, so it is no Arazzo document".to_owned(),
                None,
            );
            None
        }
    }
}

fn find_workflow<'n>(
    document: &'n Node,
    wanted: Option<&str>,
    problems: &mut Problems,
) -> Option<&'n Node> {
    let workflows = document
        .get("workflows")
        .and_then(Node::elements)
        .unwrap_or_default();
    let id = |node: &Node| {
        node.get("workflowId")
            .and_then(Node::text)
            .unwrap_or_default()
    };
    let names: Vec<String> = workflows.iter().map(id).collect();
    let there = || Some(format!("there are {}", crate::guide::error::listed(&names)));
    match (workflows, wanted) {
        ([], _) => fail(
            problems,
            document,
            "the document has no workflow".to_owned(),
            None,
        ),
        ([one], None) => return Some(one),
        (all, Some(wanted)) => {
            if let Some(found) = all.iter().find(|node| id(node) == wanted) {
                return Some(found);
            }
            fail(
                problems,
                document,
                format!("no workflow is called `{wanted}`"),
                there(),
            );
        }
        (_, None) => {
            let message =
                "the document has several workflows; name one with `--workflow`".to_owned();
            fail(problems, document, message, there());
        }
    }
    None
}

fn write(
    document: &Node,
    workflow: &Node,
    steps: &[Vec<Line>],
    collections: &[&SourceCollection],
) -> String {
    let text = |node: &Node, key: &str| node.get(key).and_then(Node::text);
    let title = text(workflow, "summary")
        .or_else(|| document.get("info").and_then(|info| text(info, "title")));
    let mut lines: Vec<Line> = title
        .map(|title| Line::new("guide", title))
        .into_iter()
        .collect();
    let named: Vec<Line> = collections
        .iter()
        .map(|source| Line::new(source.name.clone(), source.path.clone()))
        .collect();
    lines.push(match named {
        named if named.is_empty() => Line::new("collections", Value::Object(Map::new())),
        named => Line::map("collections", named),
    });
    let environment = workflow
        .get(EXTENSION)
        .and_then(|extension| extension.get("environment")?.text());
    lines.extend(environment.map(|path| Line::new("environment", path)));
    let properties = workflow
        .get("inputs")
        .and_then(|inputs| inputs.get("properties")?.entries())
        .unwrap_or_default();
    let needs: Vec<Value> = properties
        .iter()
        .filter(|entry| entry.value.get("default").is_none())
        .map(|entry| json!(entry.key))
        .collect();
    if !needs.is_empty() {
        lines.push(Line::new("needs", Value::Array(needs)));
    }
    let mut whole = yaml(&lines, "");
    whole.push_str("steps:\n");
    let defaults: Vec<Line> = properties
        .iter()
        .filter_map(|entry| {
            Some(Line::new(
                entry.key.clone(),
                entry.value.get("default")?.to_json(),
            ))
        })
        .collect();
    for (index, step) in steps.iter().enumerate() {
        let mut step = step.clone();
        if index == 0 && !defaults.is_empty() {
            set_before(&mut step, defaults.clone());
        }
        let written = yaml(&step, "  ");
        whole.push_str(&format!("- {}", written.trim_start()));
    }
    whole
}

/// Sets variables in a step, unless it sets them itself.
fn set_before(step: &mut Vec<Line>, mut defaults: Vec<Line>) {
    let own = step.iter_mut().find(|line| line.key == "set");
    match own.map(|line| &mut line.value) {
        Some(Content::Map(own)) => {
            defaults.append(own);
            *own = last_of_each(defaults);
        }
        _ => step.insert(1, Line::map("set", defaults)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::{Guide, Texts};

    /// The steps of a document of one workflow, as the side-car says them.
    fn imported(workflow: &str) -> String {
        let text = format!("arazzo: 1.0.1\nworkflows:\n- workflowId: w\n{workflow}");
        let document = Text::new("a.yaml", &text);
        let imported = import(document, &[], None).unwrap_or_else(|problems| panic!("{problems}"));
        let texts = Texts {
            page: None,
            sidecar: Some(Text::new("a.guide.yaml", &imported.text)),
        };
        let guide = Guide::read_texts(&texts);
        let guide = guide.unwrap_or_else(|problems| panic!("{problems}\n{}", imported.text));
        assert_eq!(guide.steps.len(), imported.steps);
        let steps = imported.text.split_once("steps:\n");
        steps.map(|(_, steps)| steps.to_owned()).unwrap_or_default()
    }

    #[test]
    fn what_a_document_says_twice_is_said_once() {
        let steps = imported(
            "  inputs: { properties: { a: { default: 1 }, b: { default: 2 } } }
  steps:
  - stepId: s
    x-operation: { method: GET, url: h }
    parameters:
    - { name: b, in: path, value: 3 }
    - { name: X, in: header, value: old }
    - { name: X, in: header, value: new }
    - { name: c, in: cookie, value: 1 }
    - { name: d, in: cookie, value: 2 }
",
        );
        let expected = "\
- request:
    method: GET
    url: h
    headers:
      X: new
      Cookie: \"c=1; d=2\"
  name: s
  set:
    a: 1
    b: 3
";
        assert_eq!(steps, expected);
    }
}
