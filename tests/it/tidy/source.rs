//! The sources of the program, without their tests, and the paths that they name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, FnArg, Item, ItemMod, ItemUse, Macro, Pat, Signature, UseTree, Visibility};

/// A source file of the library or the binary.
#[derive(Debug)]
pub(super) struct Source {
    /// Below `src`.
    pub(super) path: PathBuf,
    /// The top-level module it belongs to.
    pub(super) module: String,
    /// The file as it is.
    pub(super) text: String,
    /// The file without the lines that only tests see: nothing, where the whole file is a test's.
    pub(super) code: String,
    /// What `code` names.
    pub(super) named: Named,
}

/// What a file names and what can be named in it; modules are paths from the root of the crate.
#[derive(Debug, Default)]
pub(super) struct Named {
    /// Each path, as it is written, with the module it stands in.
    pub(super) paths: BTreeSet<(Vec<String>, Vec<String>)>,
    /// Each module of the file, its own first.
    pub(super) modules: BTreeMap<Vec<String>, Scope>,
    /// The functions that take a parameter apart in their signature.
    pub(super) tuple_parameters: Vec<String>,
}

/// What can be named in a module.
#[derive(Debug, Default)]
pub(super) struct Scope {
    /// Defined here.
    pub(super) items: BTreeSet<String>,
    /// Brought in by `use`, and the path that it stands for.
    pub(super) uses: BTreeMap<String, Vec<String>>,
    /// Whose every name is brought in.
    pub(super) globs: Vec<Vec<String>>,
}

impl Source {
    /// The top-level modules that the file names.
    pub(super) fn used_modules(&self) -> BTreeSet<String> {
        let paths = self
            .named
            .paths
            .iter()
            .map(|(module, path)| absolute(module, path));
        let below = paths.filter(|path| path.len() > 1 && path[0] == "crate");
        // `crate::Name` would be an item of the root itself.
        let modules = below.map(|path| path[1].clone());
        modules
            .filter(|name| name.starts_with(char::is_lowercase))
            .collect()
    }
}

/// A path from the root of the crate, where it does not start with a name.
pub(super) fn absolute(module: &[String], path: &[String]) -> Vec<String> {
    let mut from = match path.first().map(String::as_str) {
        Some("crate") => vec!["crate".to_owned()],
        Some("self" | "super") => module.to_vec(),
        _ => return path.to_vec(),
    };
    for segment in path {
        match segment.as_str() {
            "crate" | "self" => {}
            "super" => drop(from.pop()),
            name => from.push(name.to_owned()),
        }
    }
    from
}

/// Every source.
pub(super) fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let folder = super::root().join("src");
        let mut files = Vec::new();
        collect(&folder, &mut files);
        assert!(files.len() > 20, "the sources were not found");
        let read = |file: &PathBuf| {
            read(
                file.strip_prefix(&folder).unwrap(),
                &fs::read_to_string(file).unwrap(),
            )
        };
        let (mut sources, tests): (Vec<Source>, Vec<_>) = files.iter().map(read).unzip();
        let tests: BTreeSet<Vec<String>> = tests.into_iter().flatten().collect();
        for source in &mut sources {
            let module = module_of(&source.path);
            if (1..=module.len()).any(|length| tests.contains(&module[..length])) {
                source.code.clear();
                source.named = Named::default();
            }
        }
        sources
    });
    &SOURCES
}

