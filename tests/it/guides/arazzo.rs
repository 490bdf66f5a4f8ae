//! `guide export` and `guide import`: a guide as a document of Arazzo, and back.

use predicates::prelude::*;
use predicates::str::contains;
use roas_arazzo::v1_1::Description;
use roas_arazzo::validation::Validate;

use super::workshop::{SHIPPED, SHOP, guide, workshop};
use crate::program::Folder;

#[test]
fn an_exported_guide_is_arazzo_and_comes_back_as_it_went() {
    let folder = workshop();
    for (name, steps) in [
        (SHIPPED, "4 steps: 4 passed"),
        ("order-of-global-session-policies", "10 steps: 10 passed"),
    ] {
        let (page, yaml, back) = (
            format!("guides/{name}.md"),
            format!("guides/{name}.arazzo.yaml"),
            format!("guides/{name}.back.yaml"),
        );
        guide(&folder, &["export", "--arazzo", &page, "-o", &yaml]).success();
        let json = format!("guides/{name}.arazzo.json");
        guide(&folder, &["export", "--arazzo", &page, "-o", &json]).success();
        let document: Description = serde_json::from_str(&folder.read(&json)).unwrap();
        #[expect(
            clippy::default_trait_access,
            reason = "its type is of a crate that is none of ours"
        )]
        let options = Default::default();
        document
            .validate(options)
            .unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(
            document.source_descriptions[0].url,
            "../collections/okta-policy.postman_collection.json"
        );
        // The published schema takes texts and selectors for the values of replacements, which the
        // validator does not hold.
        let steps_of = folder.json(&json)["workflows"][0]["steps"]
            .as_array()
            .unwrap()
            .clone();
        let replacements = steps_of
            .iter()
            .filter_map(|step| step["requestBody"]["replacements"].as_array());
        assert!(
            replacements.flatten().all(|one| one["value"].is_string()),
            "{steps_of:#?}"
        );
        guide(&folder, &["import", &yaml, "-o", &back]).success();
        guide(&folder, &["check", "--strict", &back]).success();
        guide(&folder, &["run", &back, "--mock", "okta"])
            .success()
            .stdout(contains(steps));
        let again = format!("guides/{name}.again.json");
        guide(&folder, &["export", "--arazzo", &back, "-o", &again]).success();
        let workflow = |name: &str| {
            let mut workflow = folder.json(name)["workflows"][0].clone();
            // A guide without a page has no words of it.
            for step in workflow["steps"].as_array_mut().unwrap() {
                step.as_object_mut().unwrap().shift_remove("description");
                step.as_object_mut().unwrap().shift_remove("operationPath");
            }
            workflow
        };
        assert_eq!(workflow(&again)["steps"], workflow(&json)["steps"]);
    }
}

/// An Arazzo document as others write them.
const OF_OTHERS: &str = r#"arazzo: 1.0.1
info: { title: Pay orders, version: 1.0.0 }
sourceDescriptions:
- { name: shop, url: shop.json, type: openapi }
components:
  parameters:
    trace: { name: X-Trace, in: header, value: t }
workflows:
- workflowId: pay
  inputs:
    type: object
    properties: { url: { type: string }, limit: { type: integer, default: 5 } }
  steps:
  - stepId: list
    operationId: List orders
    parameters:
    - { reference: $components.parameters.trace }
    successCriteria:
    - condition: $statusCode == 200 || $statusCode == 206
    - { context: $response.body, condition: "$.items[?@.id > 0]", type: { type: jsonpath, version: draft-goessner-dispatch-jsonpath-00 } }
    - { context: $response.body, condition: "count(/a) = 1", type: xpath }
    outputs:
      orderId: $response.body#/items/0/id
      trace: $response.header.x-trace
  - stepId: pay
    operationPath: "{$sourceDescriptions.shop.url}#/item/1"
    requestBody:
      contentType: application/json
      payload: { state: open, note: x }
      replacements:
      - { target: /state, value: paid }
      - { target: $.amount, value: 3.5 }
      - { target: /order, value: $steps.list.outputs.orderId }
    successCriteria:
    - { context: $statusCode, condition: "^2\\d{2}$", type: regex }
  - stepId: ask
    onFailure: [{ name: again, type: retry, retryLimit: 2 }]
    x-operation: { method: post, url: "{$inputs.url}/all/{$steps.list.outputs.orderId}" }
    parameters: [{ name: q, in: query, value: $inputs.limit }]
    requestBody: { payload: { a: $steps.list.outputs.trace } }
"#;

#[test]
fn documents_of_others_are_imported_leniently() {
    let folder = Folder::with(&[("shop.json", SHOP), ("o.arazzo.yaml", OF_OTHERS)]);
    guide(&folder, &["import", "o.arazzo.yaml"])
        .success()
        .stderr(
            contains("1 mark to settle").and(contains("`onFailure` of the step `ask` is left out")),
        )
        .stdout(
            r#"guide: Pay orders
collections:
  shop: shop.json
needs: [url]
steps:
- send: List orders
  set:
    limit: 5
  headers:
    X-Trace: t
  expect:  # choose: what stands for a criterion of the type `xpath` over `$response.body`
    status: [200, 206]
    body:
      "$.items[?@.id > 0]": {"exists":true}
  capture:
    orderId: "$.items[0].id"
    trace: {"header":"x-trace"}
- send: Pay order
  edit:
    /state: paid
    /amount: 3.5
    /order: "{{orderId}}"
  expect:
    status: "2xx"
- request:
    method: POST
    url: "{{url}}/all/{{orderId}}?q={{limit}}"
    body: {"a":"{{trace}}"}
  name: ask
"#,
        );
}

