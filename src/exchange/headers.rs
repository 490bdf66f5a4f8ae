//! An ordered header list that keeps case and duplicates.

/// One header line as it was written or received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The name, in the case it was written in.
    pub name: String,
    /// The value, without the line's surrounding blanks.
    pub value: String,
    /// Whether Postrider added it, rather than the collection's author.
    pub system: bool,
}

/// The header lines of a message, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers {
    lines: Vec<Header>,
    /// Their size on the wire, where what is told of them is longer or shorter.
    size: Option<usize>,
}

impl Headers {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value of the last header of that name, whatever its case: the one that Postman's lists
    /// return.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.lines
            .iter()
            .rev()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }

    /// Every value of that name, in order, whatever its case.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines
            .iter()
            .filter(move |header| header.name.eq_ignore_ascii_case(name))
            .map(|header| header.value.as_str())
    }

    /// Whether a header of that name is there, whatever its case.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Appends a header of the author's.
    pub fn push(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.lines.push(Header {
            name: name.into(),
            value: value.into(),
            system: false,
        });
    }

    /// Appends a header that Postrider adds of itself.
    pub fn push_system(&mut self, name: impl Into<String>, value: impl Into<String>) {
        self.lines.push(Header {
            name: name.into(),
            value: value.into(),
            system: true,
        });
    }

    /// Makes the headers of that name ours.
    pub fn mark_system(&mut self, name: &str) {
        for header in self
            .lines
            .iter_mut()
            .filter(|header| header.name.eq_ignore_ascii_case(name))
        {
            header.system = true;
        }
    }

    /// Sets a header where it stands, in its spelling, or adds it at the end; it is then the only
    /// one of its name.
    pub fn set(&mut self, name: &str, value: &str) {
        let is_it = |header: &Header| header.name.eq_ignore_ascii_case(name);
        let Some(at) = self.lines.iter().position(is_it) else {
            return self.push_system(name, value);
        };
        value.clone_into(&mut self.lines[at].value);
        let mut place = 0;
        self.lines.retain(|header| {
            place += 1;
            place - 1 == at || !is_it(header)
        });
    }

    /// The same, but adds it before ours of another name, where that is there.
    pub fn set_before(&mut self, other: &str, name: &str, value: &str) {
        let is_new = !self.contains(name);
        self.set(name, value);
        let is_other = |header: &Header| header.system && header.name.eq_ignore_ascii_case(other);
        if let Some(at) = self.lines.iter().position(is_other).filter(|_| is_new) {
            self.lines[at..].rotate_right(1);
        }
    }

    /// Removes every header of that name, whatever its case.
    pub fn remove(&mut self, name: &str) {
        self.lines
            .retain(|header| !header.name.eq_ignore_ascii_case(name));
    }

    /// The headers in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Header> {
        self.lines.iter()
    }

    /// The headers in order, to be changed.
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, Header> {
        self.lines.iter_mut()
    }

    /// The number of header lines.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The size on the wire in bytes: each line with its colon, blank and line end.
    pub fn wire_size(&self) -> usize {
        self.size.unwrap_or_else(|| self.told_size())
    }

    /// Says what size they have on the wire, whatever is told of them.
    pub fn set_wire_size(&mut self, size: usize) {
        self.size = Some(size).filter(|size| *size != self.told_size());
    }

    fn told_size(&self) -> usize {
        self.lines
            .iter()
            .map(|header| header.name.len() + header.value.len() + 4)
            .sum()
    }
}

impl<'a> IntoIterator for &'a Headers {
    type Item = &'a Header;
    type IntoIter = std::slice::Iter<'a, Header>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'a> IntoIterator for &'a mut Headers {
    type Item = &'a mut Header;
    type IntoIter = std::slice::IterMut<'a, Header>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

impl FromIterator<(String, String)> for Headers {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        let mut headers = Self::new();
        for (name, value) in pairs {
            headers.push(name, value);
        }
        headers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn setting_keeps_the_place_and_the_spelling() {
        let mut headers = Headers::new();
        for (name, value) in [("a", "1"), ("COOKIE", "x"), ("b", "2"), ("cookie", "y")] {
            headers.push(name, value);
        }
        headers.set("Cookie", "z");
        headers.set("New", "n");
        let lines: Vec<_> = headers
            .iter()
            .map(|header| format!("{}: {}", header.name, header.value))
            .collect();
        assert_eq!(lines, ["a: 1", "COOKIE: z", "b: 2", "New: n"]);
    }

    #[test]
    fn a_new_header_may_be_set_before_one_of_ours() {
        let mut headers = Headers::new();
        headers.push("length", "author's");
        headers.set_before("Length", "A", "1");
        headers.push_system("Length", "2");
        headers.push_system("B", "3");
        headers.set_before("length", "C", "4");
        headers.set_before("length", "B", "5");
        let names: Vec<_> = headers.iter().map(|header| header.name.as_str()).collect();
        assert_eq!(names, ["length", "A", "C", "Length", "B"]);
    }

    #[test]
    fn lookup_ignores_case_and_returns_the_last() {
        let mut headers = Headers::new();
        headers.push("X-A", "1");
        headers.push("x-a", "2");
        assert_eq!(headers.get("X-a"), Some("2"));
        assert_eq!(headers.all("x-A").collect::<Vec<_>>(), ["1", "2"]);
        headers.remove("X-A");
        assert!(headers.is_empty());
    }
}