/// The source, and the modules in other files that it declares for tests alone.
pub(super) fn read(path: &Path, text: &str) -> (Source, Vec<Vec<String>>) {
    let parsed =
        syn::parse_file(text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut reader = Reader::new(path);
    reader.visit_file(&parsed);
    let top = match path.components().count() {
        1 => path.file_stem(),
        _ => path.iter().next(),
    };
    let source = Source {
        path: path.to_owned(),
        module: top.unwrap().to_string_lossy().into_owned(),
        text: text.to_owned(),
        code: without(text, &reader.test_lines),
        named: reader.named,
    };
    (source, reader.test_modules)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// `http/tls.rs` and `http/tls/mod.rs` are `crate::http::tls`.
fn module_of(path: &Path) -> Vec<String> {
    let below = path.with_extension("");
    let names = below.iter().map(|name| name.to_string_lossy().into_owned());
    let mut module = vec!["crate".to_owned()];
    module.extend(names.filter(|name| name != "mod" && name != "lib"));
    module
}

/// The text without some of its lines, which count from 1.
fn without(text: &str, lines: &[RangeInclusive<usize>]) -> String {
    let kept = text.lines().zip(1..);
    let kept = kept.filter(|(_, at)| !lines.iter().any(|lines| lines.contains(at)));
    kept.flat_map(|(line, _)| [line, "\n"]).collect()
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// Is it compiled for tests alone: `cfg(test)` or `cfg(all(test, …))`?
fn is_test(attributes: &[Attribute]) -> bool {
    let mut conditions = attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.any(|condition| {
        let condition = condition
            .meta
            .require_list()
            .unwrap()
            .tokens
            .to_string()
            .replace(' ', "");
        condition == "test" || condition.starts_with("all(test,")
    })
}

/// Collects what a file names.
struct Reader {
    module: Vec<String>,
    /// Whether what it re-exports is its children's, not its own use of them.
    is_parent: bool,
    named: Named,
    /// The items that only tests see.
    test_lines: Vec<RangeInclusive<usize>>,
    /// The modules in other files that only tests see.
    test_modules: Vec<Vec<String>>,
}

impl Reader {
    fn new(path: &Path) -> Self {
        let mut reader = Self {
            module: module_of(path),
            is_parent: path.ends_with("mod.rs"),
            named: Named::default(),
            test_lines: Vec::new(),
            test_modules: Vec::new(),
        };
        reader.scope();
        reader
    }

    fn skips(&mut self, item: &Item) {
        self.test_lines
            .push(item.span().start().line..=item.span().end().line);
        if let Item::Mod(child) = item
            && child.content.is_none()
        {
            self.test_modules
                .push([&self.module[..], &[child.ident.to_string()]].concat());
        }
    }

    fn scope(&mut self) -> &mut Scope {
        self.named.modules.entry(self.module.clone()).or_default()
    }

    fn names(&mut self, path: Vec<String>) {
        self.named.paths.insert((self.module.clone(), path));
    }

    fn reads_use(&mut self, tree: &UseTree, before: &[String], is_export: bool) {
        let below = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        let (path, name) = match tree {
            UseTree::Path(path) => {
                return self.reads_use(&path.tree, &below(&path.ident), is_export);
            }
            UseTree::Group(group) => {
                return group
                    .items
                    .iter()
                    .for_each(|tree| self.reads_use(tree, before, is_export));
            }
            UseTree::Glob(_) => {
                self.scope().globs.push(before.to_vec());
                return;
            }
            UseTree::Name(name) if name.ident == "self" => {
                (before.to_vec(), before.last().unwrap().clone())
            }
            UseTree::Name(name) => (below(&name.ident), name.ident.to_string()),
            UseTree::Rename(name) => (below(&name.ident), name.rename.to_string()),
        };
        if !is_export {
            self.names(path.clone());
        }
        self.scope().uses.insert(name, path);
    }

    /// Paths in a macro's arguments, which are tokens and no more.
    fn reads_tokens(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut colons = 0;
        for token in tokens {
            match token {
                TokenTree::Punct(mark) if mark.as_char() == ':' => colons += 1,
                TokenTree::Ident(name) if colons == 2 && !path.is_empty() => {
                    path.push(name.to_string());
                    colons = 0;
                }
                token => {
                    self.names_tokens(std::mem::take(&mut path));
                    colons = 0;
                    match token {
                        TokenTree::Ident(name) => path.push(name.to_string()),
                        TokenTree::Group(group) => self.reads_tokens(group.stream()),
                        _ => {}
                    }
                }
            }
        }
        self.names_tokens(path);
    }

    fn names_tokens(&mut self, path: Vec<String>) {
        if path.len() > 1 {
            self.names(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if is_test(attributes(item)) {
            return self.skips(item);
        }
        let name = match item {
            Item::Const(item) => Some(&item.ident),
            Item::Enum(item) => Some(&item.ident),
            Item::Fn(item) => Some(&item.sig.ident),
            Item::Macro(item) => item.ident.as_ref(),
            Item::Static(item) => Some(&item.ident),
            Item::Struct(item) => Some(&item.ident),
            Item::Trait(item) => Some(&item.ident),
            Item::Type(item) => Some(&item.ident),
            _ => None,
        };
        if let Some(name) = name {
            self.scope().items.insert(name.to_string());
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        if item.content.is_some() {
            self.module.push(item.ident.to_string());
            self.scope();
            visit::visit_item_mod(self, item);
            self.module.pop();
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let is_export = self.is_parent && !matches!(item.vis, Visibility::Inherited);
        self.reads_use(&item.tree, &[], is_export);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string());
        self.names(segments.collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.reads_tokens(call.tokens.clone());
    }

    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_signature(&mut self, signature: &'ast Signature) {
        let mut parameters = signature.inputs.iter().filter_map(|input| match input {
            FnArg::Typed(typed) => Some(&*typed.pat),
            FnArg::Receiver(_) => None,
        });
        if parameters.any(takes_tuple_apart) {
            self.named
                .tuple_parameters
                .push(signature.ident.to_string());
        }
        visit::visit_signature(self, signature);
    }
}

fn takes_tuple_apart(pattern: &Pat) -> bool {
    match pattern {
        Pat::Tuple(_) => true,
        Pat::Reference(reference) => takes_tuple_apart(&reference.pat),
        Pat::Paren(inner) => takes_tuple_apart(&inner.pat),
        _ => false,
    }
}

#[test]
fn code_after_and_between_tests_is_seen() {
    let text = "use a::b;\n#[cfg(test)]\nmod testing {\n    use crate::c;\n}\n/// Text.\nfn late() {}\n\
                #[cfg(all(test, unix))]\nmod tests;\nfn last() {}\n";
    let (source, tests) = read(Path::new("x.rs"), text);
    assert_eq!(
        source.code,
        "use a::b;\n/// Text.\nfn late() {}\nfn last() {}\n"
    );
    assert_eq!(tests, [["crate", "x", "tests"]]);
    assert!(source.used_modules().is_empty());
}

#[test]
fn paths_are_seen_wherever_they_stand() {
    let text = "use crate::{a::{self, B as C}, d};\nuse super::e::*;\n\
                fn f((x, y): (crate::g::G, u8)) { assert!(y == super::h::i(crate::j::K)); |(a, b)| a }\n\
                mod inner { fn g(&(a, _): &(u8, u8)) -> super::m::N {} }";
    let (source, _) = read(Path::new("http/tls.rs"), text);
    let paths = source.named.paths.iter();
    let paths: BTreeSet<String> = paths
        .map(|(module, path)| absolute(module, path).join("::"))
        .collect();
    for path in [
        "crate::a",
        "crate::a::B",
        "crate::d",
        "crate::g::G",
        "crate::http::h::i",
        "crate::j::K",
        "crate::http::tls::m::N",
    ] {
        assert!(paths.contains(path), "{path} in {paths:?}");
    }
    let scope = &source.named.modules[["crate", "http", "tls"].map(str::to_owned).as_slice()];
    assert_eq!(scope.uses["C"].join("::"), "crate::a::B");
    assert_eq!(scope.globs, [["super", "e"]]);
    assert_eq!(source.named.tuple_parameters, ["f", "g"]);
    assert_eq!(source.module, "http");
}
