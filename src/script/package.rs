//! Packages: code that scripts share and load with `pm.require`.

/// A file of a package.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// What tells it from every other: where it lies, from the folder of packages.
    pub id: String,
    /// Its text.
    pub source: String,
    /// Whether it is JSON instead of code.
    pub is_json: bool,
}

/// Where packages come from. The runner has a folder of them.
pub trait PackageSource: Send + Sync {
    /// Finds a package by the name that a script asks for: `@team/name`, `npm:name@version`; a file
    /// of a package asks with its own id in `from` for another by its path, `./other`.
    ///
    /// # Errors
    /// There is none: what was looked for, and where. Its text follows `Cannot find package 'x'`.
    fn find(&self, name: &str, from: Option<&str>) -> Result<Package, String>;
}

/// No packages at all.
pub struct NoPackages;

impl PackageSource for NoPackages {
    fn find(&self, _: &str, _: Option<&str>) -> Result<Package, String> {
        Err("there are no packages here".into())
    }
}
