//! Pages and collections to work on, and `postrider guide` in their folder.

use super::walk::root;
use crate::program::{Folder, postrider};

pub(super) const SHIPPED: &str = "delete-all-stay-signed-in-sessions";

/// A folder with what the project ships, to work in.
pub(super) fn workshop() -> Folder {
    let folder = Folder::with(&[]);
    for name in [
        "guides/delete-all-stay-signed-in-sessions.md",
        "guides/order-of-global-session-policies.md",
        "collections/okta-policy.postman_collection.json",
        "environments/okta.postman_environment.json",
    ] {
        folder.write(name, &std::fs::read_to_string(root().join(name)).unwrap());
    }
    folder
}

pub(super) fn guide(folder: &Folder, arguments: &[&str]) -> assert_cmd::assert::Assert {
    postrider()
        .current_dir(folder.path())
        .arg("guide")
        .args(arguments)
        .assert()
}

pub(super) const SHOP: &str = r#"{"info": {"name": "Shop"}, "item": [
    {"name": "List orders", "request": "{{url}}/orders", "response": [{"body": "{\"items\": [{\"id\": 1}]}"}]},
    {"name": "Pay order", "request": {"method": "PUT", "url": "{{url}}/orders/{{orderId}}",
        "body": {"mode": "raw", "raw": "{\"state\": \"open\", \"note\": \"x\"}"}}}
]}"#;

pub(super) const PAGE: &str = "# Pay\n\n1. Send **List orders**.\n2. Find the order whose `state` is `open` and copy its `id`.\n   > **Tip:** keep it as the variable `orderId`.\n3. Open the **Pay order** request, change the `state` property to `paid`, remove the `note` property, and click **Send**.\n\n## End\n\nThen ask for all of it:\n\n```bash\ncurl https://shop.example/all -H \"Authorization: Bearer YOUR_TOKEN\"\n```\n";