#[test]
fn parameters_go_where_the_saved_request_takes_them_and_no_criterion_is_dropped() {
    let shop = r#"{"info": {"name": "Shop"}, "item": [
        {"name": "Get order", "request": {"url": {"raw": "{{url}}/orders/:id?limit=2", "host": ["{{url}}"],
            "path": ["orders", ":id"], "query": [{"key": "limit", "value": "2"}], "variable": [{"key": "id", "value": "1"}]}}}
    ]}"#;
    let document = |step: &str| {
        format!(
            "arazzo: 1.0.1\ninfo: {{ title: T, version: '1' }}\nsourceDescriptions: [{{ name: shop, url: shop.json, type: openapi }}]\nworkflows:\n- workflowId: w\n  steps:\n  - stepId: get\n{step}"
        )
    };
    let text = document(
        "    operationId: Get order
    parameters:
    - { name: id, in: path, value: 7 }
    - { name: limit, in: query, value: 3 }
    - { name: page, in: query, value: 1 }
    successCriteria:
    - condition: $statusCode == 200
    - condition: $statusCode == 201
    - condition: $response.body#/a == 'x'
    - { context: $response.body#/a, condition: '^x', type: regex }
    x-postrider: { query: { more: 1 }, expect: { like: next } }
  - stepId: written
    x-operation: { method: get, url: 'http://h/{id}' }
    parameters: [{ name: id, in: path, value: 7 }]
",
    );
    let folder = Folder::with(&[("shop.json", shop), ("a.yaml", &text)]);
    guide(&folder, &["import", "a.yaml"])
        .success()
        .stderr(contains("`like` of the step `get` is left out"))
        .stdout(
            r#"guide: T
collections:
  shop: shop.json
steps:
- send: Get order
  query:
    limit: 3
    page: 1
    more: 1
  path:
    id: 7
  expect:  # choose: what stands for another criterion of `status`, and another criterion of `$.a`
    status: 200
    body:
      "$.a": x
- request:
    method: GET
    url: "http://h/{{id}}"
  name: written
  set:
    id: 7
"#,
        );
    let text = document(
        "    operationId: Get order\n    parameters: [{ name: other, in: path, value: 7 }]\n",
    );
    folder.write("a.yaml", &text);
    guide(&folder, &["import", "a.yaml"])
        .code(2)
        .stderr(contains("a.yaml:9:18: the request's path has no `:other`"));
}

#[test]
fn what_can_not_be_imported_is_told_with_its_place() {
    let document = |steps: &str| {
        format!(
            "arazzo: 1.1.0\ninfo: {{ title: T, version: '1' }}\nsourceDescriptions: [{{ name: api, url: api.yaml, type: openapi }}]\nworkflows:\n- workflowId: w\n  steps:\n{steps}"
        )
    };
    let folder = Folder::with(&[("shop.json", SHOP), ("api.yaml", "openapi: 3.1.0\n")]);
    for (text, message) in [
        ("a: [".to_owned(), "a.yaml:1:4: this is not YAML"),
        (
            "openapi: 3.1.0\n".to_owned(),
            "a.yaml:1:1: the document has no `arazzo`",
        ),
        (
            "arazzo: 2.0.0\n".to_owned(),
            "the document is of Arazzo 2.0.0, expected 1.0 or 1.1",
        ),
        (
            document("  - { stepId: a, operationId: listOrders }\n"),
            "a.yaml:7:31: no request of the collections is called `listOrders`",
        ),
        (
            document(
                "  - { stepId: a, operationPath: '{$sourceDescriptions.api.url}#/paths/x' }\n",
            ),
            "the source `api` is no Postman collection, so its operations can't be sent; give the step an `x-operation`",
        ),
        (
            document("  - { stepId: a, workflowId: other }\n"),
            "a.yaml:7:5: the step runs the workflow `other`, which a guide can't",
        ),
        (
            document("  - stepId: a\n    x-operation: { url: 'http://h/{$url}' }\n"),
            "a.yaml:8:18: `$url` is nothing that a guide can say",
        ),
    ] {
        folder.write("a.yaml", &text);
        guide(&folder, &["import", "a.yaml"])
            .code(2)
            .stdout("")
            .stderr(contains(message));
    }
}

#[test]
fn a_sample_that_a_response_contains_comes_along_and_others_are_told() {
    let page = "# T\n\n<!-- postrider\ncollections: { shop: shop.json }\nneeds: [url]\n-->\n\nSend **List orders**.\n\n<!-- postrider\nsend: List orders\nexpect: { contains: next }\n-->\n\n```json\n{\"items\": [{\"id\": 1}]}\n```\n";
    let folder = Folder::with(&[
        ("shop.json", SHOP),
        ("page.md", page),
        ("like.md", &page.replace("contains:", "like:")),
    ]);
    let export = ["export", "--arazzo", "page.md", "-o", "page.arazzo.yaml"];
    guide(&folder, &export).success().stderr("");
    guide(&folder, &["import", "page.arazzo.yaml", "-o", "back.yaml"]).success();
    let back = folder.read("back.yaml");
    let kept = back.contains("contains") && back.contains("items");
    assert!(kept, "{back}");
    guide(&folder, &["check", "back.yaml"]).success();
    let export = ["export", "--arazzo", "like.md", "-o", "like.arazzo.yaml"];
    guide(&folder, &export)
        .success()
        .stderr(contains("1 step compared with a sample of the page"));
}
