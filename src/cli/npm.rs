//! Where reporters from npm are looked for, and what stands in for those that are not there.

use std::path::{Path, PathBuf};

use super::surroundings::Surroundings;

/// What is known of Node and of its packages; nothing is looked for before it is asked.
#[derive(Debug, Clone, Default)]
pub(super) struct Npm {
    /// The working folder.
    pub(super) directory: PathBuf,
    /// Node, where whoever started us names it.
    node: Option<PathBuf>,
    /// The folders of programs.
    path: Vec<PathBuf>,
    /// Folders of packages that the user names.
    named: Vec<PathBuf>,
    /// The folder of npm's own configuration that holds what is installed for all.
    prefix: Option<PathBuf>,
    /// The folder of this program.
    program: Option<PathBuf>,
}

impl Npm {
    /// What the system says.
    pub(super) fn of(surroundings: &Surroundings) -> Self {
        let list = |name| {
            let listed = surroundings.variable(name).map(std::env::split_paths);
            listed.into_iter().flatten().collect()
        };
        let prefix = surroundings.first_of(&["npm_config_prefix", "NPM_CONFIG_PREFIX"]);
        let at_home = surroundings
            .variable("APPDATA")
            .map(|data| Path::new(data).join("npm"));
        Self {
            directory: surroundings.directory.clone(),
            node: surroundings.variable("_POSTRIDER_NODE").map(PathBuf::from),
            path: list("PATH"),
            named: list("NODE_PATH"),
            prefix: prefix.map(PathBuf::from).or(at_home),
            program: surroundings.program.clone(),
        }
    }

    /// The folder of a reporter's package, nearest first: from the working folder upwards, in
    /// `NODE_PATH`, beside this program, and where packages are installed for all.
    pub(super) fn package(&self, reporter: &str) -> Option<PathBuf> {
        let name = package_name(reporter)?;
        let above = self.directory.ancestors().chain(
            self.program
                .iter()
                .flat_map(|program| program.ancestors().skip(1)),
        );
        let mut folders: Vec<PathBuf> = above.map(|folder| folder.join("node_modules")).collect();
        let of_directory = self.directory.ancestors().count();
        folders.splice(of_directory..of_directory, self.named.iter().cloned());
        folders.extend(self.global());
        let mut packages = folders.into_iter().map(|folder| folder.join(&name));
        packages.find(|package| package.join("package.json").is_file())
    }

    /// Where packages are that were installed for all.
    fn global(&self) -> impl Iterator<Item = PathBuf> {
        let prefixes = self.prefix.iter().cloned();
        // The folder of programs that npm installs lies beside that of the packages.
        let beside = self.path.iter().filter_map(|folder| {
            let is_of_programs = folder.file_name().is_some_and(|name| name == "bin");
            is_of_programs.then(|| folder.parent().map(Path::to_owned))?
        });
        let of_node = self.node().and_then(|node| {
            let node = node.canonicalize().ok()?;
            Some(node.parent()?.parent()?.to_owned())
        });
        let all = prefixes.chain(beside).chain(of_node);
        let all: Vec<PathBuf> = all
            .flat_map(|prefix| [prefix.join("lib/node_modules"), prefix.join("node_modules")])
            .collect();
        all.into_iter()
    }

    /// Node, if it is there.
    pub(super) fn node(&self) -> Option<PathBuf> {
        const PROGRAM: &str = if cfg!(windows) { "node.exe" } else { "node" };
        let mut found = self.path.iter().map(|folder| folder.join(PROGRAM));
        self.node
            .clone()
            .or_else(|| found.find(|program| program.is_file()))
    }
}

/// What the package of a reporter is called; of a name that can't be one, nothing.
pub(super) fn package_name(reporter: &str) -> Option<String> {
    let (scope, name) = match reporter.strip_prefix('@') {
        Some(scoped) => scoped
            .split_once('/')
            .map(|(scope, name)| (Some(scope), name))?,
        None => (None, reporter),
    };
    let is_word = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(|first| first != '.')
            && word
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || "-._~".contains(letter))
    };
    let is_name = is_word(name) && scope.is_none_or(is_word);
    is_name.then(|| match scope {
        Some(scope) => format!("@{scope}/newman-reporter-{name}"),
        None => format!("newman-reporter-{name}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_is_called_after_its_reporter_and_never_leads_elsewhere() {
        for (reporter, package) in [
            ("htmlextra", Some("newman-reporter-htmlextra")),
            ("@me/own", Some("@me/newman-reporter-own")),
            ("../../x", None),
            ("a/b", None),
            ("@me/../x", None),
            ("", None),
        ] {
            assert_eq!(package_name(reporter).as_deref(), package, "{reporter}");
        }
    }

    #[test]
    fn the_nearest_package_is_taken() {
        let place = tempfile::tempdir().unwrap();
        let make = |folder: &str| {
            let package = place.path().join(folder).join("newman-reporter-x");
            std::fs::create_dir_all(&package).unwrap();
            std::fs::write(package.join("package.json"), "{}").unwrap();
            package
        };
        let global = make("prefix/lib/node_modules");
        let npm = Npm {
            directory: place.path().join("work/deep"),
            path: vec![place.path().join("prefix/bin")],
            named: vec![place.path().join("named")],
            ..Npm::default()
        };
        assert_eq!(npm.package("x"), Some(global));
        let named = make("named");
        assert_eq!(npm.package("x"), Some(named));
        let above = make("work/node_modules");
        assert_eq!(npm.package("x"), Some(above));
        assert_eq!(npm.package("y"), None);
    }
}
