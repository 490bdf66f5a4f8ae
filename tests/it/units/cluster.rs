//! `deploy/kubernetes`: what its manifests say, done by processes instead of pods.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use postrider::document::Node;
use serde_json::Value;

use super::{Bench, folders};
use crate::program::only_where_there_is;

fn manifests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/kubernetes")
}

fn manifest(name: &str) -> Value {
    let text = std::fs::read_to_string(manifests().join(name)).unwrap();
    Node::parse(&text, 1).unwrap().to_json()
}

/// The arguments of the container of a job, with these texts in the place of others.
fn arguments(name: &str, changes: &[(&str, &str)]) -> Vec<String> {
    let container = &manifest(name)["spec"]["template"]["spec"]["containers"][0];
    let arguments = container["args"].as_array().unwrap().iter();
    let change = |text: &Value| {
        let text = text.as_str().unwrap().to_owned();
        changes
            .iter()
            .fold(text, |text, (from, to)| text.replace(from, to))
    };
    arguments.map(change).collect()
}

#[test]
fn the_manifests_are_what_kubernetes_takes() {
    let Some(packages) = only_where_there_is("PEERS") else {
        return;
    };
    let named = manifest("kustomization.yaml")["resources"].clone();
    let mut checked = 0;
    for name in named.as_array().unwrap() {
        let mut command = Command::new("python3");
        command.args(["-m", "kubernetes_validate", "--strict"]);
        command.arg(manifests().join(name.as_str().unwrap()));
        let output = command.env("PYTHONPATH", &packages).output().unwrap();
        let told =
            String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
        assert!(
            output.status.success() && told.contains("passed"),
            "{name}: {told}"
        );
        checked += 1;
    }
    assert_eq!(checked, 4);
    let files = std::fs::read_dir(manifests()).unwrap().count();
    assert_eq!(
        files,
        checked + 1,
        "every manifest is named by the kustomization"
    );
}

#[test]
fn five_pods_share_a_run_and_their_files_are_merged() {
    let bench = Bench::of(&folders());
    bench
        .folder
        .write("collections/collection.json", &folders().to_string());
    let base = bench.server.url("");
    let environment =
        serde_json::json!({"name": "Cluster", "values": [{"key": "base", "value": base}]});
    bench
        .folder
        .write("collections/environment.json", &environment.to_string());
    bench.folder.write("reports/kept", "");
    let within = |name: &str| bench.folder.path().join(name).display().to_string();
    let (collections, reports) = (within("collections"), within("reports"));
    let completions = manifest("run.yaml")["spec"]["completions"]
        .as_u64()
        .unwrap();
    let pods = (0..completions).map(|index| {
        let index = index.to_string();
        let changes = [
            ("/collections", collections.as_str()),
            ("/reports", &reports),
            ("$(JOB_COMPLETION_INDEX)", &index),
        ];
        Command::new(env!("CARGO_BIN_EXE_postrider"))
            .args(arguments("run.yaml", &changes))
            .env("JOB_COMPLETION_INDEX", &index)
            .env("POSTRIDER_SHARDS", completions.to_string())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    });
    let pods: Vec<_> = pods.collect();
    for mut pod in pods {
        assert!(pod.wait().unwrap().success());
    }
    assert_eq!(bench.server.received().len(), 14);
    let merge = arguments("merge.yaml", &[("/reports", &reports)]).join(" ");
    let merged = bench.command(&merge);
    assert_eq!(merged.code, 1, "{}", merged.stderr);
    assert!(bench.read("reports/report.xml").contains("tests=\"14\""));
    std::fs::remove_file(bench.folder.path().join("reports/2.blob")).unwrap();
    let merged = bench.command(&merge);
    assert_eq!(merged.code, 2);
    assert!(
        merged.stderr.contains("4 of 5 shards; 3 is missing"),
        "{}",
        merged.stderr
    );
}
