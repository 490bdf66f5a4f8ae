//! Which sends a page tells of, however it does, and what is none.

use super::workshop::guide;
use crate::program::Folder;

const SHOP: &str = r#"{"info": {"name": "Shop"}, "item": [
    {"name": "List orders", "request": "{{url}}/orders"},
    {"name": "Get order", "request": "{{url}}/orders/{{orderId}}"},
    {"name": "Create order", "request": {"method": "POST", "url": "{{url}}/orders", "body": {"mode": "raw", "raw": "{\"a\": 1}"}}},
    {"name": "Copy order", "request": {"method": "POST", "url": "{{url}}/orders", "body": {"mode": "raw", "raw": "{\"a\": 2}"}}}
]}"#;

/// A draft of a page.
fn draft(words: &str) -> String {
    let page = format!("# Orders\n\n{words}\n");
    let folder = Folder::with(&[("shop.json", SHOP), ("page.md", &page)]);
    let drafted = guide(&folder, &["init", "page.md", "-c", "shop.json"]).success();
    String::from_utf8(drafted.get_output().stdout.clone()).unwrap()
}

/// What the steps of a draft send, in their order.
fn sent(words: &str) -> Vec<String> {
    let draft = draft(words);
    let lines = draft
        .lines()
        .map(|line| line.trim_start_matches(['>', ' ']));
    let lines = lines.map(|line| line.split("  #").next().unwrap_or(line));
    let sends = |line: &&str| {
        ["send: ", "curl: ", "request:"]
            .iter()
            .any(|key| line.starts_with(key))
    };
    lines.filter(sends).map(str::to_owned).collect()
}

#[test]
fn each_send_is_drafted_once_whatever_words_lead_to_it() {
    let curl = "```bash\ncurl https://h.example/orders\n```";
    for (words, expected) in [
        (
            "Use the **List orders** request from the Postman collection.\n\nSend the `GET {yourDomain}/orders` request.".to_owned(),
            vec!["send: List orders"],
        ),
        (
            "1. Use the **Copy order** request from the Postman collection.\n2. Send the `POST {yourDomain}/orders` request.".to_owned(),
            vec!["send: Copy order"],
        ),
        (
            format!("Use the [Fetch all of them](https://h.example/doc) request.\n\n##### Request example\n\n{curl}"),
            vec!["curl: next"],
        ),
        (
            format!("Make a `GET /orders` request:\n\n{curl}"),
            vec!["curl: next"],
        ),
        (
            format!("Make a `POST` request to the `/token` endpoint.\n\n{}", curl.replace("https", "-X POST https").replace("/orders", "/oauth2/token")),
            vec!["curl: next"],
        ),
        (
            "With the `Shop/List orders` request we can ask for all.".to_owned(),
            vec!["send: List orders"],
        ),
        ("To see it, execute `Shop/Get ordr`. It takes long.".to_owned(), vec!["send: \"?\""]),
        (
            format!("3. Build & run **some-thing** example\n\n4. Run **make it**\n\n{curl}"),
            vec!["curl: next"],
        ),
        (
            "Send the **List orders** and **Get order** requests, then run **Copy order**.".to_owned(),
            vec!["send: List orders", "send: Get order", "send: Copy order"],
        ),
        (
            "Execute the \"List orders\" or \"Get order\" request.".to_owned(),
            vec!["send: List orders"],
        ),
        (
            format!("Send **List orders**.\n\n{curl}\n\n## Later\n\nAsk again:\n\n{curl}"),
            vec!["send: List orders", "curl: next"],
        ),
        (
            format!("Ask:\n\n> Within a machine, type this:\n>\n> {}", curl.replace('\n', "\n> ")),
            vec!["curl: next"],
        ),
        (
            format!("[services](https://h.example) を実行することにより、リクエストを送信するのではなく:\n\n{curl}"),
            vec!["curl: next"],
        ),
        (
            format!("If you send the request, it fails. The address is `https://h.example/orders/7`.\n\n{curl}\n\nClick **Send**."),
            vec!["curl: next"],
        ),
        ("Request: `GET /orders`\n\nResponse:".to_owned(), vec!["send: List orders"]),
    ] {
        assert_eq!(sent(&words), expected, "{words}");
    }
}

#[test]
fn an_address_of_several_requests_gets_a_mark() {
    let draft = draft("Send the `POST /orders` request.");
    assert!(
        draft.contains("send: Create order  # choose: which of the requests with this address"),
        "{draft}"
    );
}

