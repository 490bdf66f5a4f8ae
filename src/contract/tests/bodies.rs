//! Bodies and their schemas, in the words of each version.

use super::*;

/// What a body violates of a schema in a version of `OpenAPI`.
fn found(version: &str, schema: &Value, body: &Value) -> Vec<String> {
    found_among(version, schema, &json!({}), body)
}

fn found_among(version: &str, schema: &Value, schemas: &Value, body: &Value) -> Vec<String> {
    let contract = contract(&answering(version, schema, schemas), Options::default());
    violations(
        &contract,
        &exchange("GET http://h/a", 200, &body.to_string()),
    )
}

/// Whatever answers came before.
#[test]
fn the_same_answer_is_judged_the_same_each_time() {
    let schema = json!({"type": "object", "required": ["a"]});
    let contract = contract(&answering("3.0.3", &schema, &json!({})), Options::default());
    for (body, count) in [
        (r#"{"a":1}"#, 0),
        (r#"{"a":1}"#, 0),
        (r#"{"b":1}"#, 1),
        (r#"{"b":1}"#, 1),
        (r#"{"a":1"#, 1),
        (r#"{"a":1}"#, 0),
        ("", 1),
        (r#"{"a":2}"#, 0),
    ] {
        let told = violations(&contract, &exchange("GET http://h/a", 200, body));
        assert_eq!(told.len(), count, "{body}: {told:?}");
    }
}

/// Also what differs from a right answer only in a text: where the schema looks at it, and where not.
#[test]
fn an_answer_that_is_like_the_last_one_is_judged_as_if_it_were_the_first() {
    let text = json!({"type": "string"});
    let schema = json!({"type": "object", "required": ["id"], "propertyNames": {"pattern": "^[a-z]+$"}, "properties": {
        "id": text, "state": {"enum": ["ON", "OFF"]}, "at": {"format": "date-time"}, "short": {"maxLength": 3}, "only": {"const": "it"},
        "tags": {"type": "array", "items": text, "uniqueItems": true}, "like": {"type": "string", "pattern": "^a"},
        "either": {"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 2}]}, "one": {"oneOf": [text, {"enum": ["b"]}]},
        "free": {}, "inner": {"type": "object", "additionalProperties": text}, "not": {"not": {"enum": ["x"]}}}});
    let right = json!({"id": "1", "state": "ON", "at": "2026-11-30T10:00:00Z", "short": "abc", "only": "it", "tags": ["x", "y"], "like": "ab",
        "either": "cd", "one": "a", "free": ["f", {"g": "h"}], "inner": {"k": "v"}, "not": "z"});
    let document = answering("3.1.0", &schema, &json!({}));
    let right = right.to_string();
    let told = |contract: &Contract, body: &str| {
        violations(contract, &exchange("GET http://h/a", 200, body))
    };
    let used = contract(&document, Options::default());
    let quotes: Vec<usize> = right.match_indices('"').map(|(at, _)| at).collect();
    let mut wrong = 0;
    for text in quotes.chunks(2) {
        for other in [
            "x",
            "y",
            "b",
            "",
            "longer",
            "2020-01-01T00:00:00Z",
            "\\n",
            "\\q",
            "\n",
            "a\": 1, \"k",
            "ON",
        ] {
            let body = format!("{}{other}{}", &right[..=text[0]], &right[text[1]..]);
            assert_eq!(told(&used, &right), Vec::<String>::new());
            let fresh = told(&contract(&document, Options::default()), &body);
            assert_eq!(told(&used, &body), fresh, "{body}");
            wrong += usize::from(!fresh.is_empty());
        }
    }
    assert!(wrong > 100, "{wrong}");
}

#[test]
fn a_violation_names_its_place_what_was_found_and_what_was_expected() {
    let document = r"openapi: 3.0.3
paths:
  /a:
    get:
      responses:
        200:
          content:
            application/json:
              schema: {$ref: '#/components/schemas/User'}
components:
  schemas:
    User:
      type: object
      required: [id, name]
      properties:
        id: {type: integer}
        name: {type: string}
        kind:
          type: string
          enum: [a, b]
        tags:
          type: array
          items:
            type: string
            maxLength: 3
";
    let documents = [("users.yaml".to_owned(), document.to_owned())];
    let contract = Contract::read(&documents, Options::default(), &mut |_| Err(String::new()));
    let contract = contract.unwrap();
    let told = |body: Value| {
        let exchange = exchange("GET http://h/a", 200, &body.to_string());
        violations(&contract, &exchange)
    };
    assert_eq!(told(json!({"id": 1, "name": "x", "kind": "a"})), [""; 0]);
    for (body, line) in [
        (
            json!({"id": 1}),
            "`/name` is missing, expected it to be there (users.yaml:14)",
        ),
        (
            json!({"id": "1", "name": "x"}),
            "`/id` is the text `1`, expected a whole number (users.yaml:16)",
        ),
        (
            json!({"id": 1, "name": "x", "kind": "c"}),
            "`/kind` is the text `c`, expected one of `a`, `b` (users.yaml:20)",
        ),
        (
            json!({"id": 1, "name": "x", "tags": ["abc", "abcd"]}),
            "`/tags/1` is the text `abcd`: it is longer than 3 characters (users.yaml:25)",
        ),
        (
            json!([]),
            "the body is a list, expected an object (users.yaml:13)",
        ),
    ] {
        assert_eq!(told(body.clone()), [line], "{body}");
    }
    let text = exchange("GET http://h/a", 200, "{");
    let told = violations(&contract, &text);
    assert!(told[0].starts_with("the body is no JSON: EOF"), "{told:?}");
}

#[test]
fn null_is_taken_where_a_version_says_so() {
    let schema = json!({"type": "object", "properties": {
        "a": {"type": "string", "nullable": true, "enum": ["x"]},
        "b": {"allOf": [{"$ref": "#/components/schemas/B"}], "nullable": true},
        "either": {"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/B"}], "nullable": true},
        "word": {"enum": ["x"], "nullable": true},
        "c": {"type": ["string", "null"]}}});
    let schemas = json!({"B": {"type": "object"}});
    let body = json!({"a": null, "b": null, "either": null, "word": null, "c": null});
    let old = found_among("3.0.0", &schema, &schemas, &body);
    assert_eq!(old, [""; 0]);
    let new = found_among("3.1.0", &schema, &schemas, &body);
    assert_eq!(new.len(), 4, "{new:?}");
    let wrong = found_among("3.0.0", &schema, &schemas, &json!({"a": "y", "b": 1}));
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    assert!(wrong[0].starts_with("`/a` is the text `y`, expected one of `x` (api.json:1)"));
    let beside = json!({"properties": {"r": {"$ref": "#/components/schemas/B", "nullable": true}}});
    let null = json!({"r": null});
    assert_eq!(found_among("3.0.0", &beside, &schemas, &null).len(), 1);
}

#[test]
fn what_is_beside_a_reference_counts_since_3_1() {
    let schema = json!({"$ref": "#/components/schemas/S", "maxLength": 1});
    let schemas = json!({"S": {"type": "string"}});
    assert_eq!(
        found_among("3.0.0", &schema, &schemas, &json!("ab")).len(),
        0
    );
    assert_eq!(
        found_among("3.1.0", &schema, &schemas, &json!("ab")).len(),
        1
    );
}

#[test]
fn limits_may_be_exclusive_in_either_way() {
    let old = json!({"type": "number", "minimum": 1, "exclusiveMinimum": true});
    let new = json!({"type": "number", "exclusiveMinimum": 1});
    for (version, schema) in [("3.0.0", old), ("3.1.0", new)] {
        assert_eq!(found(version, &schema, &json!(1)).len(), 1);
        assert_eq!(found(version, &schema, &json!(1.5)).len(), 0);
    }
}

#[test]
fn formats_are_kept() {
    for (schema, good, bad) in [
        (
            json!({"type": "string", "format": "date-time"}),
            json!("2026-01-02T03:04:05Z"),
            json!("2026-01-02"),
        ),
        (
            json!({"type": "string", "format": "date"}),
            json!("2026-01-02"),
            json!("2026-13-02"),
        ),
        (
            json!({"type": "string", "format": "uuid"}),
            json!("931c1484-fd1e-4ceb-81d0-2aa102ca8b5f"),
            json!("1"),
        ),
        (
            json!({"type": "string", "format": "email"}),
            json!("a@b.example"),
            json!("a"),
        ),
        (
            json!({"type": "string", "format": "byte"}),
            json!("YWI="),
            json!("ä"),
        ),
        (
            json!({"type": "integer", "format": "int32"}),
            json!(2_147_483_647),
            json!(2_147_483_648_u32),
        ),
        (
            json!({"type": "integer", "format": "int64"}),
            json!(i64::MAX),
            json!(u64::MAX),
        ),
        (
            json!({"type": "string", "format": "own"}),
            json!("any"),
            json!(1),
        ),
    ] {
        assert_eq!(found("3.0.3", &schema, &good), [""; 0], "{schema}");
        assert_eq!(found("3.0.3", &schema, &bad).len(), 1, "{schema}");
    }
}

#[test]
fn members_that_go_the_other_way_are_neither_required_nor_sent() {
    let schema = json!({"type": "object", "required": ["id", "password"], "properties": {
        "id": {"type": "integer", "readOnly": true},
        "password": {"type": "string", "writeOnly": true}}});
    assert_eq!(found("3.0.3", &schema, &json!({"id": 1})), [""; 0]);
    let told = found("3.0.3", &schema, &json!({"id": 1, "password": "x"}));
    assert_eq!(
        told,
        ["`/password` is the text `x`, expected nothing: it is not sent this way (api.json:1)"]
    );
    let body = json!({"content": {"application/json": {"schema": schema}}});
    let document = json!({"openapi": "3.0.3", "paths": {"/a": {"post": {
        "requestBody": body, "responses": {"204": {"description": "done"}}}}}});
    let options = Options {
        checks: Checks {
            request: true,
            response: true,
        },
        ..Options::default()
    };
    let contract = contract(&document, options);
    let sent = |body: Value| {
        let exchange = exchange("POST http://h/a", 204, "");
        let json = [("content-type", "application/json")];
        violations(&contract, &sending(exchange, &json, &body.to_string()))
    };
    assert_eq!(sent(json!({"password": "x"})), [""; 0]);
    assert_eq!(sent(json!({})).len(), 1);
    assert_eq!(sent(json!({"password": "x", "id": 1})).len(), 1);
}

#[test]
fn a_discriminator_says_which_schema_holds() {
    let schemas = json!({
        "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}},
            "discriminator": {"propertyName": "kind", "mapping": {
                "cat": "#/components/schemas/Cat", "dog": "Dog"}}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"type": "object", "required": ["lives"],
            "properties": {"lives": {"type": "integer"}, "friend": {"$ref": "#/components/schemas/Pet"}}}]},
        "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"required": ["bark"]}]}});
    let base = json!({"type": "array", "items": {"$ref": "#/components/schemas/Pet"}});
    let choice = json!({"type": "array", "items": {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {
            "cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"}}}});
    for schema in [&base, &choice] {
        let told = |body: Value| found_among("3.0.3", schema, &schemas, &body);
        assert_eq!(
            told(json!([{"kind": "cat", "lives": 1}, {"kind": "dog", "bark": 1}])),
            [""; 0]
        );
        let wrong = told(json!([{"kind": "dog", "lives": 1}]));
        assert_eq!(
            wrong,
            ["`/0/bark` is missing, expected it to be there (api.json:1)"]
        );
        let deep = told(json!([{"kind": "cat", "lives": 1, "friend": {"kind": "cat"}}]));
        assert_eq!(
            deep,
            ["`/0/friend/lives` is missing, expected it to be there (api.json:1)"]
        );
    }
    let unknown = found_among("3.0.3", &choice, &schemas, &json!([{"kind": "cow"}]));
    assert_eq!(
        unknown,
        ["`/0/kind` is the text `cow`, expected one of `cat`, `dog` (api.json:1)"]
    );
    let unnamed = found_among("3.0.3", &choice, &schemas, &json!([{"lives": 1}]));
    assert_eq!(
        unnamed,
        ["`/0/kind` is missing, expected it to be there (api.json:1)"]
    );
    // Without a mapping, names are values; of a base, those that are put together from it.
    let mut schemas = schemas;
    schemas["Pet"]["discriminator"] = json!({"propertyName": "kind"});
    let told = found_among("3.0.3", &base, &schemas, &json!([{"kind": "Dog"}]));
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn of_several_schemas_the_nearest_explains() {
    let schema = json!({"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"],
        "properties": {"a": {"type": "object", "properties": {"b": {"type": "integer"}}}}}]});
    assert_eq!(
        found("3.1.0", &schema, &json!({"a": {"b": "x"}})),
        ["`/a/b` is the text `x`, expected a whole number (api.json:1)"]
    );
}

#[test]
fn a_schema_that_contains_itself_is_checked_all_the_way_down() {
    let schemas = json!({"Node": {"type": "object", "properties": {
        "next": {"$ref": "#/components/schemas/Node"}, "n": {"type": "integer"}}},
        "Self": {"allOf": [{"$ref": "#/components/schemas/Self"}, {"type": "object"}]}});
    let node = json!({"$ref": "#/components/schemas/Node"});
    let told = found_among(
        "3.0.3",
        &node,
        &schemas,
        &json!({"next": {"next": {"n": "x"}}}),
    );
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("`/next/next/n` "), "{told:?}");
    let circle = json!({"$ref": "#/components/schemas/Self"});
    assert_eq!(found_among("3.0.3", &circle, &schemas, &json!(1)).len(), 1);
}

#[test]
fn what_can_be_no_schema_is_left_out_and_the_rest_counts() {
    let schema = json!({"type": "object", "required": true, "properties": {
        "a": {"type": "string", "pattern": "(", "maxLength": 2},
        "b": {"type": "date"}, "c": {"type": "string", "minLength": "3"}}});
    assert_eq!(
        found("3.0.3", &schema, &json!({"a": "ab", "b": 1, "c": ""})),
        [""; 0]
    );
    assert_eq!(found("3.0.3", &schema, &json!({"a": "abc"})).len(), 1);
}

#[test]
fn a_member_too_many_is_told_as_one_that_is_not_expected() {
    let schema = json!({"type": "object", "additionalProperties": false});
    let contract = contract(&answering("3.1.0", &schema, &json!({})), Options::default());
    let found = violations(&contract, &exchange("GET http://h/a", 200, r#"{"x": "y"}"#));
    assert_eq!(
        found,
        ["the body has the text `y`, expected no other members (api.json:1)"]
    );
}
