//! Lists in pages, linked by `Link` headers.

use axum::Json;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use serde_json::Value;

use super::parameters::Parameters;
use super::refusal::Refusal;

/// How many items a page has when the request doesn't say.
const DEFAULT_LIMIT: usize = 20;

/// The most items a page has, whatever the request says.
const MAX_LIMIT: usize = 200;

/// Where a list stands and which part of it is wanted.
#[derive(Debug)]
pub(crate) struct Paging<'a> {
    /// The URL of the list, without its query.
    pub(crate) url: String,
    /// The query it was asked with: `limit` and `after` choose the page.
    pub(crate) parameters: &'a Parameters,
}

impl Paging<'_> {
    /// Answers with the page of `items` that was asked for; each item has an `id`, which is its
    /// cursor.
    pub(crate) fn answer(&self, items: Vec<Value>) -> Result<Response, Refusal> {
        let limit = self.limit()?;
        let start = self.start(&items)?;
        let more = items.len() > start + limit;
        let page: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
        let next = page.last().filter(|_| more).and_then(id);
        let links = AppendHeaders(self.links(next));
        Ok((links, Json(Value::Array(page))).into_response())
    }

    fn limit(&self) -> Result<usize, Refusal> {
        let Some(text) = self.parameters.get("limit") else {
            return Ok(DEFAULT_LIMIT);
        };
        match text.parse::<usize>() {
            Ok(limit) if limit > 0 => Ok(limit.min(MAX_LIMIT)),
            _ => Err(Refusal::invalid(format!(
                "limit: `{text}` is not a whole number above zero"
            ))),
        }
    }

    fn start(&self, items: &[Value]) -> Result<usize, Refusal> {
        let Some(after) = self.parameters.get("after") else {
            return Ok(0);
        };
        let position = items.iter().position(|item| id(item) == Some(after));
        let unknown = || Refusal::invalid(format!("after: `{after}` is no cursor of this list"));
        Ok(position.ok_or_else(unknown)? + 1)
    }

    fn links(&self, next: Option<&str>) -> Vec<(HeaderName, HeaderValue)> {
        let mut links = vec![self.link("self", &self.parameters.encoded())];
        if let Some(cursor) = next {
            links.push(self.link("next", &self.parameters.with("after", cursor)));
        }
        links
    }

    fn link(&self, relation: &str, query: &str) -> (HeaderName, HeaderValue) {
        let separator = if query.is_empty() { "" } else { "?" };
        let link = format!("<{}{separator}{query}>; rel=\"{relation}\"", self.url);
        (
            header::LINK,
            HeaderValue::from_str(&link).expect("an encoded URL fits into a header"),
        )
    }
}

fn id(item: &Value) -> Option<&str> {
    item["id"].as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn links(query: &str) -> Result<Vec<String>, Refusal> {
        let items = ["a", "b", "c"].map(|id| json!({ "id": id })).to_vec();
        let parameters = Parameters::parse(query);
        let response = Paging {
            url: "http://org/list".to_owned(),
            parameters: &parameters,
        }
        .answer(items)?;
        let links = response.headers().get_all(header::LINK).iter();
        Ok(links
            .map(|link| link.to_str().unwrap().to_owned())
            .collect())
    }

    #[test]
    fn a_page_links_to_itself_and_to_the_next_one() {
        assert_eq!(
            links("type=PASSWORD&limit=2").unwrap(),
            [
                "<http://org/list?type=PASSWORD&limit=2>; rel=\"self\"",
                "<http://org/list?type=PASSWORD&limit=2&after=b>; rel=\"next\"",
            ]
        );
    }

    #[test]
    fn the_last_page_has_no_next_one() {
        for query in ["limit=3", "limit=2&after=b", "", "after=c"] {
            assert_eq!(links(query).unwrap().len(), 1, "{query}");
        }
    }

    #[test]
    fn bad_limits_and_cursors_are_refused() {
        for query in ["limit=0", "limit=x", "limit=-1", "after=z"] {
            assert!(links(query).is_err(), "{query}");
        }
    }

    /// The ids of one page, and the cursor that its link to the next one carries.
    async fn page(items: &[Value], query: &str) -> (Vec<String>, Option<String>) {
        let parameters = Parameters::parse(query);
        let paging = Paging {
            url: "http://org".to_owned(),
            parameters: &parameters,
        };
        let response = paging.answer(items.to_vec()).unwrap();
        let links = response
            .headers()
            .get_all(header::LINK)
            .iter()
            .filter_map(|link| link.to_str().ok());
        let next = links
            .into_iter()
            .find(|link| link.ends_with("rel=\"next\""));
        let cursor = next.and_then(|link| link.split_once("after=")?.1.split_once('>'));
        let cursor = cursor.map(|(cursor, _)| cursor.to_owned());
        let bytes = axum::body::to_bytes(response.into_body(), usize::MAX)
            .await
            .unwrap();
        let items: Vec<Value> = serde_json::from_slice(&bytes).unwrap();
        (
            items.iter().filter_map(id).map(str::to_owned).collect(),
            cursor,
        )
    }

    #[tokio::test]
    async fn the_pages_of_any_size_make_up_the_list() {
        for (count, limit) in (0..7).flat_map(|count| (1..9).map(move |limit| (count, limit))) {
            let items: Vec<Value> = (0..count)
                .map(|place| json!({ "id": format!("id{place}") }))
                .collect();
            let (mut seen, mut cursor) = page(&items, &format!("limit={limit}")).await;
            while let Some(after) = cursor {
                let (more, next) = page(&items, &format!("limit={limit}&after={after}")).await;
                assert!(!more.is_empty(), "{count} in pages of {limit}");
                seen.extend(more);
                cursor = next;
            }
            let all: Vec<_> = items.iter().filter_map(id).collect();
            assert_eq!(seen, all, "{count} in pages of {limit}");
        }
    }
}