#[test]
fn a_command_in_a_note_is_drafted_there_with_a_mark() {
    let draft = draft("Ask:\n\n> ```bash\n> curl https://h.example/orders\n> ```");
    let expected = "> <!-- postrider\n> curl: next  # choose: it stands in a note; delete this step where it is not sent\n> base: \"{{url}}\"\n> -->\n> ```bash\n";
    assert!(draft.contains(expected), "{draft}");
}

#[test]
fn a_deletion_is_destructive_however_it_is_sent() {
    for sample in [
        "curl -X delete https://h.example/orders/7",
        "curl -X POST https://h.example/orders/7 -H 'X-HTTP-Method-Override: DELETE'",
    ] {
        let draft = draft(&format!("```bash\n{sample}\n```"));
        assert!(draft.contains("destructive: it deletes"), "{draft}");
    }
}

#[test]
fn two_hosts_never_get_the_same_variable() {
    let draft = draft(
        "```bash\ncurl https://{yourHubDomain}/orders\ncurl https://{yourSpokeDomain}/orders\n```",
    );
    for line in [
        "  \"https://{yourHubDomain}\": \"{{hubDomainUrl}}\"\n",
        "  \"https://{yourSpokeDomain}\": \"{{spokeDomainUrl}}\"\n",
    ] {
        assert!(draft.contains(line), "{draft}");
    }
}

#[test]
fn an_answer_belongs_to_its_section_and_a_value_is_captured_before_it_is_used() {
    let page = "Send **List orders**.\n\n## Settings\n\nThis is returned:\n\n```json\n{\"a\": 1}\n```\n\n## Ids\n\n```bash\ncurl https://h.example/orders/00u2lxfQaw8WRlkQt0g4\n```\n\nThe response:\n\n```json\n{\"by\": \"00u2lxfQaw8WRlkQt0g4\"}\n```\n\n```bash\ncurl https://h.example/orders/00u2lxfQaw8WRlkQt0g4\n```";
    let draft = draft(page);
    assert_eq!(draft.matches("like: next").count(), 1, "{draft}");
    assert!(!draft.contains("capture"), "{draft}");
}

#[test]
fn a_name_that_is_a_heading_or_an_item_of_a_list_is_found() {
    let both = vec!["send: List orders", "send: Get order"];
    for (words, expected) in [
        (
            "## List orders\n\nClick **Send**.\n\n## 2. Get order\n\nRun this request.",
            both.clone(),
        ),
        (
            "Now run these requests:\n\n1. **List orders**\n2. `Get order`: one of them",
            both.clone(),
        ),
        (
            "Send these requests in order:\n\n1. List orders\n2. Get order",
            both.clone(),
        ),
        (
            "Send these requests:\n\n| # | request | is like |\n|---|---|---|\n| 1 | List orders | no **other** |\n| 2 | **GET Get order** | |",
            both.clone(),
        ),
        (
            "<Steps>\n<Step>\nRun **List orders**.\n</Step>\n<Step>\nRun **Get order**.\n</Step>\n</Steps>",
            both.clone(),
        ),
        (
            "Make a `GET` request to `/orders`. Then send a GET request to `{yourDomain}/orders/7`.",
            both.clone(),
        ),
        (
            "Run <b>List orders</b>. Run the <code>Get order</code> request.",
            both,
        ),
        (
            "Select **Get order** and press the blue **Send** button.",
            vec!["send: Get order"],
        ),
        (
            "## List orders\n\nThey are many.\n\nRun **Get order**.",
            vec!["send: Get order"],
        ),
        (
            "The collection has these requests:\n\n- **List orders**\n\nRun **Get order**.",
            vec!["send: Get order"],
        ),
        (
            "Run **Get order**[^1].\n\n[^1]: Run **List orders** never.",
            vec!["send: Get order"],
        ),
        (
            "Don’t ever run **List orders**. Run **Get order**.",
            vec!["send: Get order"],
        ),
        (
            "Clients make a `GET` request to `/orders`.\n\nRun **Get order**.",
            vec!["send: Get order"],
        ),
        (
            "When you run these requests:\n\n- **List orders**\n\nRun **Get order**.",
            vec!["send: Get order"],
        ),
    ] {
        assert_eq!(sent(words), expected, "{words}");
    }
}
